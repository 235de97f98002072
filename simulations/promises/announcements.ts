/**
 * Two promises about rows and the records that announce them: every committed row is announced, and nothing is announced
 * that was not committed. Both compare what stands in a table with what stands in a topic, by the record's key.
 */
import { defineInvariant, type Invariant } from '../kernel/invariant'
import { formatMs, type Microseconds } from '../kernel/time'
import type { EvidenceTarget, TraceEvent } from '../kernel/trace-event'
import { anyDown, type DownNodes, stepDown } from './node-state'

export interface AnnouncementOptions {
  id: string
  title: string
  /** What is stored: `order`. */
  noun: string
  database: string
  table: string
  /** The process that owes the announcement, for the place where it is missing. */
  sender: string
  broker: string
  topic: string
  /** Nodes without which nothing can be announced any more. */
  needs: readonly string[]
  /** Where the effect of an announcement would stand, to show the row that never came. */
  effect: { node: string; table: string }
}

interface State {
  committed: ReadonlyMap<string, Microseconds>
  /** Records in the topic by key, with where the first stands. */
  announced: ReadonlyMap<string, { at: Microseconds; partition: number; offset: number }>
  messages: number
  down: DownNodes
}

const initial: State = { committed: new Map(), announced: new Map(), messages: 0, down: new Set() }

/** At quiet, the key of every committed row stands in the topic. */
export function everyRowIsAnnounced(options: AnnouncementOptions): Invariant {
  return defineInvariant<State>({
    id: options.id,
    title: options.title,
    kind: 'eventually',
    initial,
    step: (state, event) => step(state, event, options),
    judge(state) {
      const missing = [...state.committed].filter(([key]) => !state.announced.has(key))
      const first = missing[0]
      if (!first) return { holds: true, status: tally(state), evidence: null }
      const [key, since] = first
      const others = missing.length > 1 ? ` and ${missing.length - 1} more` : ''
      return {
        holds: anyDown(state.down, options.needs) ? null : false,
        status: `${key}${others} waits since ${formatMs(since)}`,
        evidence: {
          text: `${capital(options.noun)} ${key}, committed at ${formatMs(since)}`,
          at: since,
          subject: key,
          targets: [
            {
              type: 'row',
              node: options.database,
              table: options.table,
              key,
              missing: false,
              text: 'unannounced',
            },
            {
              type: 'missing-record',
              node: options.broker,
              from: options.sender,
              topic: options.topic,
              text: `${key} never sent`,
              since,
            },
            {
              type: 'row',
              node: options.effect.node,
              table: options.effect.table,
              key,
              missing: true,
              text: `no row for ${options.noun} ${key}, and none is coming`,
            },
          ],
        },
      }
    },
  })
}

/** At quiet, every key in the topic has its row. */
export function nothingIsAnnouncedInVain(options: AnnouncementOptions): Invariant {
  return defineInvariant<State>({
    id: options.id,
    title: options.title,
    kind: 'eventually',
    initial,
    step: (state, event) => step(state, event, options),
    judge(state) {
      const early = [...state.announced].filter(([key]) => !state.committed.has(key))
      const first = early[0]
      if (!first) return { holds: true, status: tally(state), evidence: null }
      const [key, record] = first
      const targets: EvidenceTarget[] = [
        {
          type: 'record',
          node: options.broker,
          topic: options.topic,
          partition: record.partition,
          offset: record.offset,
          text: 'no such order',
        },
        {
          type: 'row',
          node: options.database,
          table: options.table,
          key,
          missing: true,
          text: `no row for ${options.noun} ${key}, although it was announced`,
        },
      ]
      return {
        holds: false,
        status: `${key} is announced since ${formatMs(record.at)} and not stored`,
        evidence: {
          text: `${capital(options.noun)} ${key}, announced at ${formatMs(record.at)}, was never stored`,
          at: record.at,
          subject: key,
          targets,
        },
      }
    },
  })
}

function step(state: State, event: TraceEvent, options: AnnouncementOptions): State {
  switch (event.kind) {
    case 'rows': {
      if (event.node !== options.database) return state
      const changes = event.changes.filter((change) => change.table === options.table)
      if (changes.length === 0) return state
      const committed = new Map(state.committed)
      for (const change of changes) {
        if (change.operation === 'insert') committed.set(change.key, event.at)
        else if (change.operation === 'delete') committed.delete(change.key)
        else if (change.operation === 'truncate') committed.clear()
      }
      return { ...state, committed }
    }
    case 'append': {
      if (event.node !== options.broker || event.topic !== options.topic || event.key === null)
        return state
      const announced = state.announced.has(event.key)
        ? state.announced
        : new Map(state.announced).set(event.key, {
            at: event.at,
            partition: event.partition,
            offset: event.offset,
          })
      return { ...state, announced, messages: state.messages + 1 }
    }
    case 'truncate': {
      if (event.node !== options.broker || event.topic !== options.topic) return state
      const kept = [...state.announced].filter(
        ([, record]) => record.partition !== event.partition || record.offset < event.from,
      )
      return { ...state, announced: new Map(kept) }
    }
    default: {
      const down = stepDown(state.down, event)
      return down === state.down ? state : { ...state, down }
    }
  }
}

function tally(state: State): string {
  return `${count(state.committed.size, 'commit')}, ${count(state.messages, 'message')}`
}

export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
