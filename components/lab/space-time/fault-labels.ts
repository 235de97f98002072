/** The words of faults: crashes, boots, pauses, cuts, and what a fault did to a message. They are placed before all others. */
import { formatMs, formatTenths, type Microseconds } from '@/simulations/kernel/time'
import type { Anchor, LabelPlacer } from '../views/label-placer'
import type { Lane } from '../views/lanes'
import type { MessageFault } from '../views/message-faults'
import type { CutSpan, DownSpan, RunMarks } from '../views/run-marks'
import type { Arrow } from './arrow-shapes'
import { type Frame, inSight, point, sizeIn } from './frame'
import type { RunLabel } from './label-shapes'
import { cutCentre } from './lane-shapes'
import type { Ink } from './shape'

interface FaultWords {
  at: Microseconds
  texts: readonly string[]
  anchors: readonly Anchor[]
  ink: Ink
  /** Faults are never dropped; what follows from them may be. */
  must: boolean
}

export function faultLabels(
  placer: LabelPlacer,
  arrows: readonly Arrow[],
  lanes: readonly Lane[],
  marks: RunMarks,
  frame: Frame,
): RunLabel[] {
  const wishes = [
    ...marks.down.flatMap((span) => crashWords(span, lanes, frame)),
    ...marks.paused.flatMap((span) =>
      onLane(
        span.node,
        span.from,
        lanes,
        frame,
        (x, y): FaultWords => ({
          at: span.from,
          texts: [`paused ${formatMs(span.from)}`, 'paused'],
          anchors:
            frame.direction === 'right'
              ? [start(x + 8, y + 23), start(x + 8, y - 12)]
              : [start(x + 12, y + 15), end(x - 12, y + 15)],
          ink: 'hand',
          must: true,
        }),
      ),
    ),
    ...marks.cuts.flatMap((cut) => cutWords(cut, lanes, frame)),
    ...marks.messageFaults.flatMap((fault) => messageWords(fault, arrows, frame)),
  ]
  const size = sizeIn(frame)
  return wishes.flatMap(({ at, texts, anchors, ink, must }): RunLabel[] => {
    const bold = ink === 'hand' || must
    const placed = placer.place({ texts, anchors, size, bold, must, clear: must })
    return placed
      ? [{ at, message: null, shape: { kind: 'text', ...placed, ink, size, bold, halo: true } }]
      : []
  })
}

function onLane(
  node: string,
  at: Microseconds,
  lanes: readonly Lane[],
  frame: Frame,
  words: (x: number, y: number) => FaultWords,
): FaultWords[] {
  const lane = lanes.findIndex((candidate) => candidate.node === node)
  const along = frame.scale.toX(at)
  if (lane === -1 || !inSight(frame, along)) return []
  const { x, y } = point(frame, along, frame.lane(lane))
  return [words(x, y)]
}

/** To the right of the crack and below the lane: a dead process sends nothing there. */
function crashWords(span: DownSpan, lanes: readonly Lane[], frame: Frame): FaultWords[] {
  const right = frame.direction === 'right'
  const word = span.byHand ? 'crash' : 'exit'
  const crash = onLane(span.node, span.from, lanes, frame, (x, y) => ({
    at: span.from,
    texts: [`${word} ${right ? formatMs(span.from) : formatTenths(span.from)}`, word],
    anchors: right
      ? [
          ...[36, 28, 20, 56, 80, 110].map((aside) => start(x + aside, y + 23)),
          ...[12, 36].map((aside) => start(x + aside, y - 11)),
          end(x - 12, y + 23),
        ]
      : [
          ...[17, 34, 52].flatMap((down) => [start(x + 18, y + down), end(x - 18, y + down)]),
          end(x - 18, y - 6),
        ],
    ink: span.byHand ? 'hand' : 'ink',
    must: true,
  }))
  if (span.boot === null) return crash
  const boot = onLane(span.node, span.to, lanes, frame, (x, y) => ({
    at: span.to,
    texts: [`boot ${span.boot}`],
    anchors: right
      ? [start(x + 6, y - 9), start(x + 6, y + 17), end(x - 6, y - 11)]
      : [start(x + 11, y + 14), end(x - 11, y + 14)],
    ink: 'ink-2',
    must: false,
  }))
  return [...crash, ...boot]
}

function cutWords(cut: CutSpan, lanes: readonly Lane[], frame: Frame): FaultWords[] {
  const from = lanes.findIndex((lane) => lane.node === cut.from)
  const to = lanes.findIndex((lane) => lane.node === cut.to)
  if (from === -1 || to === -1) return []
  const words = (at: Microseconds, texts: string[], ink: Ink): FaultWords[] => {
    const along = frame.scale.toX(at)
    if (!inSight(frame, along)) return []
    const { x, y } = point(frame, along, cutCentre(frame, from, to))
    return [
      {
        at,
        texts,
        anchors:
          frame.direction === 'right'
            ? [start(x + 9, y + 4), end(x - 9, y + 4), start(x + 5, y + 14), end(x - 5, y - 6)]
            : [middle(x, y - 11), middle(x, y + 18), start(x + 4, y + 18)],
        ink,
        must: ink === 'hand',
      },
    ]
  }
  const right = frame.direction === 'right'
  return [
    ...words(cut.start, right ? [`cut ${formatMs(cut.start)}`, 'cut'] : ['cut'], 'hand'),
    ...(cut.healed
      ? words(cut.end, right ? [`healed ${formatMs(cut.end)}`, 'healed'] : ['healed'], 'ink-2')
      : []),
  ]
}

/** Beside the middle of the arrow that the fault changed. */
function messageWords(fault: MessageFault, arrows: readonly Arrow[], frame: Frame): FaultWords[] {
  const arrow = arrows.find((candidate) => candidate.message.number === fault.message)
  if (!arrow) return []
  const { message, stopAt } = arrow
  const anchors = [0.5, 0.3, 0.7, 0.15].flatMap((share): Anchor[] => {
    const along = frame.scale.toX(message.sentAt + (stopAt - message.sentAt) * share)
    if (!inSight(frame, along)) return []
    const across = arrow.start.across + (arrow.end.across - arrow.start.across) * share
    const { x, y } = point(frame, along, across)
    // On the side of the line on which it leaves room: up and to the right of one that falls.
    const falls = arrow.end.across > arrow.start.across
    return frame.direction === 'right'
      ? [
          start(x + 5, falls ? y - 4 : y + 13),
          end(x - 5, falls ? y + 13 : y - 4),
          middle(x, y - 7),
          middle(x, y + 15),
        ]
      : [start(x + 7, y + 2), end(x - 7, y + 9), start(x + 7, y - 8)]
  })
  return anchors.length === 0
    ? []
    : [{ at: message.sentAt, texts: [fault.text], anchors, ink: 'hand', must: fault.first }]
}

const start = (x: number, y: number): Anchor => ({ x, y, align: 'start' })
const middle = (x: number, y: number): Anchor => ({ x, y, align: 'middle' })
const end = (x: number, y: number): Anchor => ({ x, y, align: 'end' })
