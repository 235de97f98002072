/** The rows of every table at a playhead, with when each last changed. */
import type { Microseconds } from '@/simulations/kernel/time'
import type { Row, SeedRow, TraceEvent } from '@/simulations/kernel/trace-event'
import { Timeline } from './timeline'

export interface TableRow {
  key: string
  row: Row
  changedAt: Microseconds
  operation: 'insert' | 'update' | 'delete'
  /** Columns that the last update changed. */
  changed: readonly string[]
}

export interface TablesState {
  /** By `node table`, in the order in which rows came. A deleted row stays until the next change of its database. */
  tables: Readonly<Record<string, readonly TableRow[]>>
  /** When each database last changed. */
  lastChange: Readonly<Record<string, Microseconds>>
}

export function tableTimeline(trace: readonly TraceEvent[]): Timeline<TablesState> {
  return new Timeline<TablesState>(trace, { initial: { tables: {}, lastChange: {} }, step })
}

function step(state: TablesState, event: TraceEvent): TablesState {
  if (event.kind === 'boot' && event.rows) return withSeeds(state, event.node, event.rows)
  if (event.kind !== 'rows') return state
  const tables: Record<string, readonly TableRow[]> = { ...state.tables }
  for (const [name, rows] of Object.entries(tables)) {
    if (name.startsWith(`${event.node} `) && rows.some((row) => row.operation === 'delete'))
      tables[name] = rows.filter((row) => row.operation !== 'delete')
  }
  for (const change of event.changes) {
    const name = `${event.node} ${change.table}`
    const rows = tables[name] ?? []
    const known = rows.find((row) => row.key === change.key)
    const { after, before, operation, key } = change
    if (operation === 'truncate') tables[name] = []
    else if (operation === 'delete') {
      tables[name] = known
        ? rows.map((row) =>
            row.key === key ? { ...row, changedAt: event.at, operation, changed: [] } : row,
          )
        : rows
    } else if (after) {
      const changed = before
        ? Object.keys(after).filter(
            (column) => JSON.stringify(after[column]) !== JSON.stringify(before[column]),
          )
        : []
      const next: TableRow = { key, row: after, changedAt: event.at, operation, changed }
      tables[name] = known ? rows.map((row) => (row.key === key ? next : row)) : [...rows, next]
    }
  }
  return { tables, lastChange: { ...state.lastChange, [event.node]: event.at } }
}

/** What stood there before the run began has not changed in it. */
function withSeeds(state: TablesState, node: string, seeds: readonly SeedRow[]): TablesState {
  const tables: Record<string, readonly TableRow[]> = { ...state.tables }
  for (const { table, key, row } of seeds) {
    const name = `${node} ${table}`
    const seed: TableRow = { key, row, changedAt: 0, operation: 'insert', changed: [] }
    tables[name] = [...(tables[name] ?? []), seed]
  }
  return { ...state, tables }
}

/** How long the newest change of a database stays washed, unless another follows. */
const washUs = 4_000

export function isFresh(
  row: TableRow,
  node: string,
  state: TablesState,
  at: Microseconds,
): boolean {
  return row.changedAt === state.lastChange[node] && at - row.changedAt <= washUs
}
