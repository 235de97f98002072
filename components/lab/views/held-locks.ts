/** What is in doubt at a playhead, the locks it holds, and who stands in the queue for them: from the trace alone. */
import type { Microseconds } from '@/simulations/kernel/time'
import type { PreparedTransaction, TraceEvent } from '@/simulations/kernel/trace-event'
import { type Messages, messagesOf } from '@/simulations/story/messages'
import { Timeline } from './timeline'

export interface HeldTransaction extends PreparedTransaction {
  node: string
  transaction: number
  /** Who prepared it. */
  by: string
  since: Microseconds
  /** Place of the event in the trace. */
  index: number
}

export interface WaitingStatement {
  node: string
  /** The message that brought it. */
  message: number
  /** Who sent it. */
  from: string
  label: string
  /** The request that its sender handles meanwhile: `POST /pick-ups of bo`; `null` where it cannot be told. */
  handles: string | null
  since: Microseconds
  index: number
  /** Whom it waits for: a name of a prepared transaction, or words. */
  waitsFor: string
}

export interface LockState {
  held: readonly HeldTransaction[]
  /** In the order in which they came. */
  waiting: readonly WaitingStatement[]
}

export function lockTimeline(trace: readonly TraceEvent[]): Timeline<LockState> {
  const messages = messagesOf(trace)
  return new Timeline<LockState>(trace, {
    initial: { held: [], waiting: [] },
    step: (state, event, index) => step(state, { event, index }, { trace, messages }),
  })
}

function step(
  state: LockState,
  { event, index }: { event: TraceEvent; index: number },
  run: { trace: readonly TraceEvent[]; messages: Messages },
): LockState {
  switch (event.kind) {
    case 'transaction': {
      const { node, transaction, by, at: since, prepared } = event
      if (prepared)
        return {
          ...state,
          held: [...state.held, { ...prepared, node, transaction, by, since, index }],
        }
      if (event.state !== 'committed' && event.state !== 'rolled-back') return state
      return without(state, 'held', (one) => one.node === node && one.transaction === transaction)
    }
    case 'wait': {
      if (event.reason !== 'lock') return state
      const request = run.messages.byNumber(event.message)
      if (!request || request.poll) return state
      const statement: WaitingStatement = {
        node: event.node,
        message: event.message,
        from: request.from,
        label: request.label,
        handles: handledBy(request, run),
        since: event.at,
        index,
        waitsFor: (event.by ?? 'another').replace(/^prepared transaction /, ''),
      }
      return {
        ...state,
        waiting: [...state.waiting.filter((one) => one.message !== event.message), statement],
      }
    }
    case 'send':
      return event.replyTo === null
        ? state
        : without(state, 'waiting', (one) => one.message === event.replyTo)
    case 'crash':
      return without(state, 'waiting', (one) => one.node === event.node || one.from === event.node)
    default:
      return state
  }
}

function without<Key extends keyof LockState>(
  state: LockState,
  key: Key,
  isGone: (one: LockState[Key][number]) => boolean,
): LockState {
  const left = state[key].filter((one) => !isGone(one))
  return left.length === state[key].length ? state : { ...state, [key]: left }
}

/** Where its sender handled one request when it sent the statement, that is the one. */
function handledBy(
  { from, sentIndex }: { from: string; sentIndex: number },
  { trace, messages }: { trace: readonly TraceEvent[]; messages: Messages },
): string | null {
  const open = new Map<number, number>()
  for (const event of trace.slice(0, sentIndex)) {
    if (event.kind === 'crash' && event.node === from) open.clear()
    if (event.kind !== 'activity' || event.node !== from) continue
    if (event.edge === 'begin') open.set(event.activity, event.message)
    else open.delete(event.activity)
  }
  const requests = [...open.values()].flatMap((number) => messages.byNumber(number) ?? [])
  const [only] = requests.filter((request) => !request.poll)
  return only && requests.length === 1 ? `${only.label} of ${only.from}` : null
}
