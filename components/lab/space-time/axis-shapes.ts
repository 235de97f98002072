/** The axis with its ticks, the folds across the lanes, and the names of the lanes. */
import type { NodeKind } from '@/simulations/kernel/lab'
import type { Lane } from '../views/lanes'
import type { Scale } from '../views/scale'
import { textWidth } from '../views/text-width'
import type { Frame } from './frame'
import { circlePath, rectPath, round, type Shape } from './shape'

export function axisShapes(frame: Frame): Shape[] {
  return frame.direction === 'right'
    ? [...folds(frame), ...ticks(frame)]
    : [...columnFolds(frame), ...columnTicks(frame)]
}

function ticks(frame: Frame): Shape[] {
  const y = frame.across.to + 22
  const { scale } = frame
  const inView = scale.ticks.filter(
    (tick) => tick.x >= frame.start - 1 && tick.x <= frame.width - 8 && tick.x >= 60,
  )
  return [
    {
      kind: 'path',
      d: `M${round(Math.max(scale.from, frame.start))} ${y}H${round(Math.min(scale.to, frame.width))}`,
      stroke: 'rule',
      width: 1,
    },
    {
      kind: 'path',
      d: inView.map((tick) => `M${round(tick.x)} ${y}v4`).join(''),
      stroke: 'edge',
      width: 1,
    },
    ...inView.map(
      (tick): Shape => ({
        kind: 'text',
        text: tick.label,
        x: round(tick.x),
        y: y + 17,
        align: 'middle',
        ink: 'ink-2',
      }),
    ),
  ]
}

function folds(frame: Frame): Shape[] {
  const { from, to } = frame.across
  const length = to - from
  const shown = frame.scale.folds.filter((fold) => fold.x0 > frame.start && fold.x0 < frame.width)
  const middleOf = (fold: Scale['folds'][number]) => (fold.x0 + fold.x1) / 2
  // Two that stand close say only how long they are.
  const isCrowded = (one: Scale['folds'][number]) =>
    shown.some(
      (other) =>
        other !== one &&
        Math.abs(middleOf(other) - middleOf(one)) <
          (textWidth(one.label, 12, false) + textWidth(other.label, 12, false)) / 2 + 8,
    )
  return shown.flatMap((fold): Shape[] => {
    const middle = middleOf(fold)
    const crack = (offset: number) =>
      `M${round(middle + offset)} ${from - 14}l-6 ${round(length * 0.45)} 7 6 -8 ${round(length * 0.55 + 30)}`
    return [
      {
        kind: 'path',
        d: rectPath(fold.x0 + 9, from - 14, fold.x1 - fold.x0 - 18, length + 36),
        fill: 'plate',
        opacity: 0.86,
      },
      { kind: 'path', d: crack(-4) + crack(8), stroke: 'edge', width: 1, fill: 'none' },
      {
        kind: 'text',
        text: isCrowded(fold) ? (fold.label.split(',')[0] ?? fold.label) : fold.label,
        x: round(middle),
        y: to + 39,
        align: 'middle',
        ink: 'ink-2',
        halo: true,
      },
    ]
  })
}

function columnTicks(frame: Frame): Shape[] {
  const x = frame.across.from - 22
  return frame.scale.ticks
    .filter((tick) => tick.at > 0)
    .map(
      (tick): Shape => ({
        kind: 'text',
        text: tick.label,
        x,
        y: round(tick.x + 4),
        align: 'end',
        ink: 'ink-2',
        size: 11.5,
      }),
    )
}

function columnFolds(frame: Frame): Shape[] {
  const left = frame.across.from - 14
  const width = frame.width - left
  return frame.scale.folds.flatMap((fold): Shape[] => {
    const y = round((fold.x0 + fold.x1) / 2)
    // It ends before its label.
    const length = width - 8 - textWidth(fold.label, 11.5, false) - 6
    const crack = (offset: number) =>
      `M${left} ${y + offset}l${round(length * 0.5 - 4)} -3 8 4 ${round(length * 0.5 - 4)} -3`
    return [
      { kind: 'path', d: rectPath(left - 20, y - 9, width + 16, 18), fill: 'plate', opacity: 0.92 },
      { kind: 'path', d: crack(-3) + crack(5), stroke: 'edge', width: 1, fill: 'none' },
      {
        kind: 'text',
        text: fold.label,
        x: frame.width - 8,
        y: y + 4,
        align: 'end',
        ink: 'ink-2',
        size: 11.5,
        halo: true,
      },
    ]
  })
}

/** Names at the left of lanes, or above columns. */
export function nameShapes(lanes: readonly Lane[], frame: Frame): Shape[] {
  return lanes.flatMap((lane, index): Shape[] => {
    const bold =
      !lane.members &&
      (lane.kind === 'service' || lane.kind === 'client' || lane.kind === 'provider')
    if (frame.direction === 'right') {
      const y = frame.lane(index)
      return [
        ...laneGlyph(lane, 1, y),
        { kind: 'text', text: lane.node, x: 23, y: y + 4, align: 'start', ink: 'ink', bold },
      ]
    }
    const x = frame.lane(index)
    const staggered = needsStagger(lanes, frame)
    const width = textWidth(lane.node, 11.5, bold)
    const middle = Math.max(width / 2 + 1, Math.min(x, frame.width - width / 2 - 1))
    return [
      ...laneGlyph(lane, round(x - 6.5), staggered ? 7 : 9),
      {
        kind: 'text',
        text: lane.node,
        x: round(middle),
        y: staggered ? (index % 2 === 0 ? 23 : 36) : 27,
        align: 'middle',
        ink: 'ink',
        bold,
        size: 11.5,
      },
    ]
  })
}

/** Names that would touch stand on two lines by turns. */
export function needsStagger(lanes: readonly Lane[], frame: Pick<Frame, 'lane'>): boolean {
  return lanes.some((lane, index) => {
    const next = lanes[index + 1]
    return (
      next !== undefined &&
      (textWidth(lane.node, 11.5, true) + textWidth(next.node, 11.5, true)) / 2 + 4 >
        frame.lane(index + 1) - frame.lane(index)
    )
  })
}

/** Lanes that share a place have three lines. */
function laneGlyph(lane: Lane, x: number, y: number): Shape[] {
  if (!lane.members) return glyph(lane.kind, x, y)
  const d = `M${x} ${y - 4}h13m-13 4h13m-13 4h13`
  return [{ kind: 'path', d, stroke: 'ink-2', width: 1.25, fill: 'none' }]
}

/** One shape for each kind of node: 13 px wide, centred on the lane. */
function glyph(kind: NodeKind, x: number, y: number): Shape[] {
  const line = (d: string): Shape => ({
    kind: 'path',
    d,
    stroke: 'ink-2',
    width: 1.25,
    fill: 'none',
  })
  switch (kind) {
    case 'client':
      return [line(circlePath(x + 6.5, y, 5))]
    case 'service':
      return [line(rectPath(x, y - 5, 13, 10))]
    case 'provider':
      return [line(`${rectPath(x, y - 5, 13, 10)}M${x + 3} ${y - 5}v10`)]
    case 'postgres':
      return [
        line(
          `M${x + 1} ${y - 4}a5.5 2 0 0 1 11 0a5.5 2 0 0 1 -11 0v7.5c0 1.2 2.4 2 5.5 2s5.5 -.8 5.5 -2v-7.5`,
        ),
      ]
    case 'broker':
      return [line(`M${x} ${y - 4}h13v8h-13ZM${x + 4.3} ${y - 4}v8M${x + 8.6} ${y - 4}v8`)]
    case 'redis':
      return [line(`M${x + 3.5} ${y - 5}h6l3.5 5-3.5 5h-6l-3.5 -5Z`)]
  }
}
