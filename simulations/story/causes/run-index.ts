/** What the events of a run are looked up by when a cause is sought: made once for each trace. */
import type { Row, RowChange, TraceEvent, TraceEventOf } from '../../kernel/trace-event'
import { type Messages, messagesOf, type TracedMessage } from '../messages'

/** A request or a record being handled: from `begin` to `end`, which are places in the trace. */
export interface HandledMessage {
  node: string
  message: number
  begin: number
  /** `Infinity` while it is open at the end of the run. */
  end: number
  /** Place of the crash that ended it, or `null`. */
  crash: number | null
}

export interface Indexed<K extends TraceEvent['kind']> {
  index: number
  event: TraceEventOf<K>
}

export interface RunIndex {
  trace: readonly TraceEvent[]
  messages: Messages
  /** In the order in which they began. */
  handled: readonly HandledMessage[]
  appends: readonly Indexed<'append'>[]
  commits: readonly Indexed<'rows'>[]
  crashes: readonly Indexed<'crash'>[]
  faults: readonly Indexed<'fault'>[]
  boots: readonly Indexed<'boot'>[]
  transactions: readonly Indexed<'transaction'>[]
  /** Answers by the number of what they answer. */
  replies: ReadonlyMap<number, TracedMessage>
}

const known = new WeakMap<readonly TraceEvent[], RunIndex>()

/** A trace never changes once it is made, so this is worked out once. */
export function runIndexOf(trace: readonly TraceEvent[]): RunIndex {
  let index = known.get(trace)
  if (!index) {
    index = build(trace)
    known.set(trace, index)
  }
  return index
}

function build(trace: readonly TraceEvent[]): RunIndex {
  const messages = messagesOf(trace)
  const all = <K extends TraceEvent['kind']>(kind: K): Indexed<K>[] =>
    trace.flatMap((event, index) => (isOf(event, kind) ? [{ index, event }] : []))
  return {
    trace,
    messages,
    handled: handledIn(trace),
    appends: all('append'),
    commits: all('rows'),
    crashes: all('crash'),
    faults: all('fault'),
    boots: all('boot'),
    transactions: all('transaction'),
    replies: new Map(
      messages.all.flatMap((message) =>
        message.replyTo === null || message.copyOf !== null
          ? []
          : [[message.replyTo, message] as const],
      ),
    ),
  }
}

function isOf<K extends TraceEvent['kind']>(
  event: TraceEvent,
  kind: K,
): event is TraceEventOf<K> & TraceEvent {
  return event.kind === kind
}

function handledIn(trace: readonly TraceEvent[]): HandledMessage[] {
  const handled: HandledMessage[] = []
  const open = new Map<string, HandledMessage>()
  trace.forEach((event, index) => {
    if (event.kind === 'activity') {
      const key = `${event.node} ${event.incarnation} ${event.activity}`
      if (event.edge === 'begin') {
        const { node, message } = event
        const entry = { node, message, begin: index, end: Number.POSITIVE_INFINITY, crash: null }
        open.set(key, entry)
        handled.push(entry)
      } else {
        const entry = open.get(key)
        if (entry) entry.end = index
        open.delete(key)
      }
    } else if (event.kind === 'crash') {
      for (const [key, entry] of open) {
        if (entry.node !== event.node) continue
        entry.end = index
        entry.crash = index
        open.delete(key)
      }
    }
  })
  return handled
}

/** What a process handles at a place of the trace. */
export function openAt(run: RunIndex, node: string, index: number): HandledMessage[] {
  return run.handled.filter(
    (entry) => entry.node === node && entry.begin < index && entry.end >= index,
  )
}

/** The last boot of a node before a place of the trace. */
export function bootBefore(run: RunIndex, node: string, index: number): Indexed<'boot'> | null {
  return run.boots.findLast((boot) => boot.event.node === node && boot.index < index) ?? null
}

/** The rows that a loop of a process works on: what its last question to a database brought back, since it started. */
export function lastRead(
  run: RunIndex,
  node: string,
  index: number,
): { reply: TracedMessage; rows: readonly Row[] } | null {
  const since = bootBefore(run, node, index)?.index ?? 0
  for (let place = index - 1; place > since; place--) {
    const event = run.trace[place]
    if (event?.kind !== 'arrive') continue
    const reply = run.messages.byNumber(event.message)
    if (reply?.to !== node || reply.payload.type !== 'sql-reply') continue
    const { rows, command } = reply.payload
    if (rows.length > 0 || command === 'SELECT') return { reply, rows }
  }
  return null
}

export interface CommittedChange {
  /** Of the `rows` event. */
  index: number
  change: RowChange
}

/** The commit that wrote a row as it was read, with what it changed. */
export function writerOf(
  run: RunIndex,
  node: string,
  row: Row,
  before: number,
): CommittedChange | null {
  for (let place = run.commits.length - 1; place >= 0; place--) {
    const commit = run.commits[place]
    if (!commit || commit.index >= before || commit.event.node !== node) continue
    const change = commit.event.changes.find(({ after, key }) => after && isOfRow(row, after, key))
    if (change) return { index: commit.index, change }
  }
  return null
}

/** Columns that both have are equal, and either the key was read or every column of the row is one of the table. */
function isOfRow(read: Row, stored: Row, key: string): boolean {
  const columns = Object.keys(read)
  const shared = columns.filter((column) => column in stored)
  return (
    shared.length > 0 &&
    shared.every((column) => JSON.stringify(read[column]) === JSON.stringify(stored[column])) &&
    (shared.length === columns.length || columns.some((column) => String(read[column]) === key))
  )
}

/**
 * The statement that made a change: the one of its transaction that names the table, and where several do, the only one
 * that names the row. `null` where that cannot be told.
 */
export function statementOf(
  run: RunIndex,
  { index, change }: CommittedChange,
): TracedMessage | null {
  const commit = run.trace[index]
  if (commit?.kind !== 'rows') return null
  const own = run.messages.byNumber(commit.message)
  if (own?.payload.type === 'sql' && own.payload.control === 'none') return own
  const naming = statementsOf(run, index).filter((message) => names(message, change.table))
  if (naming.length <= 1) return naming[0] ?? null
  const values = Object.values(change.after ?? change.before ?? {}).map((value) => String(value))
  const ofRow = naming.filter((message) => {
    const parameters = parametersOf(message)
    return (
      parameters.includes(change.key) ||
      (parameters.length > 0 && parameters.every((parameter) => values.includes(parameter)))
    )
  })
  return ofRow.length === 1 ? (ofRow[0] ?? null) : null
}

/** The statements of the transaction that a `rows` event committed: answered between its opening and its commit. */
export function statementsOf(run: RunIndex, index: number): TracedMessage[] {
  const commit = run.trace[index]
  if (commit?.kind !== 'rows') return []
  const opened = run.transactions.findLast(
    ({ index: place, event }) =>
      place < index &&
      event.node === commit.node &&
      event.transaction === commit.transaction &&
      event.state === 'open',
  )
  if (!opened) return []
  return run.messages.all.filter((message) => {
    if (message.from !== commit.by || message.to !== commit.node) return false
    if (message.payload.type !== 'sql' || message.payload.control !== 'none') return false
    const reply = run.replies.get(message.number)
    return reply !== undefined && reply.sentIndex > opened.index && reply.sentIndex < index
  })
}

function names({ payload }: TracedMessage, table: string): boolean {
  return (
    payload.type === 'sql' &&
    payload.statements.some(({ text }) =>
      [...text.matchAll(/\b(?:into|update|from)\s+"?([\w.]+)"?/gi)].some(
        ([, name]) => name === table || name?.endsWith(`.${table}`),
      ),
    )
  )
}

/** What was passed with a statement, as text. */
export function parametersOf({ payload }: Pick<TracedMessage, 'payload'>): string[] {
  return payload.type === 'sql'
    ? payload.statements.flatMap(({ parameters }) =>
        parameters.map((value) =>
          typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value),
        ),
      )
    : []
}

/** The message that had arrived just before, at the same instant, from one node at another. */
export function arrivalBefore(
  run: RunIndex,
  index: number,
  from: string,
  to: string,
): number | null {
  const at = run.trace[index]?.at
  for (let place = index - 1; run.trace[place]?.at === at; place--) {
    const event = run.trace[place]
    if (event?.kind !== 'arrive') continue
    const message = run.messages.byNumber(event.message)
    if (message?.from === from && message.to === to) return event.message
  }
  return null
}

/** The message that brought the record which stands at this place. */
export function producedBy(run: RunIndex, index: number): number | null {
  const event = run.trace[index]
  return event?.kind === 'append' ? arrivalBefore(run, index, event.by, event.node) : null
}
