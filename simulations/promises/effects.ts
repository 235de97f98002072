/**
 * What a repair must not give up: that a client's accepted request leaves its row, and that a record leaves the row of its
 * effect. Both are judged at quiet and compare keys.
 */
import { defineInvariant, type Invariant } from '../kernel/invariant'
import { formatMs, type Microseconds } from '../kernel/time'
import type { TraceEvent } from '../kernel/trace-event'
import { anyDown, type DownNodes, stepDown } from './node-state'

interface RowsOf {
  database: string
  table: string
  /** Column that names the subject. */
  column: string
}

export interface AcceptedOptions extends RowsOf {
  id: string
  title: string
  /** What is accepted: `order`. */
  noun: string
  /** The action whose answer says so, and the member of its body that names the subject. */
  action: string
  member: string
}

export interface RecordEffectOptions extends RowsOf {
  id: string
  title: string
  noun: string
  broker: string
  /** Its records carry the subject as their key. */
  topic: string
  /** Nodes without which no effect can come any more. */
  needs: readonly string[]
}

interface State {
  /** Subjects that are owed a row, since when. */
  owed: ReadonlyMap<string, Microseconds>
  /** Keys of the rows that stand there, with their subjects. */
  rows: ReadonlyMap<string, string>
  down: DownNodes
}

/** At quiet, whatever a client was told is accepted stands in a table. */
export function everyAcceptedHasItsRow(options: AcceptedOptions): Invariant {
  return owing(options, 'accepted', [], (owed, event) => {
    if (event.kind !== 'answer' || event.action !== options.action) return owed
    const { status, body } = event
    if (status === null || status < 200 || status > 299) return owed
    const subject =
      body !== null && typeof body === 'object' && !Array.isArray(body)
        ? body[options.member]
        : undefined
    // An answer that does not say what it accepts cannot be followed to a row.
    return since(owed, subject === undefined ? `of ${event.request}` : String(subject), event.at)
  })
}

/** At quiet, each subject that a topic has records of has its row on the consumer's side. */
export function everyRecordHasItsEffect(options: RecordEffectOptions): Invariant {
  const { broker, topic, needs } = options
  return owing(options, 'announced', needs, (owed, event) =>
    event.kind === 'append' && event.node === broker && event.topic === topic && event.key !== null
      ? since(owed, event.key, event.at)
      : owed,
  )
}

function owing(
  options: RowsOf & { id: string; title: string; noun: string },
  told: string,
  needs: readonly string[],
  owe: (owed: State['owed'], event: TraceEvent) => State['owed'],
): Invariant {
  return defineInvariant<State>({
    id: options.id,
    title: options.title,
    kind: 'eventually',
    initial: { owed: new Map(), rows: new Map(), down: new Set() },
    step(state, event) {
      const owed = owe(state.owed, event)
      const rows = stepRows(state.rows, event, options)
      const down = stepDown(state.down, event)
      const same = owed === state.owed && rows === state.rows && down === state.down
      return same ? state : { owed, rows, down }
    },
    judge({ owed, rows, down }) {
      const there = new Set(rows.values())
      const first = [...owed].find(([subject]) => !there.has(subject))
      const status = `${owed.size} ${told}, ${rows.size} ${rows.size === 1 ? 'row' : 'rows'}`
      if (!first) return { holds: true, status, evidence: null }
      const [subject, at] = first
      const { noun, database, table } = options
      return {
        holds: anyDown(down, needs) ? null : false,
        status,
        evidence: {
          text: `${noun} ${subject}, ${told} at ${formatMs(at)}, has no row in ${table}`,
          at,
          subject,
          targets: [
            {
              type: 'row',
              node: database,
              table,
              key: subject,
              missing: true,
              text: `no row for ${noun} ${subject}`,
            },
          ],
        },
      }
    },
  })
}

function since(owed: State['owed'], subject: string, at: Microseconds): State['owed'] {
  return owed.has(subject) ? owed : new Map(owed).set(subject, at)
}

function stepRows(
  before: State['rows'],
  event: TraceEvent,
  { database, table, column }: RowsOf,
): State['rows'] {
  if (event.kind !== 'rows' || event.node !== database) return before
  const changes = event.changes.filter((change) => change.table === table)
  if (changes.length === 0) return before
  const rows = new Map(before)
  for (const { operation, key, after } of changes) {
    if (operation === 'truncate') rows.clear()
    else if (after) rows.set(key, String(after[column]))
    else rows.delete(key)
  }
  return rows
}
