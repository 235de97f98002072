/** How a fault comes into a run that is already on the screen, without touching what has happened. */
import { formatMs, type Microseconds } from '@/simulations/kernel/time'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { parseScheduleSyntax } from '@/simulations/schedule/parse-schedule'
import type { Playhead } from '../views/playhead'

/** What readers like to read, coarsest first: tenths of a millisecond, then hundredths. */
const grains: readonly Microseconds[] = [100, 10]

/**
 * The moment at which something done now begins: not before the playhead, after every event that has happened, before
 * or at the next one. As round as fits between the two, because the reader will see it written.
 */
export function momentOfHand(trace: readonly TraceEvent[], { at, index }: Playhead): Microseconds {
  const last = trace[index - 1]?.at ?? -1
  // Of an instant that has begun, the rest happens first.
  const next = trace.slice(index).find((event) => event.at > last)?.at ?? Number.POSITIVE_INFINITY
  const earliest = Math.max(Math.ceil(at), last + 1)
  for (const grain of grains) {
    const rounded = Math.ceil(earliest / grain) * grain
    if (rounded <= next) return rounded
  }
  return earliest
}

/** From when on something done now acts: "from 12.4 ms on". */
export function fromNowOn(at: Microseconds): string {
  return at < 100 ? 'from the start' : `from ${formatMs(at)} on`
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

/** What a change of the schedule did to the run, in one sentence. */
export function changeOf(before: readonly TraceEvent[], after: readonly TraceEvent[]): string {
  const past = commonPast(before, after)
  const parted = after[past] ?? before[past]
  if (!parted) return 'The run is the same: it never came to that.'
  return `The run changes ${fromNowOn(parted.at)}.`
}

/**
 * Whether something that had happened is different now. The judgement at the end of a run is none of it: with more to
 * come, the end comes later.
 * @param seen events of `before` that the reader has seen
 */
export function rewritesPast(
  before: readonly TraceEvent[],
  after: readonly TraceEvent[],
  seen: number,
): boolean {
  const gone = before.slice(commonPast(before, after), seen)
  return gone.some(({ kind }) => kind !== 'verdict' && kind !== 'end' && kind !== 'phase')
}
