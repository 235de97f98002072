/**
 * The one scale of a run: axis, arrows and scrubber ask it, so a moment has the same place in all of them. Linear in
 * virtual time; idle stretches fold to a fixed length.
 */
import type { Microseconds } from '@/simulations/kernel/time'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { foldOf, ticksOf } from './axis-ticks'
import { commonIdle, type IdleStretch, idleStretchesOf } from './idle'
import { endOf } from './playhead'

export interface ScaleOptions {
  /** From the edge of the drawing to its other edge, in CSS pixels. */
  width: number
  /** Where the lanes begin; before it stand their names. */
  lanesOffset: number
  /** Room behind the end of the run. */
  endOffset?: number
  /** The whole run at factor 1. `at` keeps its place. */
  zoom?: { factor: number; at: Microseconds }
  /** `false` draws idle stretches at their length. */
  fold?: boolean
  /** Another run on the same axis: it ends with the longer of the two and folds what is idle in both. */
  beside?: readonly TraceEvent[]
  /** Length of a fold: 54, or 30 where time runs down. */
  foldLength?: number
  /** Least distance of two ticks. */
  tickGap?: number
}

export interface Tick {
  at: Microseconds
  x: number
  label: string
}

export interface AxisFold {
  from: Microseconds
  to: Microseconds
  x0: number
  x1: number
  /** `13 ms idle`, or `40 ms, 3 polls, 0 rows`. */
  label: string
}

export interface Scale {
  toX(at: Microseconds): number
  /** Never before the run's start or behind its end. */
  toTime(x: number): Microseconds
  /** Where the run starts and where the drawing of it ends. */
  from: number
  to: number
  endAt: Microseconds
  pixelsPerMs: number
  folds: readonly AxisFold[]
  ticks: readonly Tick[]
}

interface Segment {
  t0: Microseconds
  t1: Microseconds
  x0: number
  x1: number
  fold: IdleStretch | null
}

export function createScale(trace: readonly TraceEvent[], options: ScaleOptions): Scale {
  const { width, lanesOffset, endOffset = 30, foldLength = 54 } = options
  const { beside } = options
  const endAt = beside ? Math.max(endOf(trace), endOf(beside)) : endOf(trace)
  const room = Math.max(1, width - lanesOffset - endOffset)
  const idle =
    options.fold === false ? [] : beside ? commonIdle(trace, beside) : idleStretchesOf(trace)
  const last = endAt + Math.max(1_000, Math.round((endAt - sum(idle)) * 0.025))
  const folded = chooseFolds(idle, last, room, foldLength)
  const whole = segmentsOf(
    folded,
    last,
    lanesOffset,
    perUs(folded, last, room, foldLength),
    foldLength,
  )
  const segments =
    options.zoom && options.zoom.factor > 1 ? zoomed(whole, options.zoom, lanesOffset, room) : whole
  const toX = (at: Microseconds) => project(segments, at, 't0', 't1', 'x0', 'x1')
  const toTime = (x: number) =>
    Math.max(0, Math.min(endAt, Math.round(project(segments, x, 'x0', 'x1', 't0', 't1'))))
  const plain = segments.find((segment) => !segment.fold) ?? segments[0]
  const pixelsPerMs = plain ? ((plain.x1 - plain.x0) / (plain.t1 - plain.t0)) * 1_000 : 1
  const seconds = endAt >= 10_000_000
  const folds = segments.flatMap((segment, index) =>
    segment.fold
      ? [foldOf(segment, segments[index + 2]?.fold ? segments[index + 2] : undefined, pixelsPerMs)]
      : [],
  )
  return {
    toX,
    toTime,
    from: toX(0),
    to: toX(last),
    endAt,
    pixelsPerMs,
    folds,
    ticks: ticksOf({ toX, folds, last, pixelsPerMs, gap: options.tickGap ?? 60, seconds }),
  }
}

/** Folds only what gets shorter by it, and never gives more than half of the room to folds. */
function chooseFolds(
  idle: readonly IdleStretch[],
  last: Microseconds,
  room: number,
  foldLength: number,
): IdleStretch[] {
  const most = Math.floor(room / 2 / foldLength)
  let folds = [...idle].sort((a, b) => b.to - b.from - (a.to - a.from)).slice(0, most)
  for (;;) {
    const per = perUs(folds, last, room, foldLength)
    const worth = folds.filter((fold) => (fold.to - fold.from) * per > foldLength * 1.1)
    if (worth.length === folds.length) break
    folds = worth
  }
  return folds.sort((a, b) => a.from - b.from)
}

function perUs(
  folds: readonly IdleStretch[],
  last: Microseconds,
  room: number,
  foldLength: number,
): number {
  return Math.max(1e-6, (room - folds.length * foldLength) / Math.max(1, last - sum(folds)))
}

function sum(stretches: readonly IdleStretch[]): Microseconds {
  return stretches.reduce((total, stretch) => total + stretch.to - stretch.from, 0)
}

function segmentsOf(
  folds: readonly IdleStretch[],
  last: Microseconds,
  start: number,
  per: number,
  foldLength: number,
): Segment[] {
  const segments: Segment[] = []
  let t = 0
  let x = start
  const add = (to: Microseconds, length: number, fold: IdleStretch | null) => {
    segments.push({ t0: t, t1: to, x0: x, x1: x + length, fold })
    t = to
    x += length
  }
  for (const fold of folds) {
    add(fold.from, (fold.from - t) * per, null)
    add(fold.to, foldLength, fold)
  }
  add(last, (last - t) * per, null)
  return segments
}

/** Stretches what is not folded about a moment, and keeps the run's ends at the drawing's ends. */
function zoomed(
  whole: readonly Segment[],
  zoom: { factor: number; at: Microseconds },
  start: number,
  room: number,
): Segment[] {
  const stretched: Segment[] = []
  let x = start
  for (const segment of whole) {
    const length = (segment.x1 - segment.x0) * (segment.fold ? 1 : zoom.factor)
    stretched.push({ ...segment, x0: x, x1: x + length })
    x += length
  }
  const anchor =
    project(whole, zoom.at, 't0', 't1', 'x0', 'x1') -
    project(stretched, zoom.at, 't0', 't1', 'x0', 'x1')
  const shift = Math.max(start + room - x, Math.min(0, anchor))
  return stretched.map((segment) => ({
    ...segment,
    x0: segment.x0 + shift,
    x1: segment.x1 + shift,
  }))
}

type Key = 't0' | 't1' | 'x0' | 'x1'

/** Piecewise linear, either way; beyond the ends the first and the last piece go on. */
function project(
  segments: readonly Segment[],
  value: number,
  a0: Key,
  a1: Key,
  b0: Key,
  b1: Key,
): number {
  const segment = segments.find((candidate) => value <= candidate[a1]) ?? segments.at(-1)
  if (!segment) return 0
  const length = segment[a1] - segment[a0]
  const share = length === 0 ? 0 : (value - segment[a0]) / length
  return segment[b0] + share * (segment[b1] - segment[b0])
}
