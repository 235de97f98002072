/** The clock of a lab: that of its run, or of both runs that stand side by side. Pure. */
import type { Microseconds } from '@/simulations/kernel/time'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { endOf, type Playhead, playheadAt } from '../views/playhead'
import { nextWhere, startOfRun, stepped } from './moves'
import type { SessionState } from './session-state'

type Trace = readonly TraceEvent[]

/** The run's trace, and behind it that of the run beside it. Empty until something has run. */
export function tracesOf({ run, mode, beside }: SessionState): readonly Trace[] {
  if (!run) return []
  return mode.name === 'beside' && beside?.run
    ? [run.report.trace, beside.run.report.trace]
    : [run.report.trace]
}

/** When the longer of them ends. A playhead counts the events of the first. */
export function endOfClock(traces: readonly Trace[]): Playhead {
  return { at: Math.max(0, ...traces.map(endOf)), index: traces[0]?.length ?? 0 }
}

export function hasEnded(traces: readonly Trace[], { at, index }: Playhead): boolean {
  const end = endOfClock(traces)
  return index >= end.index && at >= end.at
}

/** One event of one run; of two, to the next instant at which one of them has any. */
export function steppedOnClock(traces: readonly Trace[], from: Playhead, by: 1 | -1): Playhead {
  const [trace = [], ...others] = traces
  if (others.length === 0) return stepped(trace, from, by)
  const instants = traces.flatMap((one) => nextInstant(one, from.at, by) ?? [])
  if (instants.length === 0) return by === 1 ? endOfClock(traces) : startOfRun
  return playheadAt(trace, by === 1 ? Math.min(...instants) : Math.max(...instants))
}

/** To the next event of any of them that is wanted; from the start again when there is none left. */
export function nextOnClock(
  traces: readonly Trace[],
  from: Playhead,
  wanted: (event: TraceEvent) => boolean,
): Playhead | null {
  const [trace = [], ...others] = traces
  if (others.length === 0) return nextWhere(trace, from, wanted)
  const instants = traces
    .flatMap((one) => one.filter(wanted).map(({ at }) => at))
    .sort((a, b) => a - b)
  const at = instants.find((instant) => instant > from.at) ?? instants[0]
  return at === undefined ? null : playheadAt(trace, at)
}

function nextInstant(trace: Trace, at: Microseconds, by: 1 | -1): Microseconds | undefined {
  return by === 1
    ? trace.find((event) => event.at > at)?.at
    : trace.findLast((event) => event.at < at)?.at
}
