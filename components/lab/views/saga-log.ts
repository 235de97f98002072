/**
 * What an instance of a saga without a director has done, put together from what the services announced about it: who said
 * what and when, whether the keeper of the log has heard it, who acted on it, and what is expected next.
 */
import type { Announcement, SagaLogRows } from '@/simulations/kernel/lab'
import type { Microseconds } from '@/simulations/kernel/time'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { messagesOf, type TracedMessage } from '@/simulations/story/messages'
import { Timeline } from './timeline'

/** One announcement as it was made, and what became of it. */
export interface Said {
  /** Header `id` of its record. */
  id: string
  type: string
  by: string
  at: Microseconds
  /** Events of the trace that had happened once it was said. */
  index: number
  /** When the keeper wrote it down; what the keeper says itself it knows at once. */
  heardAt: Microseconds | null
  /** Nodes that have handled it. */
  handledBy: readonly string[]
}

export interface LoggedSaga {
  /** Key of its records: `1042`. */
  key: string
  /** In the order in which it was said. */
  said: readonly Said[]
}

export interface SagaLog {
  sagas: readonly LoggedSaga[]
}

export type SagaCondition = 'forward' | 'back' | 'person' | 'ended'

export interface SagaLogLine {
  /** `null` where it is expected. */
  said: Said | null
  type: string
  /** What may be said instead of it. */
  instead: readonly string[]
  by: string
  /** Who is to act on it, and how far each has come. */
  actors: readonly { name: string; state: 'done' | 'flying' | 'waits' }[]
}

export function sagaLogTimeline(
  trace: readonly TraceEvent[],
  rows: SagaLogRows,
): Timeline<SagaLog> {
  const messages = messagesOf(trace)
  return new Timeline<SagaLog>(trace, {
    initial: { sagas: [] },
    step(log, event, index) {
      switch (event.kind) {
        case 'append':
          return withSaid(log, event, rows, index + 1)
        case 'rows':
          return withHeard(log, event, rows)
        case 'activity': {
          const payload = messages.byNumber(event.message)?.payload
          if (event.edge === 'begin' || payload?.type !== 'record') return log
          return changed(log, payload.headers.id, (said) =>
            said.handledBy.includes(event.node)
              ? said
              : { ...said, handledBy: [...said.handledBy, event.node] },
          )
        }
        default:
          return log
      }
    },
  })
}

function withSaid(
  log: SagaLog,
  event: Extract<TraceEvent, { kind: 'append' }>,
  rows: SagaLogRows,
  index: number,
): SagaLog {
  const { key, by, at } = event
  const { id, type } = event.headers
  if (key === null || id === undefined || !rows.announcements.some((one) => one.type === type))
    return log
  const saga = log.sagas.find((one) => one.key === key) ?? { key, said: [] }
  // A relay that crashed says it again: it is the same announcement.
  if (type === undefined || saga.said.some((one) => one.id === id)) return log
  const said: Said = {
    id,
    type,
    by,
    at,
    index,
    heardAt: isInstance(by, rows.keeper) ? at : null,
    handledBy: [],
  }
  const next = { key, said: [...saga.said, said] }
  return {
    sagas: log.sagas.includes(saga)
      ? log.sagas.map((one) => (one === saga ? next : one))
      : [...log.sagas, next],
  }
}

function withHeard(
  log: SagaLog,
  event: Extract<TraceEvent, { kind: 'rows' }>,
  { database, table, messageColumn }: SagaLogRows,
): SagaLog {
  if (event.node !== database) return log
  return event.changes.reduce(
    (known, { table: changedTable, after }) =>
      changedTable === table && after
        ? changed(known, String(after[messageColumn]), (said) => ({ ...said, heardAt: event.at }))
        : known,
    log,
  )
}

function changed(log: SagaLog, id: string | undefined, change: (said: Said) => Said): SagaLog {
  const saga = log.sagas.find(({ said }) => said.some((one) => one.id === id))
  if (!saga) return log
  const said = saga.said.map((one) => (one.id === id ? change(one) : one))
  return { sagas: log.sagas.map((one) => (one === saga ? { ...saga, said } : one)) }
}

/** `orders-2` is one of `orders`. */
function isInstance(node: string, service: string): boolean {
  return node === service || (node.startsWith(`${service}-`) && /\d$/.test(node))
}

/**
 * The lines of one instance: what was said, then what is expected, along the usual way.
 * @param index events of the trace that have happened
 */
export function sagaLogLines(
  { said }: LoggedSaga,
  rows: SagaLogRows,
  trace: readonly TraceEvent[],
  index: number,
): SagaLogLine[] {
  const deliveries = deliveriesOf(trace)
  const announcementOf = new Map(rows.announcements.map((one) => [one.type, one]))
  const lines = said.map((one): SagaLogLine => {
    const announcement = announcementOf.get(one.type)
    return {
      said: one,
      type: one.type,
      instead: [],
      by: one.by,
      actors: (announcement?.actors ?? []).map((name) => ({
        name,
        state: one.handledBy.some((node) => isInstance(node, name))
          ? 'done'
          : deliveries.some((message) => brings(message, one.id, name, index))
            ? 'flying'
            : 'waits',
      })),
    }
  })
  return [...lines, ...expected(said, announcementOf)]
}

const known = new WeakMap<readonly TraceEvent[], readonly TracedMessage[]>()

/** Asked for at every step of a run that plays, so they are looked up once. */
function deliveriesOf(trace: readonly TraceEvent[]): readonly TracedMessage[] {
  let deliveries = known.get(trace)
  if (!deliveries) {
    deliveries = messagesOf(trace).all.filter(({ purpose }) => purpose === 'deliver')
    known.set(trace, deliveries)
  }
  return deliveries
}

function brings(
  { payload, to, sentIndex, endIndex }: TracedMessage,
  id: string,
  actor: string,
  index: number,
): boolean {
  return (
    payload.type === 'record' &&
    payload.headers.id === id &&
    isInstance(to, actor) &&
    sentIndex < index &&
    (endIndex === null || endIndex >= index)
  )
}

/** Along the usual way from what nobody has answered yet. */
function expected(
  said: readonly Said[],
  announcementOf: ReadonlyMap<string, Announcement>,
): SagaLogLine[] {
  if (said.some(({ type }) => announcementOf.get(type)?.turn === 'end')) return []
  const lines: SagaLogLine[] = []
  const expect = (types: readonly string[], further: boolean): void => {
    const [usual, ...instead] = types
    const announcement = usual === undefined ? undefined : announcementOf.get(usual)
    if (!announcement || lines.some(({ type }) => type === usual)) return
    const { type, by, actors, next } = announcement
    const waiting = actors.map((name) => ({ name, state: 'waits' as const }))
    lines.push({ said: null, type, instead, by, actors: waiting })
    if (further) expect(next, further)
  }
  said.forEach(({ type }, place) => {
    const { next = [], turn } = announcementOf.get(type) ?? {}
    // What came first counts too, where two act at once; but not what this one answers itself.
    const isAnswer = (other: Said, at: number) =>
      next.includes(other.type) &&
      (at > place || !announcementOf.get(other.type)?.next.includes(type))
    // What a person decides nobody can expect.
    if (!said.some(isAnswer)) expect(next, turn !== 'person')
  })
  return lines
}

/** How far the whole has come, since when, and what brought it there. */
export function sagaCondition(
  { said }: LoggedSaga,
  { announcements }: SagaLogRows,
): { condition: SagaCondition; since: Microseconds; cause: Said | null } {
  let condition: SagaCondition = 'forward'
  let cause = said[0] ?? null
  for (const one of said) {
    const turn = announcements.find(({ type }) => type === one.type)?.turn
    const next: SagaCondition | undefined =
      turn === 'end' ? (one.heardAt === null ? condition : 'ended') : turn
    if (next === undefined || next === condition) continue
    condition = next
    cause = one
  }
  const since = condition === 'ended' ? cause?.heardAt : cause?.at
  return { condition, since: since ?? 0, cause }
}
