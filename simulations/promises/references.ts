/** Rows that name a row of another table which is not there: what a foreign key forbids inside one database. */
import { defineInvariant, type Invariant } from '../kernel/invariant'
import { formatMs, type Microseconds } from '../kernel/time'
import type { Row, TraceEvent } from '../kernel/trace-event'
import { count } from './announcements'
import { anyDown, type DownNodes, stepDown } from './node-state'

/** Tables by where they stand in each variant: `users-db.users`. Of those, a variant has one. */
export interface ReferenceOptions {
  id: string
  title: string
  tables: readonly string[]
  /** Column that names a row of `referenced`; null names none. */
  column: string
  referenced: readonly string[]
  /** What a row is, and what it names: `Order`, `user`. */
  noun: string
  referencedNoun: string
}

interface State {
  /** What each row names, by its key, with where it stands. */
  rows: ReadonlyMap<string, { place: string; names: string }>
  there: ReadonlySet<string>
  orphaned: { key: string; place: string; names: string; at: Microseconds } | null
  down: DownNodes
}

const initial: State = { rows: new Map(), there: new Set(), orphaned: null, down: new Set() }

/** At every moment. */
export function referencesHold(options: ReferenceOptions): Invariant {
  return defineInvariant<State>({
    id: options.id,
    title: options.title,
    kind: 'always',
    initial,
    step: (state, event) => step(state, event, options, true),
    judge: (state) => judgement(state, options, state.orphaned, { isUndecided: false }),
  })
}

/** At quiet: an orphan may stand there for a while. @param needs nodes without which it cannot be cleared up */
export function orphansGone(options: ReferenceOptions & { needs: readonly string[] }): Invariant {
  return defineInvariant<State>({
    id: options.id,
    title: options.title,
    kind: 'eventually',
    initial,
    step: (state, event) => step(state, event, options, false),
    judge: (state, at) =>
      judgement(state, options, orphanIn(state, at), {
        isUndecided: anyDown(state.down, options.needs),
      }),
  })
}

function judgement(
  { rows }: State,
  { noun, referencedNoun }: ReferenceOptions,
  orphan: State['orphaned'],
  { isUndecided }: { isUndecided: boolean },
) {
  const status = count(rows.size, noun.toLowerCase())
  if (!orphan) return { holds: true, status: `${status}, no orphan`, evidence: null }
  const [node = '', table = ''] = orphan.place.split('.')
  return {
    holds: isUndecided ? null : false,
    status: `${noun.toLowerCase()} ${orphan.key} is an orphan`,
    evidence: {
      text: `${noun} ${orphan.key} names ${referencedNoun} ${orphan.names}, who is not there at ${formatMs(orphan.at)}`,
      at: orphan.at,
      subject: orphan.key,
      targets: [
        {
          type: 'row' as const,
          node,
          table,
          key: orphan.key,
          missing: false,
          text: `no ${referencedNoun} ${orphan.names}`,
        },
      ],
    },
  }
}

function step(state: State, event: TraceEvent, options: ReferenceOptions, keep: boolean): State {
  const down = stepDown(state.down, event)
  const seeds =
    event.kind === 'boot' && event.rows
      ? event.rows.map(({ table, key, row }) => ({ table, key, after: row }))
      : []
  const changes = event.kind === 'rows' ? event.changes : seeds
  const node = event.kind === 'rows' || event.kind === 'boot' ? event.node : ''
  let next = down === state.down ? state : { ...state, down }
  for (const { table, key, after } of changes) {
    const place = `${node}.${table}`
    if (options.referenced.includes(place))
      next = { ...next, there: withOrWithout(next.there, key, after) }
    if (options.tables.includes(place))
      next = { ...next, rows: named(next.rows, { place, key, after }, options) }
  }
  if (!keep || next.orphaned || next === state) return next
  const orphaned = orphanIn(next, event.at)
  return orphaned ? { ...next, orphaned } : next
}

function withOrWithout(set: ReadonlySet<string>, key: string, after: Row | null): Set<string> {
  const next = new Set(set)
  if (after) next.add(key)
  else next.delete(key)
  return next
}

function named(
  rows: State['rows'],
  { place, key, after }: { place: string; key: string; after: Row | null },
  { column }: ReferenceOptions,
): State['rows'] {
  const next = new Map(rows)
  const names = after?.[column] ?? null
  if (names === null) next.delete(key)
  else next.set(key, { place, names: String(names) })
  return next
}

function orphanIn({ rows, there }: State, at: Microseconds): State['orphaned'] {
  for (const [key, { place, names }] of rows) {
    if (!there.has(names)) return { key, place, names, at }
  }
  return null
}
