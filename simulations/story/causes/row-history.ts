/** Why a row is as it is: the commits that made it, and for a row that is missing, how far its making came. */
import type { Microseconds } from '../../kernel/time'
import type { CodePosition, Json, Row, RowChange, TraceEvent } from '../../kernel/trace-event'
import { type SubjectFinder, subjectOf, subjectOfRow } from '../subject'
import type { BearingFault } from './bearing-faults'
import { type CauseLink, causeChain } from './causes'
import { type RunIndex, runIndexOf, statementOf } from './run-index'

export interface RowPlace {
  node: string
  table: string
  /** Primary key as text. */
  key: string
}

export interface ColumnChange {
  column: string
  /** `undefined`: the row was not there. */
  before: Json | undefined
  after: Json | undefined
}

export interface RowStep {
  /** Of the `rows` event in the trace. */
  index: number
  at: Microseconds
  operation: RowChange['operation']
  /** Columns that differ; of a new or a deleted row, all that hold something. */
  columns: readonly ColumnChange[]
  /** The line whose statement it was, with the process that ran it. */
  place: (CodePosition & { node: string }) | null
  /** What led to it, oldest first; the last is the change itself. */
  chain: readonly CauseLink[]
  /** All faults of the chain, in the order of the trace. */
  faults: readonly BearingFault[]
}

/**
 * Every change of a row up to a playhead, in order. A row that was deleted and made again has both its lives.
 * @param until events `trace[0]` to `trace[until - 1]` have happened
 */
export function rowHistory(
  trace: readonly TraceEvent[],
  { node, table, key }: RowPlace,
  until: number,
  lab: SubjectFinder,
): RowStep[] {
  const run = runIndexOf(trace)
  return run.commits.flatMap(({ index, event }) => {
    if (index >= until || event.node !== node) return []
    return event.changes
      .filter(
        (change) =>
          change.table === table && (change.key === key || change.operation === 'truncate'),
      )
      .map((change) => stepOf(run, index, change, lab))
  })
}

/** Whether the row stood there before the run began. */
export function isSeed(trace: readonly TraceEvent[], { node, table, key }: RowPlace): boolean {
  return trace.some(
    (event) =>
      event.kind === 'boot' &&
      event.node === node &&
      event.rows?.some((seed) => seed.table === table && seed.key === key),
  )
}

function stepOf(run: RunIndex, index: number, change: RowChange, lab: SubjectFinder): RowStep {
  const statement = statementOf(run, { index, change })
  const chain = causeChain(run.trace, { index, change }, lab)
  return {
    index,
    at: run.trace[index]?.at ?? 0,
    operation: change.operation,
    columns: columnsOf(change),
    place: statement?.place ? { node: statement.from, ...statement.place } : null,
    chain,
    faults: faultsOf(chain),
  }
}

function faultsOf(chain: readonly CauseLink[]): BearingFault[] {
  return chain.flatMap((link) => link.faults).sort((a, b) => a.index - b.index)
}

function columnsOf({ before, after }: RowChange): ColumnChange[] {
  const columns = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])]
  return columns.flatMap((column) => {
    const was = before?.[column]
    const is = after?.[column]
    if (JSON.stringify(was) === JSON.stringify(is)) return []
    return (was ?? null) === null && (is ?? null) === null
      ? []
      : [{ column, before: was, after: is }]
  })
}

export interface DeletedRow {
  key: string
  /** As it was last. */
  row: Row
  at: Microseconds
}

/** The rows of a table that were there and are gone at a playhead, in the order in which they went. */
export function deletedRows(
  trace: readonly TraceEvent[],
  { node, table }: Omit<RowPlace, 'key'>,
  until: number,
): DeletedRow[] {
  const gone = new Map<string, DeletedRow>()
  for (const { index, event } of runIndexOf(trace).commits) {
    if (index >= until || event.node !== node) continue
    for (const { table: changed, key, operation, before } of event.changes) {
      if (changed !== table) continue
      gone.delete(key)
      if (operation === 'delete' && before) gone.set(key, { key, row: before, at: event.at })
    }
  }
  return [...gone.values()]
}

export interface MissingRow {
  /** How far what should have made it came, oldest first. */
  chain: readonly CauseLink[]
  /** Where it ended: a crash, a loss, a record that a fail-over lost. `null` where nothing of the run shows it. */
  end: MissingEnd | null
}

export interface MissingEnd {
  what: 'crash' | 'lost' | 'truncated'
  /** Of the event in the trace. */
  index: number
  at: Microseconds
  node: string
  /** The line on which the process stood. */
  place: (CodePosition & { when: 'before' | 'after' }) | null
  /** The message that was lost. */
  message: number | null
  /** The item of the schedule behind it. */
  item: string | null
}

/**
 * What became of the making of a row that is not there: of everything about its subject, what ended last without being
 * taken up again, and what had led there.
 * @param key of the row that should be there; what it is about is read from it
 * @param until events `trace[0]` to `trace[until - 1]` have happened
 */
export function missingRow(
  trace: readonly TraceEvent[],
  key: string,
  until: number,
  lab: SubjectFinder,
): MissingRow {
  const run = runIndexOf(trace)
  const subject = lab.subject.find(key) ?? key
  const end = endsAbout(run, subject, until, lab).at(-1) ?? null
  const last = lastAbout(run, subject, end?.index ?? until, lab)
  const chain = last ? causeChain(trace, last, lab) : []
  return { chain, end }
}

/** The last fact about a subject: a row, a record, or, before there is one, the message that asked for it. */
function lastAbout(run: RunIndex, subject: string, until: number, lab: SubjectFinder) {
  let asked: { index: number } | null = null
  for (let index = until - 1; index >= 0; index--) {
    const event = run.trace[index]
    if (event?.kind === 'rows') {
      const change = event.changes.find(
        ({ after }) => after !== null && subjectOfRow(after, lab) === subject,
      )
      if (change) return { index, change }
    } else if (event?.kind === 'append') {
      if (subjectOf({ type: 'record', ...event }, lab) === subject) return { index }
    } else if (event?.kind === 'send' && event.replyTo === null) {
      if (subjectOf(event.payload, lab) === subject) asked ??= { index }
    }
  }
  return asked
}

function endsAbout(
  run: RunIndex,
  subject: string,
  until: number,
  lab: SubjectFinder,
): MissingEnd[] {
  return run.trace.slice(0, until).flatMap((event, index): MissingEnd[] => {
    const none = { index, at: event.at, place: null, message: null, item: null }
    switch (event.kind) {
      case 'crash': {
        const struck = run.handled.some((entry) => {
          const begun = run.messages.byNumber(entry.message)
          return entry.crash === index && begun && subjectOf(begun.payload, lab) === subject
        })
        const [link] = causeChain(run.trace, { index }, lab).slice(-1)
        const item = link?.faults[0]?.item ?? null
        return struck
          ? [{ ...none, what: 'crash', node: event.node, place: event.place, item }]
          : []
      }
      case 'lost': {
        const message = run.messages.byNumber(event.message)
        if (!message || message.replyTo !== null) return []
        if (subjectOf(message.payload, lab) !== subject) return []
        const [link] = causeChain(run.trace, { index }, lab).slice(-1)
        const item = link?.faults.find((fault) => fault.effect === 'lost')?.item ?? null
        return [{ ...none, what: 'lost', node: message.from, message: message.number, item }]
      }
      case 'truncate': {
        const gone = run.appends.some(
          (append) =>
            append.index < index &&
            append.event.topic === event.topic &&
            append.event.partition === event.partition &&
            append.event.offset >= event.from &&
            subjectOf({ type: 'record', ...append.event }, lab) === subject,
        )
        return gone ? [{ ...none, what: 'truncated', node: event.node }] : []
      }
      default:
        return []
    }
  })
}
