/**
 * Two promises about one order in several databases: it is committed in all of them or in none, and no part of it is
 * left prepared. A prepared transaction is undecided: it breaks nothing until it ends in another way than the rest.
 */
import { defineInvariant, type Invariant } from '../kernel/invariant'
import { formatMs, type Microseconds } from '../kernel/time'
import type { EvidenceTarget, TraceEvent } from '../kernel/trace-event'
import { count } from './announcements'
import { anyDown, type DownNodes, stepDown } from './node-state'

export interface Participant {
  /** Who is asked over HTTP, and may refuse. */
  service: string
  database: string
  /** It holds a row for each subject that was committed here, by the subject's id. */
  table: string
}

export interface AtomicOptions {
  id: string
  title: string
  participants: readonly Participant[]
  /** What a subject is: `order`. */
  noun: string
  /** The subject's id in the name of a prepared transaction, in a key or in what was asked. */
  find(text: string): string | null
}

type Standing = 'prepared' | 'committed' | 'rolled back' | 'refused'

interface Split {
  subject: string
  committed: Participant
  committedAt: Microseconds
  other: Participant
  /** How the other ended; `null` where it never had any of it. */
  ended: Exclude<Standing, 'prepared' | 'committed'> | null
  at: Microseconds
}

interface AtomicState {
  /** By subject, then by database. */
  standing: ReadonlyMap<string, ReadonlyMap<string, { what: Standing; at: Microseconds }>>
  /** Subjects of transactions that were prepared, by `database number`. */
  prepared: ReadonlyMap<string, string>
  /** What each request to a participant was about, by its message. */
  asked: ReadonlyMap<number, { subject: string; database: string }>
  split: Split | null
}

/** Never committed at one participant and rolled back, refused or left out at another. Judged after every event. */
export function allOrNothing(options: AtomicOptions): Invariant {
  return defineInvariant<AtomicState>({
    id: options.id,
    title: options.title,
    kind: 'always',
    initial: { standing: new Map(), prepared: new Map(), asked: new Map(), split: null },
    step: (state, event) => {
      const next = stepStanding(state, event, options)
      if (next === state && !isOver(event)) return state
      return { ...next, split: state.split ?? findSplit(next, event, options) }
    },
    judge: ({ standing, split }) =>
      split
        ? {
            holds: false,
            status: `${options.noun} ${split.subject} is split`,
            evidence: {
              text: splitInWords(split, options.noun),
              at: split.at,
              subject: split.subject,
              targets: targetsOf(split, options.noun),
            },
          }
        : { holds: true, status: tally(standing, options), evidence: null },
  })
}

export interface InDoubtOptions extends Pick<AtomicOptions, 'id' | 'title' | 'noun' | 'find'> {
  /** Nodes without which nothing can be resolved. */
  needs: readonly string[]
}

interface InDoubtState {
  /** What is prepared, by `database number`. */
  open: ReadonlyMap<string, { node: string; gid: string; at: Microseconds }>
  most: number
  down: DownNodes
}

/** At quiet, every transaction that was prepared has ended. */
export function nothingInDoubt(options: InDoubtOptions): Invariant {
  return defineInvariant<InDoubtState>({
    id: options.id,
    title: options.title,
    kind: 'eventually',
    initial: { open: new Map(), most: 0, down: new Set() },
    step(state, event) {
      const down = stepDown(state.down, event)
      if (event.kind !== 'transaction') return down === state.down ? state : { ...state, down }
      const key = keyOf(event)
      if (event.prepared) {
        const { gid } = event.prepared
        const open = new Map(state.open).set(key, { node: event.node, gid, at: event.at })
        return { ...state, open, most: state.most + 1 }
      }
      if (!state.open.has(key) || !hasEnded(event.state)) return state
      return { ...state, open: new Map([...state.open].filter(([one]) => one !== key)) }
    },
    judge({ open, most, down }) {
      const [first] = [...open.values()]
      if (!first)
        return {
          holds: true,
          status: `${count(most, 'transaction')} prepared, all ended`,
          evidence: null,
        }
      const others = open.size > 1 ? ` and ${open.size - 1} more` : ''
      const since = `since ${formatMs(first.at)}`
      return {
        holds: anyDown(down, options.needs) ? null : false,
        status: `${first.gid}${others} in doubt ${since}`,
        evidence: {
          text: `${first.gid} is in doubt in ${first.node} ${since}${others}`,
          at: first.at,
          subject: options.find(first.gid),
          targets: [],
        },
      }
    },
  })
}

function stepStanding(
  state: AtomicState,
  event: TraceEvent,
  { participants, find }: AtomicOptions,
): AtomicState {
  switch (event.kind) {
    case 'transaction': {
      const key = keyOf(event)
      if (event.prepared) {
        const subject = find(event.prepared.gid)
        if (subject === null) return state
        const prepared = new Map(state.prepared).set(key, subject)
        return { ...withStanding(state, subject, event.node, 'prepared', event.at), prepared }
      }
      const subject = state.prepared.get(key)
      if (subject === undefined || !hasEnded(event.state)) return state
      const what = event.state === 'committed' ? 'committed' : 'rolled back'
      return withStanding(state, subject, event.node, what, event.at)
    }
    case 'rows': {
      const { database, table } = participants.find((one) => one.database === event.node) ?? {}
      if (database === undefined) return state
      return event.changes
        .filter((change) => change.table === table && change.operation === 'insert')
        .reduce((next, { key }) => withStanding(next, key, database, 'committed', event.at), state)
    }
    case 'send': {
      if (event.payload.type === 'http') {
        const { database } = participants.find((one) => one.service === event.to) ?? {}
        const subject = find(JSON.stringify(event.payload.body)) ?? find(event.payload.path)
        if (database === undefined || subject === null) return state
        return { ...state, asked: new Map(state.asked).set(event.message, { subject, database }) }
      }
      const asked = event.replyTo === null ? undefined : state.asked.get(event.replyTo)
      if (!asked || event.payload.type !== 'http-reply' || !isRefusal(event.payload.status))
        return state
      const standing = state.standing.get(asked.subject)?.get(asked.database)
      if (standing?.what === 'committed') return state
      return withStanding(state, asked.subject, asked.database, 'refused', event.at)
    }
    default:
      return state
  }
}

/** 4xx: the participant has looked, and will not do it. A 5xx leaves it unknown. */
function isRefusal(status: number): boolean {
  return status >= 400 && status < 500
}

function withStanding(
  state: AtomicState,
  subject: string,
  database: string,
  what: Standing,
  at: Microseconds,
): AtomicState {
  const here = new Map(state.standing.get(subject)).set(database, { what, at })
  return { ...state, standing: new Map(state.standing).set(subject, here) }
}

function findSplit(
  { standing }: AtomicState,
  event: TraceEvent,
  { participants }: AtomicOptions,
): Split | null {
  for (const [subject, databases] of standing) {
    const committed = participants.find(
      ({ database }) => databases.get(database)?.what === 'committed',
    )
    if (!committed) continue
    const committedAt = databases.get(committed.database)?.at ?? event.at
    for (const other of participants) {
      const ended = databases.get(other.database)
      if (ended?.what === 'committed' || ended?.what === 'prepared') continue
      // What has not begun yet may still come, until nothing more can happen.
      if (!ended && !isOver(event)) continue
      const at = ended ? event.at : committedAt
      return { subject, committed, committedAt, other, ended: ended?.what ?? null, at }
    }
  }
  return null
}

function splitInWords(
  { subject, committed, committedAt, other, ended }: Split,
  noun: string,
): string {
  const start = `${noun.charAt(0).toUpperCase()}${noun.slice(1)} ${subject}: ${committed.service} committed it at ${formatMs(committedAt)}`
  if (ended === 'rolled back') return `${start}, ${other.service} rolled it back`
  if (ended === 'refused') return `${start}, ${other.service} refused it`
  return `${start}, ${other.service} never did`
}

function targetsOf({ subject, committed, other }: Split, noun: string): EvidenceTarget[] {
  return [
    {
      type: 'row',
      node: committed.database,
      table: committed.table,
      key: subject,
      missing: false,
      text: 'committed here only',
    },
    {
      type: 'row',
      node: other.database,
      table: other.table,
      key: subject,
      missing: true,
      text: `no row for ${noun} ${subject}`,
    },
  ]
}

function tally(standing: AtomicState['standing'], { noun, participants }: AtomicOptions): string {
  const all = [...standing.values()]
  const committed = all.filter((databases) =>
    participants.every(({ database }) => databases.get(database)?.what === 'committed'),
  ).length
  const undecided = all.filter((databases) =>
    [...databases.values()].some(({ what }) => what === 'prepared'),
  ).length
  const parts = [
    `${committed} committed by all`,
    ...(undecided > 0 ? [`${undecided} undecided`] : []),
  ]
  return `${count(all.length, noun)}, ${parts.join(', ')}`
}

function keyOf({ node, transaction }: { node: string; transaction: number }): string {
  return `${node} ${transaction}`
}

function hasEnded(state: string): boolean {
  return state === 'committed' || state === 'rolled-back'
}

function isOver(event: TraceEvent): boolean {
  return event.kind === 'phase' && event.phase === 'judge'
}
