/**
 * Where there are more arrows than an eye can follow, those that do the same close together become one band with their
 * number: `×37`. What was lost, refused or left in doubt is always drawn by itself, and so is the order that is selected.
 */
import type { LabelPlacer } from '../views/label-placer'
import type { Arrow } from './arrow-shapes'
import { coordinates, type Frame, point, sizeIn } from './frame'
import { round, type Shape, type TextShape } from './shape'

export interface Bundle {
  fromLane: number
  toLane: number
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
    const group = `${arrow.fromLane} ${arrow.toLane} ${arrow.style}`
    if (plain && (arrow.dim || !selected)) groups.set(group, [...(groups.get(group) ?? []), arrow])
    else single.push(arrow)
  }
  const bundles: Bundle[] = []
  for (const group of groups.values()) {
    for (const run of runsOf(group, gap)) {
      const [first] = run
      if (!first || run.length < leastInBundle) single.push(...run)
      else {
        const { fromLane, toLane, style } = first
        bundles.push({ fromLane, toLane, polls: style === 'poll', arrows: run })
      }
    }
  }
  return { single: single.sort((a, b) => a.message.sentIndex - b.message.sentIndex), bundles }
}

/** Stretches of neighbours that stand no further apart. */
function runsOf(arrows: readonly Arrow[], gap: number): Arrow[][] {
  const runs: Arrow[][] = []
  for (const arrow of [...arrows].sort((a, b) => a.start.along - b.start.along)) {
    const run = runs.at(-1)
    const last = run?.at(-1)
    if (run && last && arrow.start.along - last.start.along <= gap) run.push(arrow)
    else runs.push([arrow])
  }
  return runs
}

/** A band as steep as its arrows, with its number. */
export function bundleShapes(
  bundles: readonly Bundle[],
  frame: Frame,
  placer: LabelPlacer,
): Shape[] {
  const size = sizeIn(frame)
  const bands: string[] = []
  const lines: string[] = []
  const numbers: TextShape[] = []
  for (const { arrows, polls } of bundles) {
    const first = arrows[0]
    const last = arrows.at(-1)
    if (!first || !last) continue
    const corners = [
      [first.start.along, first.start.across],
      [last.start.along, last.start.across],
      [last.end.along, last.end.across],
      [first.end.along, first.end.across],
    ].map(([along = 0, across = 0]) => coordinates(frame, along, across))
    bands.push(`M${corners.join('L')}Z`)
    for (const arrow of arrows.filter((_, index) => index % Math.ceil(arrows.length / 6) === 0))
      lines.push(
        `M${coordinates(frame, arrow.start.along, arrow.start.across)}L${coordinates(frame, arrow.end.along, arrow.end.across)}`,
      )
    const middle = point(
      frame,
      (first.start.along + last.end.along) / 2,
      (first.start.across + first.end.across) / 2,
    )
    const y = middle.y + 4
    const placed = placer.place({
      texts: polls
        ? [`${arrows.length} reads, 0 rows`, `×${arrows.length}`]
        : [`×${arrows.length}`],
      anchors: [0, -12, 12].map((aside) => ({ x: middle.x + aside, y, align: 'middle' as const })),
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
  if (bands.length === 0) return []
  return [
    { kind: 'path', d: bands.join(''), fill: 'sunk', stroke: 'edge', width: 1 },
    { kind: 'path', d: lines.join(''), stroke: 'rule', width: 1, fill: 'none' },
    ...numbers,
  ]
}
