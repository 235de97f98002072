/** Where the words of links stand on the map: on no node, no other link and no other word. */
import { type Anchor, type Box, LabelPlacer, meets, type PlacedLabel } from '../views/label-placer'
import type { LinkState } from '../views/link-states'
import {
  alongPath,
  cylinderCurve,
  type LinkPath,
  type MapLayout,
  type Place,
  roomyHeight,
} from '../views/map-layout'
import type { MissingWords } from '../views/missing-messages'
import { textWidth } from '../views/text-width'

export interface LinkLabels {
  /** What was lost or never sent, on one line or two; `lead` where they stand away from their cross. */
  missing: { lines: readonly PlacedLabel[]; lead: { from: Point; to: Point } | null } | null
  /** The name of a message in flight. */
  flight: PlacedLabel | null
  /** `cut`, `+40 ms`. */
  fault: PlacedLabel | null
}

interface Point {
  x: number
  y: number
}

export const linkTextSize = 12.5
/** A ring ends at the border of a node, not under it. */
const ringRadius = 8

/** Where a message is drawn: between the nodes at its ends, ring and all. */
export function ringAt(points: LinkPath['points'], share: number): Point {
  const length = points
    .slice(1)
    .reduce(
      (sum, point, index) =>
        sum + Math.hypot(point.x - (points[index]?.x ?? 0), point.y - (points[index]?.y ?? 0)),
      0,
    )
  const inset = length === 0 ? 0 : Math.min(0.5, ringRadius / length)
  return alongPath(points, inset + share * (1 - 2 * inset))
}

/** By link. Losses come first, then what is in flight, then faults. */
export function linkLabels(
  { places, links, narrow }: MapLayout,
  states: ReadonlyMap<string, LinkState>,
  width: number,
): Map<string, LinkLabels> {
  const labels = new Map<string, LinkLabels>(
    links.map((link) => [link.id, { missing: null, flight: null, fault: null }]),
  )
  const each = (write: (link: LinkPath, state: LinkState, label: LinkLabels) => void) => {
    for (const link of links) {
      const state = states.get(link.id)
      const label = labels.get(link.id)
      if (state && label) write(link, state, label)
    }
  }
  const placer = new LabelPlacer({ from: 0, to: width })
  for (const place of places) placer.block(outlineOf(place))
  for (const place of places)
    if (place.kind === 'broker' && !narrow && place.height >= roomyHeight)
      placer.block(captionBox(place, captionSide(places, links, place)))
  for (const link of links) for (const box of legs(link)) placer.block(box)
  each((link, state, label) => {
    if (state.missing) label.missing = missingLabel(placer, link, state.missing)
    for (const message of state.travelling) {
      const { x, y } = ringAt(link.points, message.share)
      placer.block({ x: x - ringRadius, y: y - ringRadius, width: 16, height: 16 })
    }
  })
  each((link, state, label) => {
    const named = namedIn(state)
    if (!named?.label) return
    const texts = narrow ? [named.label, named.short] : [`${named.label}, in flight`, named.label]
    label.flight = placer.place({
      texts: [...new Set([...texts, named.short])],
      anchors: anchorsOf(link, ringAt(link.points, named.share)),
      size: linkTextSize,
      bold: true,
    })
  })
  each((link, state, label) => {
    const text = state.cut ? 'cut' : state.lag === null ? null : `+${state.lag}`
    if (text !== null)
      label.fault = placer.place({
        texts: [text],
        anchors: anchorsOf(link, alongPath(link.points, 0.5)),
        size: linkTextSize,
        bold: true,
        must: true,
      })
  })
  return labels
}

/** Where the caption of a broker's cells stands: below them, or above and beside the link that leaves there. */
export type CaptionSide = 'below' | 'left' | 'right'

/** Below, unless a link begins or ends there; then where no other node is. */
export function captionSide(
  places: readonly Place[],
  links: readonly LinkPath[],
  broker: Place,
): CaptionSide {
  const linkBelow = links.some((link) =>
    [link.points[0], link.points.at(-1)].some((end) => end?.x === broker.x && end.y > broker.y),
  )
  if (!linkBelow) return 'below'
  const left = captionBox(broker, 'left')
  const taken = places.some((place) => place !== broker && meets(left, outlineOf(place)))
  return taken ? 'right' : 'left'
}

/** Of `orders, 12 messages`, in CSS pixels. */
const captionWidth = 120
const captionGap = 9

function captionBox({ x, y, height }: Place, side: CaptionSide): Box {
  const size = { width: captionWidth, height: 17 }
  switch (side) {
    case 'below':
      return { x: x - captionWidth / 2, y: y + height / 2 + 4, ...size }
    case 'left':
      return { x: x - captionWidth - captionGap, y: y - height / 2 - 20, ...size }
    case 'right':
      return { x: x + captionGap, y: y - height / 2 - 20, ...size }
  }
}

function outlineOf({ kind, x, y, width, height }: Place): Box {
  const curve = kind === 'postgres' ? cylinderCurve - 2 : 0
  return { x: x - width / 2, y: y - height / 2 - curve, width, height: height + 2 * curve }
}

/** The message whose name is written: a request before an answer. */
export function namedIn(state: LinkState): LinkState['travelling'][number] | undefined {
  return state.travelling.find((message) => !message.reply) ?? state.travelling[0]
}

/** The straight parts of a link, as boxes that no word may cover. */
function legs({ points }: LinkPath) {
  return points.slice(1).map((to, index) => {
    const from = points[index] ?? to
    return {
      x: Math.min(from.x, to.x) - 4,
      y: Math.min(from.y, to.y) - 2,
      width: Math.abs(to.x - from.x) + 8,
      height: Math.abs(to.y - from.y) + 4,
    }
  })
}

/** Beside an upright link at a point of it; over a level one, then above or below the nodes at its ends. */
function anchorsOf(link: LinkPath, at: Point): Anchor[] {
  const [start, bend] = link.points
  if (!start || !bend) return []
  if (start.x === bend.x) {
    const y = (link.points.length === 2 ? at.y : (start.y + bend.y) / 2) + 4.5
    return [
      { x: start.x + 15, y, align: 'start' },
      { x: start.x - 15, y, align: 'end' },
    ]
  }
  const middle = (start.x + bend.x) / 2
  return [
    { x: middle, y: start.y - 13, align: 'middle' },
    { x: middle, y: start.y + 23, align: 'middle' },
    ...outside(middle, start.y),
  ]
}

/** Clear of the nodes that a level link joins, as near to its middle as there is room. */
function outside(middle: number, y: number): Anchor[] {
  return [y - 38, y + 48].flatMap((line) =>
    [0, -12, 12, -24, 24, -36, 36, -48, 48].map(
      (aside): Anchor => ({ x: middle + aside, y: line, align: 'middle' }),
    ),
  )
}

function missingLabel(
  placer: LabelPlacer,
  link: LinkPath,
  { who, fate }: MissingWords,
): LinkLabels['missing'] {
  const { x, y } = alongPath(link.points, 0.5)
  const [start, bend] = link.points
  placer.block({ x: x - 10, y: y - 10, width: 20, height: 20 })
  const place = (text: string, anchors: Anchor[], must = false) =>
    placer.place({ texts: [text], anchors, size: linkTextSize, bold: true, must })
  const room = Math.abs((bend?.x ?? 0) - (start?.x ?? 0))
  const widest = Math.max(...[who, fate].map((text) => textWidth(text, linkTextSize, true)))
  if (start?.y === bend?.y && widest < room - 6) {
    const lines = [
      place(who, [{ x, y: y - 30, align: 'middle' }], true),
      place(fate, [{ x, y: y - 15, align: 'middle' }], true),
    ]
    return { lines: lines.filter((line) => line !== null), lead: null }
  }
  const whole = `${who} ${fate}`
  if (start?.y !== bend?.y) {
    const line = place(whole, anchorsOf(link, { x, y }), true)
    return { lines: line ? [line] : [], lead: null }
  }
  const one = place(whole, outside(x, y))
  if (one) return { lines: [one], lead: leadTo(one, { x, y }) }
  const below = place(fate, outside(x, y), true)
  const above = below ? place(who, [{ ...below, y: below.y - 15 }], true) : null
  const lines = [above, below].filter((line) => line !== null)
  return { lines, lead: below ? leadTo(below, { x, y }) : null }
}

/** A line from a cross to its words. */
function leadTo(label: PlacedLabel, cross: Point): { from: Point; to: Point } {
  const side = label.y < cross.y ? -1 : 1
  return {
    from: { x: cross.x, y: cross.y + side * 11 },
    to: { x: cross.x, y: side < 0 ? label.y + 6 : label.y - 14 },
  }
}
