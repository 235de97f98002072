/** What stands in databases and topics at the end of two runs, row by row. Pure. */
import type { LabDefinition } from '@/simulations/kernel/lab'
import type { Json, Row, TraceEvent } from '@/simulations/kernel/trace-event'
import { subjectOf, subjectOfRow } from '@/simulations/story/subject'
import { plainValue } from '@/simulations/story/words'
import type { DatabaseShape } from '../views/schema-tables'
import { judgedTargets, rowTargets } from '../views/evidence'
import { endOf } from '../views/playhead'
import { tableTimeline } from '../views/table-rows'

/** Of one side: whether it stands there, and what a broken promise of that run says about it. */
export interface Presence {
  there: boolean
  /** `missing`, or in the words of the evidence: `unannounced`. */
  wrong: string | null
}

export interface EndRow {
  /** The database, or the broker. */
  node: string
  /** `orders 1042, 129.00`, `record of orders, order 1042`. */
  text: string
  one: Presence
  other: Presence
  /** Where it stands in both: words of its columns that differ, as `placed` and `cancelled`. */
  differs: { one: string; other: string } | null
}

export interface EndedRun {
  trace: readonly TraceEvent[]
  databases: readonly DatabaseShape[]
}

/** Databases in the lab's order, then topics; what both have stands where the first run has it. */
export function endRowsOf(one: EndedRun, other: EndedRun, lab: LabDefinition): EndRow[] {
  const mine = thingsOf(one, lab)
  const its = thingsOf(other, lab)
  const places = [...new Set([...mine.keys(), ...its.keys()])].sort(byPlace(lab))
  return places.flatMap((place) => {
    const here = mine.get(place) ?? none
    const there = its.get(place) ?? none
    return [...new Set([...here.keys(), ...there.keys()])].map((identity): EndRow => {
      const [a, b] = [here.get(identity), there.get(identity)]
      return {
        node: place.split(' ')[0] ?? place,
        text: (a ?? b)?.text ?? '',
        one: presence(a, b, place, one, lab),
        other: presence(b, a, place, other, lab),
        differs: a?.there && b?.there ? differing(a, b) : null,
      }
    })
  })
}

interface Thing {
  /** Not so for what a broken promise misses. */
  there: boolean
  subject: string | null
  text: string
  row: Row
  wrong: string | null
}

type Things = ReadonlyMap<string, Thing>
const none: Things = new Map()

function presence(
  own: Thing | undefined,
  its: Thing | undefined,
  place: string,
  run: EndedRun,
  lab: LabDefinition,
): Presence {
  if (own) return { there: own.there, wrong: own.wrong }
  const subject = its?.there ? its.subject : null
  const lost =
    subject !== null && hasPlace(run, lab, place) && brokenSubjects(run.trace, lab).has(subject)
  return { there: false, wrong: lost ? 'missing' : null }
}

/** By place (`orders-db outbox`, `broker orders`), then by what tells two things of one place apart in any run. */
function thingsOf({ trace, databases }: EndedRun, lab: LabDefinition): Map<string, Things> {
  const places = new Map<string, Map<string, Thing>>()
  const add = (place: string, identity: string, thing: Thing) => {
    const things = places.get(place) ?? new Map<string, Thing>()
    let times = 1
    // Two rows about one order are two rows; ids drawn at random do not tell which is which.
    while (things.has(`${identity} ${times}`)) times += 1
    places.set(place, things.set(`${identity} ${times}`, thing))
  }
  const { tables } = tableTimeline(trace).at(trace.length)
  const targets = judgedTargets(trace, { at: endOf(trace), index: trace.length })
  for (const { node, tables: shapes } of databases)
    for (const { name } of shapes)
      for (const { key, row, operation } of tables[`${node} ${name}`] ?? []) {
        if (operation === 'delete') continue
        const subject = subjectOfRow(row, lab)
        const known = subject ?? (isRandom(key) ? '' : key)
        const type = typeof row.type === 'string' ? row.type : ''
        const target = rowTargets(targets, node, name).find((one) => one.key === key)
        add(`${node} ${name}`, `${known} ${type}`, {
          there: true,
          subject,
          row,
          text: rowText(name, key, row, lab),
          wrong: target?.text ?? null,
        })
      }
  const recordOf = (topic: string, subject: string | null, key: string | null, type: string) => ({
    subject,
    row: {},
    text: [
      `record of ${topic}`,
      subject === null ? (key ?? '') : `${lab.subject.noun} ${subject}`,
      type,
    ]
      .filter((part) => part !== '')
      .join(', '),
  })
  for (const { node, topic, key, partition, offset, ...record } of recordsOf(trace)) {
    const subject = subjectOf({ type: 'record', topic, key, partition, offset, ...record }, lab)
    const { type = '' } = record.headers
    const target = targets.find(
      (one) =>
        one.type === 'record' &&
        one.topic === topic &&
        one.partition === partition &&
        one.offset === offset,
    )
    add(`${node} ${topic}`, `${subject ?? key} ${type}`, {
      there: true,
      ...recordOf(topic, subject, key, type),
      wrong: target?.text ?? null,
    })
  }
  const types = typesOf(trace, lab)
  for (const target of targets) {
    if (target.type !== 'missing-record') continue
    const { node, topic, key } = target
    const subject = lab.subject.find(key)
    const type = types.missing(topic, subject)
    add(`${node} ${topic}`, `${subject ?? key} ${type}`, {
      there: false,
      ...recordOf(topic, subject, key, type),
      wrong: 'missing',
    })
  }
  return places
}

/** A record that was never sent is of the first type of its topic that nobody sent about its subject. */
function typesOf(trace: readonly TraceEvent[], lab: LabDefinition) {
  const known = recordsOf(trace).map(({ topic, headers, ...record }) => ({
    topic,
    type: headers.type ?? '',
    subject: subjectOf({ type: 'record', topic, headers, ...record }, lab),
  }))
  return {
    missing(topic: string, subject: string | null): string {
      const sent = known.filter((record) => record.topic === topic && record.subject === subject)
      const found = known.find(
        (record) => record.topic === topic && !sent.some(({ type }) => type === record.type),
      )
      if (found) known.push({ topic, type: found.type, subject })
      return found?.type ?? ''
    },
  }
}

/** In the order of their offsets; what a broker lost is gone. */
function recordsOf(trace: readonly TraceEvent[]) {
  let records: Extract<TraceEvent, { kind: 'append' }>[] = []
  for (const event of trace) {
    if (event.kind === 'append') records.push(event)
    if (event.kind === 'truncate')
      records = records.filter(
        ({ node, topic, partition, offset }) =>
          node !== event.node ||
          topic !== event.topic ||
          partition !== event.partition ||
          offset < event.from,
      )
  }
  return records
}

function rowText(table: string, key: string, row: Row, lab: LabDefinition): string {
  const subject = subjectOfRow(row, lab)
  const name =
    subject === null
      ? `${table} ${isRandom(key) ? `${key.slice(0, 4)}…` : key}`
      : subject === key
        ? `${table} ${key}`
        : `${table}, ${lab.subject.noun} ${subject}`
  const amount = Object.entries(row).find(
    ([column, value]) => /cents$/.test(column) && typeof value === 'number',
  )
  const type = typeof row.type === 'string' ? row.type : null
  return [name, type, amount ? plainValue(...amount) : null].filter(Boolean).join(', ')
}

/** Words that stand in both rows and are not the same. Times, ids and positions differ by chance. */
function differing(a: Thing, b: Thing): EndRow['differs'] {
  const columns = Object.keys(a.row).filter(
    (column) => isWord(a.row[column]) && isWord(b.row[column]) && a.row[column] !== b.row[column],
  )
  if (columns.length === 0) return null
  const words = (row: Row) => columns.map((column) => String(row[column])).join(', ')
  return { one: words(a.row), other: words(b.row) }
}

function isWord(value: Json | undefined): value is string | boolean {
  if (typeof value === 'boolean') return true
  return typeof value === 'string' && !isRandom(value) && !/^\d/.test(value)
}

function isRandom(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-/.test(text)
}

/** What broken promises are about. */
function brokenSubjects(trace: readonly TraceEvent[], lab: LabDefinition): Set<string> {
  return new Set(
    trace.flatMap((event) => {
      if (event.kind !== 'verdict' || event.holds !== false || !event.evidence) return []
      const { subject, targets } = event.evidence
      const named = targets.flatMap((target) =>
        target.type === 'missing-record' ? [lab.subject.find(target.key)] : [],
      )
      return [subject, ...named].filter((one) => one !== null)
    }),
  )
}

/** A table that a variant does not have lacks nothing. */
function hasPlace({ databases }: EndedRun, lab: LabDefinition, place: string): boolean {
  const [node, name] = place.split(' ')
  return (
    databases.some(
      (database) => database.node === node && database.tables.some((table) => table.name === name),
    ) || lab.topics.some((topic) => topic.name === name)
  )
}

function byPlace(lab: LabDefinition): (a: string, b: string) => number {
  const order = (place: string) => {
    const node = lab.nodes.findIndex(({ id }) => id === place.split(' ')[0])
    return lab.nodes[node]?.kind === 'broker' ? lab.nodes.length + node : node
  }
  return (a, b) => order(a) - order(b)
}
