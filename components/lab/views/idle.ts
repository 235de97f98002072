/** The stretches of a run in which nothing starts or ends. Polls that found nothing are not something. */
import type { Microseconds } from '@/simulations/kernel/time'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { messagesOf } from '@/simulations/story/messages'
import { endOf } from './playhead'

export interface IdleStretch {
  from: Microseconds
  to: Microseconds
  /** Polls that found nothing, sent within it. */
  polls: number
}

const shortestUs = 8_000
/** What stands at its ends keeps some room before the axis breaks. */
const marginUs = 2_000

const known = new WeakMap<readonly TraceEvent[], IdleStretch[]>()

/** Idle stretches of more than 8 ms, in order, less a margin at both ends. */
export function idleStretchesOf(trace: readonly TraceEvent[]): readonly IdleStretch[] {
  let stretches = known.get(trace)
  if (!stretches) {
    stretches = find(trace)
    known.set(trace, stretches)
  }
  return stretches
}

/** What is idle in both of two runs; one that has ended stays so. */
export function commonIdle(
  one: readonly TraceEvent[],
  other: readonly TraceEvent[],
): readonly IdleStretch[] {
  const end = Math.max(endOf(one), endOf(other))
  const mine = untilEnd(one, end)
  const its = untilEnd(other, end)
  return mine.flatMap((stretch) =>
    its.flatMap((also): IdleStretch[] => {
      const from = Math.max(stretch.from, also.from)
      const to = Math.min(stretch.to, also.to)
      // Said under the first run: what the other polled is not its.
      const { polls } = stretch
      return to - from > shortestUs - 2 * marginUs ? [{ from, to, polls }] : []
    }),
  )
}

function untilEnd(trace: readonly TraceEvent[], end: Microseconds): IdleStretch[] {
  const own = endOf(trace)
  const rest = { from: own + marginUs, to: end, polls: 0 }
  return rest.to > rest.from ? [...idleStretchesOf(trace), rest] : [...idleStretchesOf(trace)]
}

function find(trace: readonly TraceEvent[]): IdleStretch[] {
  const messages = messagesOf(trace)
  const instants: Microseconds[] = [0, endOf(trace)]
  const polls: Microseconds[] = []
  const worked = workedTransactions(trace)
  for (const event of trace) {
    const inVain =
      (event.kind === 'transaction' && !worked.has(`${event.node} ${event.transaction}`)) ||
      (event.kind === 'activity' && messages.byNumber(event.message)?.poll)
    if (happens(event) && !inVain) instants.push(event.at)
  }
  for (const message of messages.all) {
    if (message.poll) {
      if (message.replyTo === null) polls.push(message.sentAt)
      continue
    }
    instants.push(message.sentAt)
    if (message.endAt !== null) instants.push(message.endAt)
  }
  instants.sort((a, b) => a - b)
  const stretches: IdleStretch[] = []
  for (let index = 1; index < instants.length; index++) {
    const before = instants[index - 1] ?? 0
    const after = instants[index] ?? 0
    if (after - before <= shortestUs) continue
    const margin = Math.min(marginUs, Math.round((after - before) * 0.12))
    stretches.push({
      from: before + margin,
      to: after - margin,
      polls: polls.filter((at) => at > before && at < after).length,
    })
  }
  return stretches
}

/** Transactions that changed something, or did not just come and go, by `node number`. */
function workedTransactions(trace: readonly TraceEvent[]): ReadonlySet<string> {
  return new Set(
    trace.flatMap((event) =>
      event.kind === 'rows' ||
      (event.kind === 'transaction' && event.state !== 'open' && event.state !== 'committed')
        ? [`${event.node} ${event.transaction}`]
        : [],
    ),
  )
}

/** Messages are counted apart, so that those of a poll can be left out. */
function happens(event: TraceEvent): boolean {
  switch (event.kind) {
    case 'boot':
      return event.incarnation > 1
    case 'action':
    case 'fault':
    case 'crash':
    case 'pause':
    case 'resume':
    case 'activity':
    case 'transaction':
    case 'rows':
    case 'append':
    case 'truncate':
    case 'offset':
    case 'group':
    case 'answer':
    case 'error':
    case 'verdict':
      return true
    default:
      return false
  }
}
