/** How a fault comes into a run that is already on the screen, without touching what has happened. */
import type { Microseconds } from '@/simulations/kernel/time'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { parseScheduleSyntax } from '@/simulations/schedule/parse-schedule'
import type { Playhead } from '../views/playhead'

const tenth: Microseconds = 100

/**
 * The moment at which something done now begins: not before the playhead, after every event that has happened, before
 * or at the next one. In whole tenths of a millisecond where one fits, because the reader will see it written.
 */
export function momentOfHand(trace: readonly TraceEvent[], { at, index }: Playhead): Microseconds {
  const last = trace[index - 1]?.at ?? -1
  const next = trace[index]?.at ?? Number.POSITIVE_INFINITY
  const earliest = Math.max(Math.ceil(at), last + 1)
  const rounded = Math.ceil(earliest / tenth) * tenth
  return rounded <= next ? rounded : earliest
}

/**
 * The text to add an item to: with the default workload written out where the text has no action of its own, because
 * the first `do` of a schedule replaces it.
 * @param ran the schedule as it ran, workload included
 */
export function withWorkload(text: string, ran: string): string {
  const parsed = parseScheduleSyntax(text)
  const has = parsed.ok && parsed.schedule.items.some((item) => item.kind === 'do')
  return has ? text : ran
}

/** How many events from the start are the same in both. */
export function commonPast(one: readonly TraceEvent[], other: readonly TraceEvent[]): number {
  const most = Math.min(one.length, other.length)
  for (let index = 0; index < most; index++) {
    if (JSON.stringify(one[index]) !== JSON.stringify(other[index])) return index
  }
  return most
}
