/** What a verdict adds to the diagram: the moment of it, and the arrows of what was never sent. */
import type { Microseconds } from '@/simulations/kernel/time'
import type { LabelPlacer } from '../views/label-placer'
import type { Lane } from '../views/lanes'
import type { MissingMessage, RunMarks } from '../views/run-marks'
import { crossPath } from './arrow-shapes'
import { coordinates, type Frame, inSight, sizeIn } from './frame'
import { missingLine } from './missing-line'
import { rectPath, round, type Shape } from './shape'

export interface VerdictMark {
  /** Not drawn before the playhead has passed this. */
  judgedAt: Microseconds
  shapes: Shape[]
}

export function verdictMarks(
  lanes: readonly Lane[],
  marks: RunMarks,
  frame: Frame,
  placer: LabelPlacer,
): VerdictMark[] {
  const missing = marks.missing
    .filter((message) => !message.sent)
    .flatMap((never) => neverMark(never, lanes, frame, placer))
  if (marks.brokenAt === null || !inSight(frame, frame.scale.toX(marks.brokenAt))) return missing
  const along = frame.scale.toX(marks.brokenAt)
  const from = frame.direction === 'right' ? frame.across.from - 12 : frame.across.from - 14
  const to = frame.direction === 'right' ? frame.across.to + 22 : frame.width - 2
  const line: Shape = {
    kind: 'path',
    d: `M${coordinates(frame, along, from)}L${coordinates(frame, along, to)}`,
    stroke: 'lost',
    width: 1.2,
    dash: '2 3',
  }
  return [...missing, { judgedAt: marks.brokenAt, shapes: [line] }]
}

function neverMark(
  never: MissingMessage,
  lanes: readonly Lane[],
  frame: Frame,
  placer: LabelPlacer,
): VerdictMark[] {
  const line = missingLine(never, lanes, frame)
  if (!line) return []
  const { start, end, cross } = line
  const texts = [never.label, `${never.subject} never sent`]
  const anchors =
    frame.direction === 'right'
      ? [
          { x: cross.x - 10, y: cross.y + 18, align: 'end' as const },
          { x: cross.x + 12, y: cross.y + 18, align: 'start' as const },
          { x: cross.x + 12, y: cross.y - 9, align: 'start' as const },
          { x: cross.x - 10, y: cross.y - 9, align: 'end' as const },
          // Beside a fold there is room on one side only, and farther away from what else stands there.
          { x: cross.x - 24, y: cross.y + 18, align: 'end' as const },
          { x: cross.x + 26, y: cross.y + 18, align: 'start' as const },
          { x: cross.x, y: cross.y + 30, align: 'end' as const },
          { x: cross.x, y: cross.y - 21, align: 'end' as const },
        ]
      : [
          { x: cross.x + 13, y: cross.y + 4, align: 'start' as const },
          { x: cross.x + 4, y: cross.y + 20, align: 'middle' as const },
          { x: cross.x - 13, y: cross.y + 4, align: 'end' as const },
        ]
  const size = sizeIn(frame)
  const placed = placer.place({ texts, anchors, bold: true, must: true, size })
  const shapes: Shape[] = [
    {
      kind: 'path',
      d: `M${round(start.x)} ${round(start.y)}L${round(end.x)} ${round(end.y)}`,
      stroke: 'lost',
      width: 1.6,
      dash: '2 4',
    },
    { kind: 'path', d: rectPath(cross.x - 8, cross.y - 8, 16, 16), fill: 'plate' },
    { kind: 'path', d: crossPath(cross.x, cross.y, 4), stroke: 'lost', width: 2.4 },
  ]
  if (placed) shapes.push({ kind: 'text', ...placed, ink: 'lost', bold: true, halo: true, size })
  return [{ judgedAt: never.judgedAt, shapes }]
}
