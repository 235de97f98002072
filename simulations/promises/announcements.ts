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
  const { noun, database, table, broker, sender, topic, effect } = options
  return compared(options, {
    without: ({ committed, announced }) => lacking(committed, announced, (since) => since),
    holds: (state) => (anyDown(state.down, options.needs) ? null : false),
    status: ({ who, many, at }) =>
      many ? `${who} wait, the first since ${at}` : `${who} waits since ${at}`,
    text: ({ who, many, at }) => `${who}, ${many ? 'the first ' : ''}committed at ${at}`,
    targets: (key, since) => [
      { type: 'row', node: database, table, key, missing: false, text: 'unannounced' },
      {
        type: 'missing-record',
        node: broker,
        from: sender,
        topic,
        key,
        text: `${key} never sent`,
        since,
      },
      {
        type: 'row',
        ...effect,
        key,
        missing: true,
        text: `no row for ${noun} ${key}, and none is coming`,
      },
    ],
  })
}

/** At quiet, every key in the topic has its row. */
export function nothingIsAnnouncedInVain(options: AnnouncementOptions): Invariant {
  const { noun, database, table, broker, topic } = options
  return compared(options, {
    without: ({ committed, announced }) => lacking(announced, committed, (record) => record.at),
    holds: () => false,
    status: ({ who, many, at }) =>
      many
        ? `${who} are announced, the first since ${at}, and not stored`
        : `${who} is announced since ${at} and not stored`,
    text: ({ who, many, at }) =>
      many
        ? `${who}, the first announced at ${at}, were never stored`
        : `${who}, announced at ${at}, was never stored`,
    targets: (key, _, { announced }) => {
      const record = announced.get(key)
      return [
        ...(record
          ? [
              {
                type: 'record',
                node: broker,
                topic,
                partition: record.partition,
                offset: record.offset,
                text: `no such ${noun}`,
              } satisfies EvidenceTarget,
            ]
          : []),
        {
          type: 'row',
          node: database,
          table,
          key,
          missing: true,
          text: `no row for ${noun} ${key}, although it was announced`,
        },
      ]
    },
  })
}

/** What lacks its counterpart, as a sentence has it. */
interface Lacking {
  /** `1042`, or `1042 and 3 more`; with the noun before it in a text: `Order 1042`. */
  who: string
  many: boolean
  /** When the first came. */
  at: string
}

interface Comparison {
  /** The keys on one side that the other lacks, with when each came, in the order in which they came. */
  without(state: State): readonly (readonly [key: string, since: Microseconds])[]
  /** The verdict where there is one. */
  holds(state: State): boolean | null
  status(lacking: Lacking): string
  text(lacking: Lacking): string
  /** What to show for one key. */
  targets(key: string, since: Microseconds, state: State): EvidenceTarget[]
}

/** A promise that two sets of keys are the same, seen from one of them. Its evidence points at every key that is not. */
function compared(options: AnnouncementOptions, comparison: Comparison): Invariant {
  return defineInvariant<State>({
    id: options.id,
    title: options.title,
    kind: 'eventually',
    initial,
    step: (state, event) => step(state, event, options),
    judge(state) {
      const alone = comparison.without(state)
      const [first] = alone
      if (!first) return { holds: true, status: tally(state), evidence: null }
      const [subject, since] = first
      const many = alone.length > 1
      const who = many ? `${subject} and ${alone.length - 1} more` : subject
      const lacking = { who, many, at: formatMs(since) }
      return {
        holds: comparison.holds(state),
        status: comparison.status(lacking),
        evidence: {
          text: comparison.text({ ...lacking, who: `${capital(options.noun)} ${who}` }),
          at: since,
          subject,
          targets: alone.flatMap(([key, at]) => comparison.targets(key, at, state)),
        },
      }
    },
  })
}

function lacking<Entry>(
  these: ReadonlyMap<string, Entry>,
  those: ReadonlyMap<string, unknown>,
  since: (entry: Entry) => Microseconds,
): (readonly [string, Microseconds])[] {
  return [...these]
    .filter(([key]) => !those.has(key))
    .map(([key, entry]) => [key, since(entry)] as const)
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
