/** Pairs the events of a trace into messages: when each left, when it ended, and how. */
import type { Microseconds } from '../kernel/time'
import type { CodePosition, Payload, Purpose, TraceEvent } from '../kernel/trace-event'

/** How a message ended. `flying`: it had not ended when the run did. */
export type Fate = 'arrived' | 'cut' | 'drop' | 'down' | 'gone' | 'flying'

export interface TracedMessage {
  number: number
  from: string
  to: string
  purpose: Purpose
  /** As the trace has it; `messageLabel` of `subject.ts` says it with the order's number. */
  label: string
  payload: Payload
  /** The message this one answers. */
  replyTo: number | null
  place: CodePosition | null
  /** Set on the extra copy of a duplicated message. */
  copyOf: number | null
  sentAt: Microseconds
  /** Place of the `send` in the trace. */
  sentIndex: number
  /** When it arrived or was lost; `null` while it flies at the end of the run. */
  endAt: Microseconds | null
  endIndex: number | null
  fate: Fate
  /**
   * A service loop asked for rows, or another service for a list, and there was nothing; its answer is marked too, and
   * what the other did to find out. Nothing happened.
   */
  poll: boolean
}

export interface Messages {
  /** In the order in which they left. */
  readonly all: readonly TracedMessage[]
  byNumber(number: number): TracedMessage | undefined
}

const known = new WeakMap<readonly TraceEvent[], Messages>()

/** The messages of a run. A trace never changes once it is made, so they are worked out once. */
export function messagesOf(trace: readonly TraceEvent[]): Messages {
  let messages = known.get(trace)
  if (!messages) {
    messages = pair(trace)
    known.set(trace, messages)
  }
  return messages
}

function pair(trace: readonly TraceEvent[]): Messages {
  const byNumber = new Map<number, TracedMessage>()
  const handling = new Map<string, Map<number, number>>()
  const loops = new Set<number>()
  /** Lines that asked another service while their own handled nothing: loops of a process. */
  const loopPlaces = new Set<string>()
  /** By statement: the messages that its sender handled then. */
  const within = new Map<number, readonly number[]>()
  trace.forEach((event, index) => {
    switch (event.kind) {
      case 'send': {
        const { at, kind: _, ...sent } = event
        const message: TracedMessage = {
          ...sent,
          number: event.message,
          sentAt: at,
          sentIndex: index,
          endAt: null,
          endIndex: null,
          fate: 'flying',
          poll: false,
        }
        byNumber.set(event.message, message)
        const handled = [...(handling.get(event.from)?.values() ?? [])]
        if (handled.length === 0) {
          if (asks(event.payload)) loops.add(event.message)
          if (asksForList(message)) loopPlaces.add(placeOf(message))
        } else if (asks(event.payload)) within.set(event.message, handled)
        break
      }
      case 'arrive':
      case 'lost': {
        const message = byNumber.get(event.message)
        if (!message) break
        message.endAt = event.at
        message.endIndex = index
        message.fate = event.kind === 'arrive' ? 'arrived' : event.reason
        break
      }
      case 'activity': {
        const open = handling.get(event.node) ?? new Map<number, number>()
        if (event.edge === 'begin') open.set(event.activity, event.message)
        else open.delete(event.activity)
        handling.set(event.node, open)
        break
      }
      case 'crash':
        handling.delete(event.node)
        break
      default:
    }
  })
  const all = [...byNumber.values()]
  for (const reply of all) {
    if (reply.replyTo === null || !loops.has(reply.replyTo)) continue
    const request = byNumber.get(reply.replyTo)
    if (!request || reply.payload.type !== 'sql-reply' || reply.payload.rowCount > 0) continue
    request.poll = true
    reply.poll = true
  }
  markEmptyLists(all, { byNumber, loopPlaces, within })
  markEmptyTransactions(all, byNumber)
  return { all, byNumber: (number) => byNumber.get(number) }
}

/** Asks for rows, to read them or to take them: an answer without any means that nothing was done. */
function asks(payload: Payload): boolean {
  return (
    payload.type === 'sql' &&
    payload.control === 'none' &&
    payload.statements.length > 0 &&
    payload.statements.every(({ text }) => /^\s*(select|update|delete|with)\b/i.test(text))
  )
}

function asksForList({ purpose, payload }: TracedMessage): boolean {
  return purpose === 'http' && payload.type === 'http' && payload.method === 'GET'
}

function placeOf({ from, place }: TracedMessage): string {
  return place ? `${from} ${place.file}:${place.line}` : from
}

/** A loop that asked another service for a list and got an empty one, and the query behind that. */
function markEmptyLists(
  all: readonly TracedMessage[],
  known: {
    byNumber: ReadonlyMap<number, TracedMessage>
    loopPlaces: ReadonlySet<string>
    within: ReadonlyMap<number, readonly number[]>
  },
): void {
  if (known.loopPlaces.size === 0) return
  const mark = (isEmpty: (request: TracedMessage, answer: Payload) => boolean) => {
    for (const reply of all) {
      const request = reply.replyTo === null ? undefined : known.byNumber.get(reply.replyTo)
      if (!request || !isEmpty(request, reply.payload)) continue
      request.poll = true
      reply.poll = true
    }
  }
  mark(
    (request, answer) =>
      asksForList(request) &&
      known.loopPlaces.has(placeOf(request)) &&
      answer.type === 'http-reply' &&
      Array.isArray(answer.body) &&
      answer.body.length === 0,
  )
  mark(
    (request, answer) =>
      answer.type === 'sql-reply' &&
      answer.rowCount === 0 &&
      (known.within.get(request.number) ?? []).some((handled) => known.byNumber.get(handled)?.poll),
  )
}

/** The COMMIT of a transaction that asked and found nothing belongs to the poll. */
function markEmptyTransactions(
  all: readonly TracedMessage[],
  byNumber: ReadonlyMap<number, TracedMessage>,
): void {
  /** By connection of two nodes: whether all that was asked since the last COMMIT was in vain. */
  const inVain = new Map<string, boolean>()
  const commits = new Set<number>()
  for (const message of all) {
    const { payload, from, to } = message
    if (payload.type !== 'sql') continue
    const link = `${from} ${to}`
    if (payload.control === 'none') inVain.set(link, message.poll && (inVain.get(link) ?? true))
    else {
      message.poll = inVain.get(link) ?? false
      if (message.poll) commits.add(message.number)
      inVain.delete(link)
    }
  }
  for (const reply of all) {
    const request = reply.replyTo === null ? undefined : byNumber.get(reply.replyTo)
    if (request && commits.has(request.number)) reply.poll = true
  }
}
