/** Where the reader stands in a run. Every panel is a function of the trace and this. */
import type { Microseconds } from '@/simulations/kernel/time'
import type { TraceEvent } from '@/simulations/kernel/trace-event'

export interface Playhead {
  at: Microseconds
  /** Events `trace[0]` to `trace[index - 1]` have happened. */
  index: number
}

/** Moves the playhead: to a time, and there behind a certain event where `index` says so. */
export type Seek = (at: Microseconds, index?: number) => void

/** The playhead at a time: all events of that instant have happened. */
export function playheadAt(trace: readonly TraceEvent[], at: Microseconds): Playhead {
  let low = 0
  let high = trace.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((trace[middle]?.at ?? 0) <= at) low = middle + 1
    else high = middle
  }
  return { at, index: low }
}

export function endOf(trace: readonly TraceEvent[]): Microseconds {
  return trace.at(-1)?.at ?? 0
}
