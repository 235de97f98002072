/** The tables of a database from its schema's text, so that a table can be shown before it has a row. */
import type { LabDefinition, LabSources } from '@/simulations/kernel/lab'

export interface TableColumn {
  name: string
  /** As the schema says it: `integer`, `timestamptz`. */
  type: string
  /** Set by the database to the time of the transaction: said by the row's own moment already. */
  timeOfRow: boolean
}

export interface TableShape {
  name: string
  columns: readonly TableColumn[]
}

export interface DatabaseShape {
  node: string
  tables: readonly TableShape[]
}

/** The databases of a variant, in the order of the lab's nodes. */
export function databasesOf(
  lab: LabDefinition,
  variant: string,
  sources: LabSources,
): DatabaseShape[] {
  const schemas = lab.variants.find((candidate) => candidate.id === variant)?.schemas ?? {}
  return lab.nodes.flatMap((node) => {
    const path = schemas[node.id]
    return path === undefined ? [] : [{ node: node.id, tables: tablesOf(sources[path] ?? '') }]
  })
}

/** Reads `CREATE TABLE` statements; everything else is passed over. */
export function tablesOf(schema: string): TableShape[] {
  const text = schema.replace(/--[^\n]*/g, '')
  return [...text.matchAll(/create\s+table\s+(?:if\s+not\s+exists\s+)?"?([\w.]+)"?\s*\(/gi)].map(
    (match) => ({
      name: match[1] ?? '',
      columns: splitTop(bodyFrom(text, (match.index ?? 0) + match[0].length)).flatMap(columnOf),
    }),
  )
}

function bodyFrom(text: string, start: number): string {
  let depth = 1
  for (let position = start; position < text.length; position++) {
    if (text[position] === '(') depth += 1
    else if (text[position] === ')') depth -= 1
    if (depth === 0) return text.slice(start, position)
  }
  return text.slice(start)
}

/** At commas that stand in no brackets. */
function splitTop(body: string): string[] {
  const parts: string[] = []
  let depth = 0
  let part = ''
  for (const letter of body) {
    if (letter === '(') depth += 1
    else if (letter === ')') depth -= 1
    if (letter === ',' && depth === 0) {
      parts.push(part)
      part = ''
    } else part += letter
  }
  return [...parts, part].map((text) => text.trim()).filter((text) => text !== '')
}

function columnOf(part: string): TableColumn[] {
  if (/^(primary\s+key|foreign\s+key|unique|check|constraint|exclude|like)\b/i.test(part)) return []
  const [, name, type = ''] =
    /^"?(\w+)"?\s+([a-z][\w]*(?:\s+(?:with|without)\s+time\s+zone)?)/i.exec(part) ?? []
  if (!name) return []
  return [
    {
      name,
      type: type.toLowerCase(),
      timeOfRow:
        /^(timestamp|timestamptz)/i.test(type) &&
        /default\s+(now\(\)|current_timestamp)/i.test(part),
    },
  ]
}

/** Amounts and counts stand at the right; ids are names. */
export function isAmount(column: TableColumn): boolean {
  return (
    !/(^|_)id$/.test(column.name) &&
    /^(integer|int|bigint|smallint|numeric|real|double|serial|bigserial)/.test(column.type)
  )
}
