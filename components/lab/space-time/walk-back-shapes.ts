/** The stretch of time in which a saga walks back, shaded behind the lanes, in words at both ends. */
import type { Anchor, LabelPlacer } from '../views/label-placer'
import type { WalkBack } from '../views/walk-backs'
import { eventWords } from '../chart/chart-words'
import { coordinates, type Frame, inSight, sizeIn } from './frame'
import type { RunLabel } from './label-shapes'
import { type PathShape, rectPath, type TextShape } from './shape'

/** Beyond the first lane and the last one. In CSS pixels. */
const beyond = 14

export function walkBackShapes(walks: readonly WalkBack[], frame: Frame): PathShape[] {
  if (walks.length === 0) return []
  const shaded = walks.flatMap((walk) => {
    const { from, to } = alongOf(walk, frame)
    return to > from ? [rectOf(from, to, frame)] : []
  })
  const turns = walks
    .map((walk) => frame.scale.toX(walk.from))
    .filter((along) => inSight(frame, along))
    .map((along) => {
      const { from, to } = frame.across
      return `M${coordinates(frame, along, from - beyond)}L${coordinates(frame, along, to + beyond)}`
    })
  const shapes: PathShape[] = [
    { kind: 'path', d: shaded.join(''), fill: 'sunk' },
    { kind: 'path', d: turns.join(''), stroke: 'edge', width: 1, dash: '2 3' },
  ]
  return shapes.filter(({ d }) => d !== '')
}

function alongOf({ from, to }: WalkBack, frame: Frame): { from: number; to: number } {
  const { scale, direction, start, width } = frame
  const [first, last] = [scale.toX(from), scale.toX(to)]
  return direction === 'down'
    ? { from: first, to: last }
    : { from: Math.max(start, first), to: Math.min(width, last) }
}

function rectOf(from: number, to: number, { direction, across, width }: Frame): string {
  return direction === 'right'
    ? rectPath(from, across.from - beyond, to - from, across.to - across.from + 2 * beyond)
    : rectPath(across.from - beyond, from, width - across.from + beyond, to - from)
}

/** @param subjects how many instances the run has: of several, the words say which one */
export function walkBackLabels(
  walks: readonly WalkBack[],
  placer: LabelPlacer,
  frame: Frame,
  subjects: number,
): RunLabel[] {
  const size = sizeIn(frame)
  return walks.flatMap((walk): RunLabel[] => {
    const { from, to } = alongOf(walk, frame)
    if (to <= from) return []
    const words = subjects > 1 ? `${walk.key} walks back` : 'walking back'
    const cause = eventWords(walk.cause)
    const top = frame.across.from - 4
    const foot = frame.across.to + 12
    const wishes: { texts: string[]; anchors: Anchor[] }[] =
      frame.direction === 'right'
        ? [
            {
              texts: [`${cause}, from here`, cause],
              anchors: [top, foot].map((y) => ({ x: from - 6, y, align: 'end' })),
            },
            {
              texts: [words],
              anchors: [foot, top].flatMap((y) => [
                { x: to - 6, y, align: 'end' },
                { x: from + 6, y, align: 'start' },
                { x: (from + to) / 2, y, align: 'middle' },
              ]),
            },
          ]
        : [
            {
              texts: [words],
              anchors: [12, 26, 40, 54].map((down) => ({
                x: frame.width - 4,
                y: from + down,
                align: 'end',
              })),
            },
          ]
    return wishes.flatMap((wish): RunLabel[] => {
      const placed = placer.place({ ...wish, size })
      if (!placed) return []
      const shape: TextShape = { kind: 'text', ...placed, ink: 'ink-2', size, halo: true }
      return [{ at: walk.from, message: null, shape }]
    })
  })
}
