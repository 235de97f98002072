/** What a storyteller has to remember of the events so far to say the next one well. */
import type { Invariant } from '../kernel/invariant'
import type { NodeKind } from '../kernel/lab'
import type { Microseconds } from '../kernel/time'
import type { Payload, Row, RowChange, TraceEvent } from '../kernel/trace-event'
import { type Messages, messagesOf, type TracedMessage } from './messages'
import { type SubjectFinder, subjectOf, subjectOfRow } from './subject'

export type StoryLab = SubjectFinder & {
  nodes: readonly { id: string; kind: NodeKind; owner?: string }[]
  invariants: readonly Invariant[]
  actions: readonly { id: string; title: string }[]
}

export class StoryMemory {
  readonly lab: StoryLab
  readonly messages: Messages
  readonly down = new Set<string>()
  readonly booted = new Set<string>()
  /** When each paused node stood still. */
  readonly pausedAt = new Map<string, Microseconds>()
  /** Who stored each subject's own row, and when. */
  readonly stored = new Map<string, { node: string; at: Microseconds }>()
  /** Records appended, by what tells two of them apart. */
  readonly announced = new Set<string>()
  /** Subjects that some record has been appended about. */
  readonly told = new Set<string>()
  /** Topics whose records are of several types: there a record is named by its own. */
  readonly #mixed: ReadonlySet<string>
  /** Rows that stand in each table, by `node table` and key, in the order in which they came. */
  readonly #tables = new Map<string, Map<string, Row>>()
  readonly #deliveries = new Map<string, number>()
  /** Rows that took effect for each subject, by `node table subject`, with the delivery that caused each. */
  readonly #effects = new Map<string, (TracedMessage | null)[]>()
  /** The message each process is handling. */
  readonly handling = new Map<string, TracedMessage>()
  /** What last came back to each process since it began what it does. */
  readonly lastReturn = new Map<string, { text: string; message: TracedMessage }>()
  readonly #lengths = new Map<string, number>()
  readonly #positions = new Map<string, number>()

  constructor(trace: readonly TraceEvent[], lab: StoryLab) {
    this.lab = lab
    this.messages = messagesOf(trace)
    this.#mixed = mixedTopics(trace)
  }

  kindOf(node: string): NodeKind | undefined {
    return this.lab.nodes.find((candidate) => candidate.id === node)?.kind
  }

  /** `order 1042`, or `OrderCancelled of order 1042` where its topic has records of several types. */
  nameOfRecord(record: Extract<Payload, { type: 'record' }>): string | null {
    const subject = subjectOf(record, this.lab)
    if (subject === null) return null
    const name = `${this.lab.subject.noun} ${subject}`
    const { type } = record.headers
    return type === undefined || !this.#mixed.has(record.topic) ? name : `${type} of ${name}`
  }

  /** Rows of a table as they stand, oldest first. */
  rowsIn(node: string, table: string): Row[] {
    return [...(this.#tables.get(`${node} ${table}`)?.values() ?? [])]
  }

  timesDelivered(message: TracedMessage): number {
    return this.#deliveries.get(deliveryKey(message)) ?? 0
  }

  /** Deliveries that led to earlier rows of this table for the same subject. */
  earlierEffects(node: string, change: RowChange): (TracedMessage | null)[] {
    return this.#effects.get(this.#effectKey(node, change)) ?? []
  }

  /** Messages that groups have still to read; `null` where nobody reads. */
  lag(): number | null {
    if (this.#positions.size === 0) return null
    let lag = 0
    for (const [key, position] of this.#positions)
      lag += Math.max(0, (this.#lengths.get(key.slice(key.indexOf(' ') + 1)) ?? 0) - position)
    return lag
  }

  /** Takes an event in, after it was told. */
  remember(event: TraceEvent): void {
    switch (event.kind) {
      case 'boot':
        this.down.delete(event.node)
        this.booted.add(event.node)
        return
      case 'crash':
        this.down.add(event.node)
        this.pausedAt.delete(event.node)
        this.handling.delete(event.node)
        this.lastReturn.delete(event.node)
        return
      case 'pause':
        this.pausedAt.set(event.node, event.at)
        return
      case 'resume':
        this.pausedAt.delete(event.node)
        return
      case 'activity':
        this.#rememberActivity(event)
        return
      case 'arrive':
        this.#rememberArrival(event.message)
        return
      case 'rows':
        for (const change of event.changes)
          this.#rememberRow(event.node, event.at, event.by, change)
        return
      case 'append': {
        this.announced.add(recordIdentity(event))
        const subject = subjectOf({ type: 'record', ...event }, this.lab)
        if (subject !== null) this.told.add(subject)
        this.#lengths.set(`${event.topic} ${event.partition}`, event.offset + 1)
        return
      }
      case 'truncate':
        this.#lengths.set(`${event.topic} ${event.partition}`, event.from)
        return
      case 'offset':
        this.#positions.set(`${event.group} ${event.topic} ${event.partition}`, event.offset)
        return
      default:
    }
  }

  #rememberActivity(event: { node: string; edge: 'begin' | 'end'; message: number }): void {
    const message = this.messages.byNumber(event.message)
    this.lastReturn.delete(event.node)
    if (event.edge === 'begin' && message) this.handling.set(event.node, message)
    else this.handling.delete(event.node)
  }

  #rememberArrival(number: number): void {
    const message = this.messages.byNumber(number)
    if (!message) return
    if (message.purpose === 'deliver') {
      const key = deliveryKey(message)
      this.#deliveries.set(key, (this.#deliveries.get(key) ?? 0) + 1)
    }
    const request = message.replyTo === null ? undefined : this.messages.byNumber(message.replyTo)
    if (!request || message.poll) return
    const text = returned(
      request,
      message,
      subjectOf(request.payload, this.lab),
      this.lab.subject.noun,
    )
    if (text !== null) this.lastReturn.set(message.to, { text, message: request })
  }

  #rememberRow(node: string, at: Microseconds, author: string, change: RowChange): void {
    const rows = this.#tables.get(`${node} ${change.table}`) ?? new Map<string, Row>()
    this.#tables.set(`${node} ${change.table}`, rows)
    if (change.operation === 'truncate') rows.clear()
    else if (change.after) rows.set(change.key, change.after)
    else rows.delete(change.key)
    if (change.operation !== 'insert' || !change.after) return
    if (this.lab.subject.find(change.key) === change.key && !this.stored.has(change.key))
      this.stored.set(change.key, { node, at })
    const key = this.#effectKey(node, change)
    this.#effects.set(key, [...(this.#effects.get(key) ?? []), this.handling.get(author) ?? null])
  }

  #effectKey(node: string, change: RowChange): string {
    return `${node} ${change.table} ${change.after ? (subjectOfRow(change.after, this.lab) ?? change.key) : change.key}`
  }
}

function mixedTopics(trace: readonly TraceEvent[]): ReadonlySet<string> {
  const types = new Map<string, string>()
  const mixed = new Set<string>()
  for (const event of trace) {
    if (event.kind !== 'append') continue
    const { type } = event.headers
    if (type === undefined) continue
    if ((types.get(event.topic) ?? type) !== type) mixed.add(event.topic)
    types.set(event.topic, type)
  }
  return mixed
}

/** A record's own id where it carries one; else all that it says. */
export function recordIdentity(record: {
  topic: string
  key: string | null
  value: string
  headers: Record<string, string>
}): string {
  return `${record.topic} ${record.headers.id ?? `${record.key} ${record.value}`}`
}

function deliveryKey(message: TracedMessage): string {
  const { payload } = message
  return payload.type === 'record'
    ? `${message.to} ${payload.topic} ${payload.partition} ${payload.offset}`
    : `${message.to} ${message.number}`
}

/** What had happened when an answer came, in the words of a sentence that goes on. */
function returned(
  request: TracedMessage,
  reply: TracedMessage,
  subject: string | null,
  noun: string,
): string | null {
  if (reply.payload.type === 'error') return `${request.to} had answered with an error`
  if (request.payload.type === 'sql') {
    return request.payload.control === 'commit'
      ? 'its COMMIT returned'
      : `its ${request.label} returned`
  }
  if (request.payload.type === 'record')
    return `${request.to === 'broker' ? 'the broker' : request.to} had acknowledged ${subject === null ? 'the message' : `${noun} ${subject}`}`
  if (request.payload.type === 'http') return `${request.to} had answered`
  return null
}
