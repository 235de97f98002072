/** Labels of arrows and faults, placed so that they do not cover each other or what matters. */
import type { Microseconds } from '@/simulations/kernel/time'
import { formatMs, formatTenths } from '@/simulations/kernel/time'
import { messageLabel, type SubjectFinder } from '@/simulations/story/subject'
import { type Anchor, LabelPlacer } from '../views/label-placer'
import type { Lane } from '../views/lanes'
import type { RunMarks } from '../views/run-marks'
import { arrowAnchors, columnAnchors } from './anchors'
import type { Arrow } from './arrow-shapes'
import { bar, type Frame, inSight, point } from './frame'
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
): Labelled {
  const placer = new LabelPlacer({
    from: frame.direction === 'right' ? frame.start - 8 : 28,
    to: frame.width - 2,
  })
  block(placer, arrows, lanes, marks, frame)
  const labels = [
    ...faultLabels(placer, lanes, marks, frame),
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
    if (frame.direction === 'right')
      placer.block({
        x: fold.x0 + 9,
        y: from - 14,
        width: fold.x1 - fold.x0 - 18,
        height: to - from + 36,
      })
    else placer.block({ x: 0, y: fold.x0 + 4, width: frame.width, height: fold.x1 - fold.x0 - 8 })
  }
  for (const arrow of arrows) {
    const start = point(frame, arrow.start.along, arrow.start.across)
    const end = point(frame, arrow.end.along, arrow.end.across)
    placer.cross(start.x, start.y, end.x, end.y)
  }
}

/** Reads a bar's path back: `Mx y h v h Z`. */
function boxOf(path: string): { x: number; y: number; width: number; height: number } {
  const [x = 0, y = 0, width = 0, height = 0] = (path.match(/-?[\d.]+/g) ?? []).map(Number)
  return { x, y, width, height }
}

function faultLabels(
  placer: LabelPlacer,
  lanes: readonly Lane[],
  marks: RunMarks,
  frame: Frame,
): RunLabel[] {
  const labels: RunLabel[] = []
  const add = (
    node: string,
    at: Microseconds,
    texts: string[],
    look: { ink: Ink; bold: boolean; must: boolean },
    anchorsAt: (x: number, y: number) => Anchor[],
  ) => {
    const lane = lanes.findIndex((candidate) => candidate.node === node)
    if (lane === -1 || !inSight(frame, frame.scale.toX(at))) return
    const { x, y } = point(frame, frame.scale.toX(at), frame.lane(lane))
    const size = sizeIn(frame)
    const placed = placer.place({
      texts,
      anchors: anchorsAt(x, y),
      size,
      bold: look.bold,
      must: look.must,
    })
    if (placed)
      labels.push({
        at,
        message: null,
        shape: { kind: 'text', ...placed, ink: look.ink, size, bold: look.bold, halo: true },
      })
  }
  const right = frame.direction === 'right'
  for (const span of marks.down) {
    const word = span.byHand ? 'crash' : 'exit'
    const anchors = (x: number, y: number): Anchor[] =>
      right
        ? [start(x + 36, y + 23), start(x + 12, y + 23), start(x + 12, y - 11), end(x - 12, y + 23)]
        : [start(x + 18, y + 17), end(x - 18, y + 17), start(x + 10, y + 30)]
    add(
      span.node,
      span.from,
      right ? [`${word} ${formatMs(span.from)}`] : [`${word} ${formatTenths(span.from)}`],
      { ink: span.byHand ? 'hand' : 'ink', bold: true, must: true },
      anchors,
    )
    if (span.boot === null) continue
    add(
      span.node,
      span.to,
      [`boot ${span.boot}`],
      { ink: 'ink-2', bold: false, must: false },
      (x, y) =>
        right
          ? [start(x + 6, y - 9), start(x + 6, y + 17), end(x - 6, y - 11)]
          : [start(x + 11, y + 14), end(x - 11, y + 14)],
    )
  }
  for (const span of marks.paused) {
    add(
      span.node,
      span.from,
      [`paused ${formatMs(span.from)}`, 'paused'],
      { ink: 'hand', bold: true, must: true },
      (x, y) =>
        right
          ? [start(x + 8, y + 23), start(x + 8, y - 12)]
          : [start(x + 12, y + 15), end(x - 12, y + 15)],
    )
  }
  for (const cut of marks.cuts) {
    const centre = (place: number, other: string) => {
      const lane = lanes.findIndex((candidate) => candidate.node === other)
      return lane === -1 ? place : (place + frame.lane(lane)) / 2
    }
    add(cut.from, cut.start, ['cut'], { ink: 'hand', bold: true, must: true }, (x, y) =>
      right
        ? [start(x + 9, centre(y, cut.to) + 4), end(x - 9, centre(y, cut.to) + 4)]
        : [start(centre(x, cut.to) - 8, y - 8)],
    )
  }
  return labels
}

function arrowLabels(
  placer: LabelPlacer,
  arrows: readonly Arrow[],
  frame: Frame,
  lab: SubjectFinder,
): RunLabel[] {
  const ranked = arrows
    .map((arrow) => ({ arrow, must: arrow.style === 'lost' }))
    .sort(
      (a, b) => Number(b.must) - Number(a.must) || a.arrow.message.sentAt - b.arrow.message.sentAt,
    )
  const seen = frame.direction === 'right' ? frame.width : Number.POSITIVE_INFINITY
  return ranked.flatMap(({ arrow, must }): RunLabel[] => {
    const { message } = arrow
    if (
      !must &&
      (!wanted(arrow, frame) || arrow.end.along < frame.start || arrow.start.along > seen)
    )
      return []
    const label = messageLabel(message, lab)
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
          : arrow.style === 'reply'
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

export function sizeIn(frame: Frame): number {
  return frame.direction === 'right' ? 12 : 11.5
}

const start = (x: number, y: number): Anchor => ({ x, y, align: 'start' })
const end = (x: number, y: number): Anchor => ({ x, y, align: 'end' })
