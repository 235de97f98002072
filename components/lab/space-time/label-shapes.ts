/** Labels of arrows and faults, placed so that they do not cover each other or what matters. */
import type { Microseconds } from '@/simulations/kernel/time'
import { type MessageLabel, messageLabel, type SubjectFinder } from '@/simulations/story/subject'
import { LabelPlacer } from '../views/label-placer'
import type { Lane } from '../views/lanes'
import type { RunMarks } from '../views/run-marks'
import { arrowAnchors, columnAnchors } from './anchors'
import type { Arrow } from './arrow-shapes'
import { faultLabels } from './fault-labels'
import { bar, type Frame, inSight, point, sizeIn } from './frame'
import { cutCentre } from './lane-shapes'
import { missingLine } from './missing-line'
import type { Ink, TextShape } from './shape'

export interface RunLabel {
  at: Microseconds
  /** The message it names, or `null` where it names a fault. */
  message: number | null
  shape: TextShape
}

export interface Labelled {
  labels: RunLabel[]
  placer: LabelPlacer
}

export function labelShapes(
  arrows: readonly Arrow[],
  lanes: readonly Lane[],
  marks: RunMarks,
  frame: Frame,
  lab: SubjectFinder,
  reserved = 0,
): Labelled {
  const placer = new LabelPlacer({
    from: frame.direction === 'right' ? frame.start - 8 : 28,
    to: frame.width - 2 - reserved,
  })
  block(placer, arrows, lanes, marks, frame)
  const labels = [
    ...faultLabels(placer, arrows, lanes, marks, frame),
    ...arrowLabels(placer, arrows, frame, lab),
  ]
  return { labels: labels.sort((a, b) => a.at - b.at), placer }
}

function block(
  placer: LabelPlacer,
  arrows: readonly Arrow[],
  lanes: readonly Lane[],
  marks: RunMarks,
  frame: Frame,
): void {
  const x = frame.scale.toX
  const blockBar = (node: string, from: number, to: number, thickness: number) => {
    const index = lanes.findIndex((lane) => lane.node === node)
    if (index !== -1) placer.block(boxOf(bar(frame, from, to, frame.lane(index), thickness)))
  }
  for (const commit of marks.commits) blockBar(commit.node, x(commit.at) - 6, x(commit.at) + 6, 10)
  for (const span of marks.busy) blockBar(span.node, x(span.from), x(span.to), 6)
  for (const span of marks.transactions) blockBar(span.node, x(span.from), x(span.to), 8)
  for (const span of [...marks.down, ...marks.paused]) {
    blockBar(span.node, x(span.from), x(span.to), 14)
    blockBar(span.node, x(span.from) - 5, x(span.from) + 5, 34)
  }
  for (const fold of frame.scale.folds) {
    const { from, to } = frame.across
    // Only where its crack is: a word may reach into the blank on either side.
    if (frame.direction === 'right')
      placer.block({
        x: (fold.x0 + fold.x1) / 2 - 10,
        y: from - 14,
        width: 20,
        height: to - from + 36,
      })
    else placer.block({ x: 0, y: fold.x0 + 4, width: frame.width, height: fold.x1 - fold.x0 - 8 })
  }
  for (const arrow of arrows) {
    const start = point(frame, arrow.start.along, arrow.start.across)
    const end = point(frame, arrow.end.along, arrow.end.across)
    placer.cross(start.x, start.y, end.x, end.y)
  }
  for (const message of marks.missing) {
    const line = missingLine(message, lanes, frame)
    if (line) placer.cross(line.start.x, line.start.y, line.end.x, line.end.y)
  }
  for (const cut of marks.cuts) {
    const from = lanes.findIndex((lane) => lane.node === cut.from)
    const to = lanes.findIndex((lane) => lane.node === cut.to)
    if (from === -1 || to === -1) continue
    for (const at of cut.healed ? [cut.start, cut.end] : [cut.start]) {
      const place = point(frame, x(at), cutCentre(frame, from, to))
      placer.block({ x: place.x - 6, y: place.y - 6, width: 12, height: 12 })
      const one = point(frame, x(at), frame.lane(from))
      const other = point(frame, x(at), frame.lane(to))
      placer.cross(one.x, one.y, other.x, other.y)
    }
  }
}

/** Reads a bar's path back: `Mx y h v h Z`. */
function boxOf(path: string): { x: number; y: number; width: number; height: number } {
  const [x = 0, y = 0, width = 0, height = 0] = (path.match(/-?[\d.]+/g) ?? []).map(Number)
  return { x, y, width, height }
}

function arrowLabels(
  placer: LabelPlacer,
  arrows: readonly Arrow[],
  frame: Frame,
  lab: SubjectFinder,
): RunLabel[] {
  const ranked = arrows
    .map((arrow) => ({ arrow, must: arrow.style === 'lost', rank: rankOf(arrow) }))
    .sort((a, b) => b.rank - a.rank || a.arrow.message.sentAt - b.arrow.message.sentAt)
  const seen = frame.direction === 'right' ? frame.width : Number.POSITIVE_INFINITY
  return ranked.flatMap(({ arrow, must }): RunLabel[] => {
    const { message } = arrow
    if (
      !must &&
      (!wanted(arrow, frame) || arrow.end.along < frame.start || arrow.start.along > seen)
    )
      return []
    const label = arrowLabel(arrow, lab)
    if (!label || !inSight(frame, arrow.end.along)) return []
    const texts =
      arrow.dim && frame.scale.pixelsPerMs < 22
        ? [label.short]
        : frame.direction === 'right'
          ? [label.full, label.short]
          : [shortened(label.full), label.short]
    const anchors =
      frame.direction === 'right' ? arrowAnchors(arrow, frame) : columnAnchors(arrow, frame)
    const bold = must
    const size = sizeIn(frame)
    const placed = placer.place({
      texts: arrow.style === 'lost' ? [`${label.full}, lost`, `${label.short} lost`] : texts,
      anchors,
      size,
      bold,
      must,
    })
    if (!placed) return []
    const ink: Ink =
      arrow.style === 'lost'
        ? 'lost'
        : arrow.style === 'doubt'
          ? 'doubt'
          : arrow.style === 'reply' || arrow.dim
            ? 'ink-2'
            : 'ink'
    return [
      {
        at: message.sentAt,
        message: message.number,
        shape: { kind: 'text', ...placed, ink, size, bold, halo: true },
      },
    ]
  })
}

/** `orders 1046`, and `orders 1046 again` where it is the same record once more. */
export function arrowLabel({ message, again }: Arrow, lab: SubjectFinder): MessageLabel | null {
  const label = messageLabel(message, lab)
  if (!label || !again) return label
  return { full: `${label.full} again`, short: `${label.short} again` }
}

/** What is lost comes first, then what stores something; the others in the order of time. */
function rankOf({ style, dim, message: { payload } }: Arrow): number {
  if (style === 'lost') return 2
  return payload.type === 'sql' && payload.control === 'commit' && !dim ? 1 : 0
}

/** The closer the arrows stand, the fewer of them are named. */
function wanted(arrow: Arrow, frame: Frame): boolean {
  const { message } = arrow
  if (arrow.style === 'poll' || message.purpose === 'join') return false
  if (frame.direction === 'down') return true
  if (arrow.dim && frame.scale.pixelsPerMs < 22)
    return message.purpose === 'http' || message.purpose === 'produce'
  // What came in and what was announced is named at any scale, if only by its number.
  if (message.purpose === 'http' || message.purpose === 'produce') return true
  if (frame.scale.pixelsPerMs < 12) return false
  const control = message.payload.type === 'sql' && message.payload.control === 'commit'
  return !(frame.scale.pixelsPerMs < 22 && message.purpose === 'sql' && !control)
}

/** Columns are narrow: `POST /orders 1042` becomes `POST 1042`. */
function shortened(text: string): string {
  return text
    .replace(/^([A-Z]+) \S+ (\d+)$/, '$1 $2')
    .replace(/^commit offset/, 'offset')
    .replace(/^(INSERT|UPDATE|DELETE|SELECT) .*/, '$1')
}
