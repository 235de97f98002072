/** The whole diagram of a run as shapes. It depends on the trace and the size, not on the playhead, so it is drawn once. */
import type { LabDefinition } from '@/simulations/kernel/lab'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { messagesOf, type TracedMessage } from '@/simulations/story/messages'
import { foldedLanes } from '../views/folded-lanes'
import { foldedStores, withStoresFolded } from '../views/folded-stores'
import { type Lane, lanesOf } from '../views/lanes'
import { runMarksOf } from '../views/run-marks'
import { subjectsByMessage, subjectsOf } from '../views/subjects'
import { walkBacksOf } from '../views/walk-backs'
import { createScale, type Scale, type ScaleOptions } from '../views/scale'
import { type Arrow, arrowShapes, arrowsOf } from './arrow-shapes'
import { axisShapes, nameShapes } from './axis-shapes'
import { bundled, bundleShapes } from './bundles'
import type { Direction, Frame } from './frame'
import { labelShapes, type RunLabel } from './label-shapes'
import { laneShapes, markShapes } from './lane-shapes'
import type { Shape } from './shape'
import { type VerdictMark, verdictMarks } from './verdict-shapes'
import { walkBackLabels, walkBackShapes } from './walk-back-shapes'

export interface Drawing {
  frame: Frame
  lanes: readonly Lane[]
  arrows: readonly Arrow[]
  /** Of those, how many have an arrow of their own. */
  single: number
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
  /** Another run drawn on the same axis. */
  beside?: readonly TraceEvent[]
  /** Nodes that have a lane of their own; the others share one. Without it every node has. */
  own?: ReadonlySet<string>
  /** Every database has a lane of its own, however many that makes. */
  stores?: boolean
  /** Room behind the end of the run. */
  endOffset?: number
  /** Where time runs to the right: what labels leave free at the right edge, for something else. */
  reserved?: number
  /** More room above the first lane, for what is written there. */
  head?: number
  /** Where time runs down: room at the left, in which its ticks stand, and at the right. */
  gutters?: { left: number; right: number }
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
  options: Pick<ScaleOptions, 'zoom' | 'fold' | 'endOffset' | 'beside'> = {},
): Scale {
  const { zoom, fold, endOffset, beside } = options
  return createScale(trace, {
    width,
    lanesOffset: lanesOffset(width),
    zoom,
    fold,
    endOffset,
    beside,
  })
}

export function drawRun(
  trace: readonly TraceEvent[],
  lab: LabDefinition,
  variant: string,
  options: DrawingOptions,
): Drawing {
  const { without = [], services = [] } =
    lab.variants.find((candidate) => candidate.id === variant) ?? {}
  const subject = options.subject ?? null
  const isAside = aside(trace, lab, subject)
  const { own, beside, stores = false } = options
  const all = lanesOf(lab, without)
  const traces = beside ? [trace, beside] : [trace]
  const lanes = own
    ? foldedLanes(all, own, 0)
    : foldedLanes(
        stores ? all : foldedStores(all, services, traces),
        subject === null ? null : touchedBy(trace, isAside),
      )
  const frame =
    options.direction === 'right' ? framed(trace, lanes, options) : columns(trace, lanes, options)
  const marks = withStoresFolded(runMarksOf(trace, lab), lanes)
  const walks = walkBacksOf(trace, lab, variant)
  const arrows = arrowsOf(messagesOf(trace).all, lanes, frame, isAside).filter((arrow) =>
    inView(arrow, frame),
  )
  const { single, bundles } = bundled(arrows, subject !== null)
  const { labels, placer } = labelShapes(single, lanes, marks, frame, lab, options.reserved)
  const walking = walkBackLabels(walks, placer, frame, subjectsOf(trace, lab).length)
  return {
    frame,
    lanes,
    arrows,
    single: single.length,
    body: [
      ...walkBackShapes(walks, frame),
      ...laneShapes(lanes, marks, frame),
      ...bundleShapes(bundles, frame, placer),
      ...arrowShapes(single, frame),
      ...markShapes(lanes, marks, frame),
    ],
    labels: [...labels, ...walking].sort((a, b) => a.at - b.at),
    verdicts: verdictMarks(lanes, marks, frame, placer),
    axis: axisShapes(frame),
    names: nameShapes(lanes, frame),
  }
}

/** Whether a message is about something else than what is selected. */
function aside(
  trace: readonly TraceEvent[],
  lab: LabDefinition,
  subject: string | null,
): (message: TracedMessage) => boolean {
  if (subject === null) return () => false
  const subjects = subjectsByMessage(trace, lab)
  return (message) => subjects.get(message.number) !== subject
}

/** Nodes that send or receive something about what is selected. */
function touchedBy(
  trace: readonly TraceEvent[],
  isAside: (message: TracedMessage) => boolean,
): Set<string> {
  return new Set(
    messagesOf(trace)
      .all.filter((message) => !isAside(message))
      .flatMap((message) => [message.from, message.to]),
  )
}

function framed(
  trace: readonly TraceEvent[],
  lanes: readonly Lane[],
  options: DrawingOptions,
): Frame {
  const top = 26 + (options.head ?? 0)
  const places = placesOf(lanes)
  const across = places.at(-1) ?? 0
  const laneHeight = Math.max(26, options.laneHeight ?? usualLaneHeight(options.width, across))
  const bottom = top + laneHeight * across
  return {
    direction: 'right',
    scale: scaleFor(trace, options.width, options),
    lane: (index) => top + laneHeight * (places[index] ?? index),
    laneCount: lanes.length,
    start: lanesOffset(options.width),
    width: options.width,
    height: bottom + 44,
    across: { from: top, to: bottom },
  }
}

/** More lanes than six stand closer: the schedule under the diagram stays in the window. */
function usualLaneHeight(width: number, across: number): number {
  const usual = width >= 1_100 ? 37 : 33
  return Math.min(usual, Math.floor((usual * 5) / Math.max(1, across)))
}

/** Where each lane stands, in distances of two lanes: another instance of the service above stands closer to it. */
function placesOf(lanes: readonly Lane[]): number[] {
  let place = 0
  return lanes.map(({ beside }, index) => {
    if (index > 0) place += beside ? closer : 1
    return place
  })
}

const closer = 0.65

/** In CSS pixels. */
const longestColumn = 24_000

function columns(
  trace: readonly TraceEvent[],
  lanes: readonly Lane[],
  options: DrawingOptions,
): Frame {
  const { left, right } = options.gutters ?? { left: 46, right: 24 }
  const places = placesOf(lanes)
  const across = places.at(-1) ?? 0
  const gap = (options.width - left - right) / Math.max(1, across)
  const { beside } = options
  const probe = createScale(trace, {
    width: 10_000,
    lanesOffset: 12,
    endOffset: 24,
    foldLength: 30,
    beside,
  })
  // Columns scroll, so a closer look is a longer column.
  const closer = options.zoom?.factor ?? 1
  // 30 px for a millisecond keeps most labels apart; a short run fills the panel, a long one scrolls.
  const fitting =
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
  const length = Math.min(longestColumn, fitting * closer)
  const scale = createScale(trace, {
    width: length,
    lanesOffset: 12,
    endOffset: options.endOffset ?? 24,
    foldLength: 30,
    tickGap: 54,
    fold: options.fold,
    beside,
  })
  return {
    direction: 'down',
    scale,
    lane: (index) => left + gap * (places[index] ?? index),
    laneCount: lanes.length,
    start: 0,
    width: options.width,
    height: length,
    across: { from: left, to: left + gap * across },
  }
}

function inView(arrow: Arrow, frame: Frame): boolean {
  if (frame.direction === 'down') return true
  return arrow.end.along >= frame.start && arrow.start.along <= frame.width + 20
}
