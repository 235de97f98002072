/** The rows of some tables as the trace's commits leave them: what promises about several databases look at. */
import type { Row, TraceEvent } from '../kernel/trace-event'

/** Rows by their key, by `node.table`. Rows that a schema began with are known once they change. */
export type StoredRows = ReadonlyMap<string, ReadonlyMap<string, Row>>

export const noRows: StoredRows = new Map()

/**
 * @param tables `node.table` of those that matter
 * @returns the same object where the event changes none of them
 */
export function stepRows(
  rows: StoredRows,
  event: TraceEvent,
  tables: readonly string[],
): StoredRows {
  if (event.kind !== 'rows') return rows
  let next: Map<string, ReadonlyMap<string, Row>> | null = null
  for (const { table, operation, key, after } of event.changes) {
    const name = `${event.node}.${table}`
    if (!tables.includes(name)) continue
    next ??= new Map(rows)
    const kept = new Map(operation === 'truncate' ? [] : next.get(name))
    if (after) kept.set(key, after)
    else kept.delete(key)
    next.set(name, kept)
  }
  return next ?? rows
}

export function rowsOf(rows: StoredRows, table: string): ReadonlyMap<string, Row> {
  return rows.get(table) ?? none
}

const none: ReadonlyMap<string, Row> = new Map()
