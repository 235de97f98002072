/**
 * How screen time goes over a run at speed 1: 4.5 virtual milliseconds a second, slower while a message is under way so
 * that each hop can be followed, faster where nothing happens.
 */
import type { Microseconds } from '@/simulations/kernel/time'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { messagesOf } from '@/simulations/story/messages'
import { commonIdle, idleStretchesOf } from '../views/idle'
import { endOf } from '../views/playhead'

/** Screen milliseconds for each virtual microsecond: 1 s for 4.5 ms. */
const usual = 1 / 4.5
const hopMsLeast = 250
const foldMs = 400

interface Stretch {
  from: Microseconds
  to: Microseconds
  /** Screen time at which it begins, in milliseconds. */
  screen: number
  /** Screen milliseconds for each virtual microsecond. */
  density: number
}

export interface Pace {
  /** Screen time of the whole run at speed 1. */
  totalMs: number
  screenOf(at: Microseconds): number
  /** Whole microseconds, rounded down. */
  timeOf(screenMs: number): Microseconds
}

/** @param beside another run on the same clock: slow where either has a message under way */
export function paceOf(trace: readonly TraceEvent[], beside?: readonly TraceEvent[]): Pace {
  const stretches = stretchesOf(trace, beside)
  const last = stretches.at(-1)
  const totalMs = last ? last.screen + (last.to - last.from) * last.density : 0
  return {
    totalMs,
    screenOf(at) {
      const stretch = stretches.find((candidate) => at <= candidate.to) ?? last
      return stretch ? stretch.screen + (at - stretch.from) * stretch.density : 0
    },
    timeOf(screenMs) {
      const stretch = stretches.findLast((candidate) => candidate.screen <= screenMs)
      if (!stretch) return 0
      const at = stretch.from + (screenMs - stretch.screen) / stretch.density
      return Math.floor(Math.min(at, stretch.to))
    },
  }
}

function stretchesOf(
  trace: readonly TraceEvent[],
  beside: readonly TraceEvent[] | undefined,
): Stretch[] {
  const traces = beside ? [trace, beside] : [trace]
  const end = Math.max(...traces.map(endOf))
  const idle = beside ? commonIdle(trace, beside) : idleStretchesOf(trace)
  const hops = traces
    .flatMap((one) => messagesOf(one).all)
    .filter((message) => !message.poll)
    .map((message) => ({ from: message.sentAt, to: message.endAt ?? end }))
    .filter((hop) => hop.to > hop.from)
  const borders = [0, end, ...idle.flatMap(({ from, to }) => [from, to])]
  const cuts = unique([...borders, ...hops.flatMap(({ from, to }) => [from, to])])
  const stretches: Stretch[] = []
  let screen = 0
  for (const [index, to] of cuts.entries()) {
    const from = cuts[index - 1]
    if (from === undefined) continue
    const fold = idle.find((stretch) => from >= stretch.from && to <= stretch.to)
    const shortest = hops
      .filter((hop) => hop.from < to && hop.to > from)
      .reduce((least, hop) => Math.min(least, hop.to - hop.from), Number.POSITIVE_INFINITY)
    const density = fold ? foldMs / (fold.to - fold.from) : Math.max(usual, hopMsLeast / shortest)
    stretches.push({ from, to, screen, density })
    screen += (to - from) * density
  }
  return stretches
}

function unique(times: readonly Microseconds[]): Microseconds[] {
  return [...new Set(times)].sort((one, other) => one - other)
}
