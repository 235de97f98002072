/**
 * Two promises about an outbox: every event that was committed in it reaches its topic, and the events of one aggregate
 * get there in the order of their commits. An event is known by its id, which its record carries in a header.
 */
import { defineInvariant, type Invariant } from '../kernel/invariant'
import { formatMs, type Microseconds } from '../kernel/time'
import type { EvidenceTarget, TraceEvent } from '../kernel/trace-event'
import { count } from './announcements'
import { anyDown, type DownNodes, stepDown } from './node-state'

export interface DeliveryOptions {
  id: string
  title: string
  database: string
  /** The outbox, in Debezium's convention: `id`, `aggregateid`, `type`. */
  table: string
  broker: string
  topic: string
  /** What an aggregate is: `order`. */
  noun: string
}

export interface AnnouncedOptions extends DeliveryOptions {
  /** The process that owes the record, for the place where it is missing. */
  sender: string
  /** Nodes without which nothing can be sent any more. */
  needs: readonly string[]
}

export interface OrderOptions extends DeliveryOptions {
  /** Where the state of an aggregate is kept on the consumer's side, by the aggregate's id. */
  effect: { node: string; table: string }
}

interface OutboxEvent {
  id: string
  aggregate: string
  type: string
  at: Microseconds
  /** Its place among the events of its aggregate, by commit, from 0. */
  rank: number
}

interface Appended {
  at: Microseconds
  partition: number
  offset: number
}

interface Delivery {
  /** All that was ever committed: a row that has been cleared away is owed all the same. */
  events: ReadonlyMap<string, OutboxEvent>
  /** Keys of rows that still stand in the outbox. */
  stored: ReadonlySet<string>
  /** First record of each event that is in the topic. */
  appended: ReadonlyMap<string, Appended>
  records: number
}

const nothing: Delivery = { events: new Map(), stored: new Set(), appended: new Map(), records: 0 }

/** At quiet, every event that was ever committed stands in the topic. */
export function everyEventIsAnnounced(options: AnnouncedOptions): Invariant {
  interface State extends Delivery {
    down: DownNodes
  }
  return defineInvariant<State>({
    id: options.id,
    title: options.title,
    kind: 'eventually',
    initial: { ...nothing, down: new Set() },
    step(state, event) {
      const next = deliver(state, event, options)
      const down = stepDown(state.down, event)
      return next === state && down === state.down ? state : { ...next, down }
    },
    judge(state) {
      const missing = [...state.events.values()].filter(({ id }) => !state.appended.has(id))
      const first = missing[0]
      if (!first) return { holds: true, status: tally(state), evidence: null }
      const others = missing.length > 1 ? ` and ${missing.length - 1} more` : ''
      return {
        holds: anyDown(state.down, options.needs) ? null : false,
        status: `${first.type} ${first.aggregate}${others} waits since ${formatMs(first.at)}`,
        evidence: {
          text: `${first.type} of ${options.noun} ${first.aggregate}, committed at ${formatMs(first.at)}${others}`,
          at: first.at,
          subject: first.aggregate,
          targets: missing.flatMap((event): EvidenceTarget[] => [
            {
              type: 'row',
              node: options.database,
              table: options.table,
              key: event.id,
              missing: !state.stored.has(event.id),
              text: state.stored.has(event.id) ? 'never sent' : 'cleared away, never sent',
            },
            {
              type: 'missing-record',
              node: options.broker,
              from: options.sender,
              topic: options.topic,
              key: event.aggregate,
              text: `${event.aggregate} never sent`,
              since: event.at,
            },
          ]),
        },
      }
    },
  })
}

/** First records of an aggregate's events stand in the topic in the order of their commits. Judged after every event. */
export function eventsArriveInOrder(options: OrderOptions): Invariant {
  interface State extends Delivery {
    overtaken: { early: OutboxEvent; late: OutboxEvent; at: Appended } | null
  }
  return defineInvariant<State>({
    id: options.id,
    title: options.title,
    kind: 'always',
    initial: { ...nothing, overtaken: null },
    step(state, event) {
      const next = deliver(state, event, options)
      if (next === state) return state
      let { overtaken } = state
      if (event.kind === 'append' && !overtaken) {
        const late = next.events.get(event.headers.id ?? '')
        const first = late && !state.appended.has(late.id)
        const early = first
          ? [...next.events.values()].find(
              (other) =>
                other.aggregate === late.aggregate &&
                other.rank > late.rank &&
                state.appended.has(other.id),
            )
          : undefined
        if (late && early)
          overtaken = {
            early,
            late,
            at: { at: event.at, partition: event.partition, offset: event.offset },
          }
      }
      return { ...next, overtaken }
    },
    judge(state) {
      if (!state.overtaken) return { holds: true, status: tally(state), evidence: null }
      const { early, late, at } = state.overtaken
      const ahead = state.appended.get(early.id)
      return {
        holds: false,
        status: `${early.type} ${early.aggregate} went ahead of ${late.type}`,
        evidence: {
          text: `${capital(options.noun)} ${late.aggregate}: ${late.type} reached the topic at ${formatMs(at.at)}, after ${early.type}, which was committed later`,
          at: at.at,
          subject: late.aggregate,
          targets: [
            {
              type: 'row',
              node: options.effect.node,
              table: options.effect.table,
              key: late.aggregate,
              missing: false,
              text: `told last of ${late.type}`,
            },
            ...[
              { record: ahead, text: `${early.type}, too early` },
              { record: at, text: `${late.type}, too late` },
            ].flatMap(({ record, text }): EvidenceTarget[] =>
              record
                ? [
                    {
                      type: 'record',
                      node: options.broker,
                      topic: options.topic,
                      partition: record.partition,
                      offset: record.offset,
                      text,
                    },
                  ]
                : [],
            ),
          ],
        },
      }
    },
  })
}

/** Keeps other members of the state as they are. */
function deliver<State extends Delivery>(
  state: State,
  event: TraceEvent,
  { database, table, broker, topic }: DeliveryOptions,
): State {
  switch (event.kind) {
    case 'rows': {
      if (event.node !== database) return state
      const changes = event.changes.filter((change) => change.table === table)
      if (changes.length === 0) return state
      const events = new Map(state.events)
      const stored = new Set(state.stored)
      for (const { operation, key, after } of changes) {
        if (operation === 'insert') {
          const aggregate = String(after?.aggregateid)
          const rank = [...events.values()].filter((one) => one.aggregate === aggregate).length
          events.set(key, { id: key, aggregate, type: String(after?.type), at: event.at, rank })
          stored.add(key)
        } else if (operation === 'delete') stored.delete(key)
        else if (operation === 'truncate') stored.clear()
      }
      return { ...state, events, stored }
    }
    case 'append': {
      if (event.node !== broker || event.topic !== topic) return state
      const { id } = event.headers
      const { at, partition, offset } = event
      const appended =
        id === undefined || state.appended.has(id)
          ? state.appended
          : new Map(state.appended).set(id, { at, partition, offset })
      return { ...state, appended, records: state.records + 1 }
    }
    case 'truncate': {
      if (event.node !== broker || event.topic !== topic) return state
      const kept = [...state.appended].filter(
        ([, record]) => record.partition !== event.partition || record.offset < event.from,
      )
      return { ...state, appended: new Map(kept) }
    }
    default:
      return state
  }
}

function tally({ events, records }: Delivery): string {
  return `${count(events.size, 'event')}, ${count(records, 'record')}`
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
