/**
 * Where there are more arrows than an eye can follow, those that do the same close together become one band with their
 * number: `×37`. What was lost, refused or left in doubt is always drawn by itself, and so is the order that is selected.
 */
import type { LabelPlacer } from '../views/label-placer'
import type { Arrow } from './arrow-shapes'
import { bar, coordinates, type Frame, point, sizeIn } from './frame'
import { round, type Shape, type TextShape } from './shape'

export interface Bundle {
  /** Both lanes, the upper one first: messages and their answers are one band. */
  lanes: readonly [number, number]
  /** Polls that found nothing are named as what they are. */
  polls: boolean
  arrows: readonly Arrow[]
}

export interface Bundled {
  /** Drawn one by one. */
  single: readonly Arrow[]
  bundles: readonly Bundle[]
}

export const mostArrows = 400
/** Two arrows are one line already. */
const leastInBundle = 3
/** Distances of neighbours in CSS pixels: the first that makes few enough arrows is taken. */
const gaps = [4, 8, 16, 32, 64, 128, 256]
/** A band says when something was busy, so it is not as long as the run. In CSS pixels. */
const longestPx = 120

/** @param selected whether an order is selected, so that what is not about it is faint */
export function bundled(arrows: readonly Arrow[], selected: boolean, most = mostArrows): Bundled {
  let best: Bundled = { single: arrows, bundles: [] }
  for (const gap of gaps) {
    if (best.single.length + best.bundles.length <= most) return best
    best = withGap(arrows, selected, gap)
  }
  return best
}

function withGap(arrows: readonly Arrow[], selected: boolean, gap: number): Bundled {
  const single: Arrow[] = []
  const groups = new Map<string, Arrow[]>()
  for (const arrow of arrows) {
    const plain = arrow.style === 'request' || arrow.style === 'reply' || arrow.style === 'poll'
    const group = `${lanesOf(arrow).join(' ')} ${arrow.style === 'poll'}`
    if (plain && (arrow.dim || !selected)) groups.set(group, [...(groups.get(group) ?? []), arrow])
    else single.push(arrow)
  }
  const bundles: Bundle[] = []
  for (const group of groups.values()) {
    for (const run of runsOf(group, gap)) {
      const [first] = run
      if (!first || run.length < leastInBundle) single.push(...run)
      else {
        bundles.push({ lanes: lanesOf(first), polls: first.style === 'poll', arrows: run })
      }
    }
  }
  return { single: single.sort((a, b) => a.message.sentIndex - b.message.sentIndex), bundles }
}

function lanesOf({ fromLane, toLane }: Arrow): [number, number] {
  return fromLane < toLane ? [fromLane, toLane] : [toLane, fromLane]
}

/** Stretches of neighbours that stand no further apart. */
function runsOf(arrows: readonly Arrow[], gap: number): Arrow[][] {
  const runs: Arrow[][] = []
  for (const arrow of [...arrows].sort((a, b) => a.start.along - b.start.along)) {
    const run = runs.at(-1)
    const last = run?.at(-1)
    const begin = run?.[0]?.start.along ?? 0
    if (
      run &&
      last &&
      arrow.start.along - last.start.along <= gap &&
      arrow.end.along - begin <= longestPx
    )
      run.push(arrow)
    else runs.push([arrow])
  }
  return runs
}

/** A band between two lanes with some of its arrows faintly in it, and their number. */
export function bundleShapes(
  bundles: readonly Bundle[],
  frame: Frame,
  placer: LabelPlacer,
): Shape[] {
  if (bundles.length === 0) return []
  const size = sizeIn(frame)
  const bands: string[] = []
  const lines: string[] = []
  const numbers: TextShape[] = []
  for (const { arrows, lanes, polls } of bundles) {
    const from = Math.min(...arrows.map((arrow) => arrow.start.along))
    const to = Math.max(...arrows.map((arrow) => arrow.end.along))
    const [upper, lower] = lanes.map((lane) => frame.lane(lane)) as [number, number]
    bands.push(bar(frame, from, to, (upper + lower) / 2, lower - upper - 10))
    const each = Math.ceil(arrows.length / 6)
    for (const { start, end } of arrows.filter((_, index) => index % each === 0))
      lines.push(
        `M${coordinates(frame, start.along, start.across)}L${coordinates(frame, end.along, end.across)}`,
      )
    const { x, y } = point(frame, (from + to) / 2, (upper + lower) / 2)
    const placed = placer.place({
      texts: polls
        ? [`${arrows.length} reads, 0 rows`, `×${arrows.length}`]
        : [`×${arrows.length}`],
      anchors: [0, -14, 14].map((aside) => ({ x: x + aside, y: y + 4, align: 'middle' as const })),
      size,
      bold: true,
      must: true,
    })
    if (placed)
      numbers.push({
        kind: 'text',
        ...placed,
        x: round(placed.x),
        ink: 'ink-2',
        size,
        bold: true,
        halo: true,
      })
  }
  return [
    { kind: 'path', d: bands.join(''), fill: 'sunk', stroke: 'edge', width: 1 },
    { kind: 'path', d: lines.join(''), stroke: 'rule', width: 1, fill: 'none' },
    ...numbers,
  ]
}
