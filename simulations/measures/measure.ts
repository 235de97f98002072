/**
 * What can be counted in a run, named as data: a lesson asks about it, and the trace answers. Nothing here knows what the
 * answer should be. To add a kind: its shape and its words in `measure-words.ts`, and one entry in `kinds`.
 */
import type { LabDefinition } from '../kernel/lab'
import type { Row, TraceEvent } from '../kernel/trace-event'
import { messagesOf } from '../story/messages'
import { subjectOf, subjectOfRow } from '../story/subject'
import type { Measure, MeasureShapes, Outcome } from './measure-words'

type Trace = readonly TraceEvent[]

interface Kind<Shape> {
  /** What is counted, with its place: `orders-db, rows of orders about order 1042`. */
  title(shape: Shape, lab: LabDefinition): string
  read(shape: Shape, trace: Trace, lab: LabDefinition): Outcome
  /** Whether an event is part of the reason. */
  concerns(shape: Shape, event: TraceEvent, trace: Trace, lab: LabDefinition): boolean
}

const kinds: { [K in keyof MeasureShapes]: Kind<MeasureShapes[K]> } = {
  rows: {
    title: ({ node, table, about }, lab) => `${node}, rows of ${table}${aboutWords(about, lab)}`,
    read: ({ node, table, about }, trace, lab) =>
      [...rowsOf(trace, node, table)].filter((row) => isAbout(subjectOfRow(row, lab), about))
        .length,
    concerns: ({ node, table, about }, event, _, lab) =>
      event.kind === 'rows' &&
      event.node === node &&
      event.changes.some((change) => {
        const row = change.after ?? change.before
        return change.table === table && isAbout(row ? subjectOfRow(row, lab) : null, about)
      }),
  },
  records: {
    title: ({ topic, about }, lab) => `broker, records of ${topic}${aboutWords(about, lab)}`,
    read: ({ topic, about }, trace, lab) =>
      recordsOf(trace, topic).filter((record) =>
        isAbout(subjectOf({ type: 'record', ...record }, lab), about),
      ).length,
    concerns: ({ topic, about }, event, _, lab) =>
      event.kind === 'append' &&
      event.topic === topic &&
      isAbout(subjectOf({ type: 'record', ...event }, lab), about),
  },
  deliveries: {
    title: ({ to, about }, lab) => `${to}, messages it was given${aboutWords(about, lab)}`,
    read: ({ to, about }, trace, lab) =>
      messagesOf(trace).all.filter(
        (message) =>
          message.purpose === 'deliver' &&
          message.to === to &&
          message.fate === 'arrived' &&
          isAbout(subjectOf(message.payload, lab), about),
      ).length,
    concerns: ({ to, about }, event, trace, lab) => {
      const message =
        event.kind === 'arrive' ? messagesOf(trace).byNumber(event.message) : undefined
      return (
        message?.purpose === 'deliver' &&
        message.to === to &&
        isAbout(subjectOf(message.payload, lab), about)
      )
    },
  },
  lag: {
    title: ({ group }) => `broker, lag of ${group}`,
    read: ({ group }, trace) => lagOf(trace, group),
    concerns: ({ group }, event) => event.kind === 'offset' && event.group === group,
  },
  failed: {
    title: ({ service }) => `${service}, requests that failed`,
    read: ({ service }, trace) => failedRequests(trace, service).length,
    concerns: ({ service }, event, trace) =>
      event.kind === 'answer' && failedRequests(trace, service).includes(event),
  },
  verdict: {
    title: ({ invariant }, lab) =>
      lab.invariants.find(({ id }) => id === invariant)?.title ?? invariant,
    read: ({ invariant }, trace) => {
      const verdict = trace.findLast(
        (event) => event.kind === 'verdict' && event.invariant === invariant,
      )
      if (verdict?.kind !== 'verdict' || verdict.holds === null) return 'unknown'
      return verdict.holds ? 'kept' : 'broken'
    },
    concerns: ({ invariant }, event) =>
      event.kind === 'verdict' && event.invariant === invariant && event.holds === false,
  },
}

/** @throws nothing: a table or topic that the run never saw holds nothing */
export function readMeasure(measure: Measure, trace: Trace, lab: LabDefinition): Outcome {
  return kindOf(measure).read(measure, trace, lab)
}

export function titleOfMeasure(measure: Measure, lab: LabDefinition): string {
  return kindOf(measure).title(measure, lab)
}

export function concernsMeasure(
  measure: Measure,
  event: TraceEvent,
  trace: Trace,
  lab: LabDefinition,
): boolean {
  return kindOf(measure).concerns(measure, event, trace, lab)
}

/** The entry of a measure's own kind takes its own shape; TypeScript cannot follow the two through one index. */
function kindOf<K extends keyof MeasureShapes>(
  measure: { kind: K } & MeasureShapes[K],
): Kind<MeasureShapes[K]> {
  return kinds[measure.kind]
}

function aboutWords(about: string | undefined, lab: LabDefinition): string {
  return about === undefined ? '' : ` about ${lab.subject.noun} ${about}`
}

function isAbout(subject: string | null, about: string | undefined): boolean {
  return about === undefined || subject === about
}

type Answer = Extract<TraceEvent, { kind: 'answer' }>

/** An answer names its request: `shop-2` is the second that shop has sent. */
function failedRequests(trace: Trace, service: string): Answer[] {
  const sent = new Map<string, number>()
  const asked = new Set<string>()
  return trace.filter((event): event is Answer => {
    if (event.kind === 'action') sent.set(event.node, (sent.get(event.node) ?? 0) + 1)
    if (event.kind === 'send' && event.payload.type === 'http' && event.to === service)
      asked.add(`${event.from}-${sent.get(event.from)}`)
    return (
      event.kind === 'answer' &&
      asked.has(event.request) &&
      (event.outcome !== 'answered' || (event.status ?? 0) >= 500)
    )
  })
}

function rowsOf(trace: Trace, node: string, table: string): Iterable<Row> {
  const rows = new Map<string, Row>()
  for (const event of trace) {
    if (event.kind === 'boot' && event.node === node) {
      for (const seed of event.rows ?? []) if (seed.table === table) rows.set(seed.key, seed.row)
    }
    if (event.kind !== 'rows' || event.node !== node) continue
    for (const change of event.changes) {
      if (change.table !== table) continue
      if (change.operation === 'truncate') rows.clear()
      else if (change.after) rows.set(change.key, change.after)
      else rows.delete(change.key)
    }
  }
  return rows.values()
}

function recordsOf(trace: Trace, topic: string) {
  let records: Extract<TraceEvent, { kind: 'append' }>[] = []
  for (const event of trace) {
    if (event.kind === 'append' && event.topic === topic) records.push(event)
    if (event.kind === 'truncate' && event.topic === topic)
      records = records.filter(
        ({ node, partition, offset }) =>
          node !== event.node || partition !== event.partition || offset < event.from,
      )
  }
  return records
}

function lagOf(trace: Trace, group: string): number {
  const lengths = new Map<string, number>()
  const positions = new Map<string, number>()
  for (const event of trace) {
    if (event.kind === 'append') lengths.set(`${event.topic} ${event.partition}`, event.offset + 1)
    if (event.kind === 'truncate') lengths.set(`${event.topic} ${event.partition}`, event.from)
    if (event.kind === 'offset' && event.group === group)
      positions.set(`${event.topic} ${event.partition}`, event.offset)
  }
  return [...lengths].reduce(
    (sum, [place, length]) => sum + Math.max(0, length - (positions.get(place) ?? 0)),
    0,
  )
}
