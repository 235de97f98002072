/** The whole diagram of a run as shapes. It depends on the trace and the size, not on the playhead, so it is drawn once. */
import type { LabDefinition } from '@/simulations/kernel/lab'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { messagesOf, type TracedMessage } from '@/simulations/story/messages'
import { subjectOf } from '@/simulations/story/subject'
import { type Lane, lanesOf } from '../views/lanes'
import { runMarksOf } from '../views/run-marks'
import { createScale, type Scale, type ScaleOptions } from '../views/scale'
import { type Arrow, arrowShapes, arrowsOf } from './arrow-shapes'
import { axisShapes, nameShapes } from './axis-shapes'
import type { Direction, Frame } from './frame'
import { labelShapes, type RunLabel } from './label-shapes'
import { laneShapes, markShapes } from './lane-shapes'
import type { Shape } from './shape'
import { type VerdictMark, verdictMarks } from './verdict-shapes'

export interface Drawing {
  frame: Frame
  lanes: readonly Lane[]
  arrows: readonly Arrow[]
  /** Lanes, bars, arrows and marks: inked before the playhead, pencilled behind it. */
  body: readonly Shape[]
  /** In the order of their times. */
  labels: readonly RunLabel[]
  verdicts: readonly VerdictMark[]
  axis: readonly Shape[]
  names: readonly Shape[]
}

export interface DrawingOptions {
  direction: Direction
  width: number
  /** Distance of two lanes where time runs to the right. */
  laneHeight?: number
  /** Length of the time axis where time runs down. */
  length?: number
  zoom?: ScaleOptions['zoom']
  fold?: boolean
  /** Room behind the end of the run. */
  endOffset?: number
  /** The order whose messages stay in ink; the others become faint. */
  subject?: string | null
}

/** Left of the lanes where time runs to the right. The scrubber starts at the same place. */
export function lanesOffset(width: number): number {
  return width >= 1_100 ? 140 : 118
}

/** The scale that axis, arrows and scrubber share at this width. */
export function scaleFor(
  trace: readonly TraceEvent[],
  width: number,
  options: Pick<ScaleOptions, 'zoom' | 'fold' | 'endOffset'> = {},
): Scale {
  const { zoom, fold, endOffset } = options
  return createScale(trace, { width, lanesOffset: lanesOffset(width), zoom, fold, endOffset })
}

export function drawRun(
  trace: readonly TraceEvent[],
  lab: LabDefinition,
  variant: string,
  options: DrawingOptions,
): Drawing {
  const without = lab.variants.find((candidate) => candidate.id === variant)?.without ?? []
  const lanes = lanesOf(lab, without)
  const frame =
    options.direction === 'right'
      ? framed(trace, lanes.length, options)
      : columns(trace, lanes.length, options)
  const marks = runMarksOf(trace, lab)
  const arrows = arrowsOf(
    messagesOf(trace).all,
    lanes,
    frame,
    aside(trace, lab, options.subject ?? null),
  ).filter((arrow) => inView(arrow, frame))
  const { labels, placer } = labelShapes(arrows, lanes, marks, frame, lab)
  return {
    frame,
    lanes,
    arrows,
    body: [
      ...laneShapes(lanes, marks, frame),
      ...arrowShapes(arrows, frame),
      ...markShapes(lanes, marks, frame),
    ],
    labels,
    verdicts: verdictMarks(lanes, marks, frame, placer),
    axis: axisShapes(frame),
    names: nameShapes(lanes, frame),
  }
}

/** Whether a message is about something else than what is selected; an answer is about what it answers. */
function aside(
  trace: readonly TraceEvent[],
  lab: LabDefinition,
  subject: string | null,
): (message: TracedMessage) => boolean {
  const messages = messagesOf(trace)
  return (message) => {
    if (subject === null) return false
    const request =
      message.replyTo === null ? message : (messages.byNumber(message.replyTo) ?? message)
    return subjectOf(request.payload, lab) !== subject
  }
}

function framed(trace: readonly TraceEvent[], laneCount: number, options: DrawingOptions): Frame {
  const top = 26
  const laneHeight = Math.max(26, options.laneHeight ?? (options.width >= 1_100 ? 37 : 33))
  const bottom = top + laneHeight * (laneCount - 1)
  return {
    direction: 'right',
    scale: scaleFor(trace, options.width, options),
    lane: (index) => top + laneHeight * index,
    laneCount,
    start: lanesOffset(options.width),
    width: options.width,
    height: bottom + 44,
    across: { from: top, to: bottom },
  }
}

function columns(trace: readonly TraceEvent[], laneCount: number, options: DrawingOptions): Frame {
  const left = 46
  const gap = (options.width - left - 24) / Math.max(1, laneCount - 1)
  const probe = createScale(trace, {
    width: 10_000,
    lanesOffset: 12,
    endOffset: 24,
    foldLength: 30,
  })
  // 30 px for a millisecond keeps most labels apart; a short run fills the panel, a long one scrolls.
  const length =
    options.length ??
    Math.max(
      420,
      Math.min(
        6_000,
        68 +
          probe.folds.length * 30 +
          ((10_000 - 68 - probe.folds.length * 30) / probe.pixelsPerMs) * 24,
      ),
    )
  const scale = createScale(trace, {
    width: length,
    lanesOffset: 12,
    endOffset: options.endOffset ?? 24,
    foldLength: 30,
    tickGap: 54,
    zoom: options.zoom,
    fold: options.fold,
  })
  return {
    direction: 'down',
    scale,
    lane: (index) => left + gap * index,
    laneCount,
    start: 0,
    width: options.width,
    height: length,
    across: { from: left, to: left + gap * (laneCount - 1) },
  }
}

function inView(arrow: Arrow, frame: Frame): boolean {
  if (frame.direction === 'down') return true
  return arrow.end.along >= frame.start && arrow.start.along <= frame.width + 20
}
