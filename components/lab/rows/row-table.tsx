/** One table: its rows, what is new in it, and what is missing. */
import { DataTable } from '@/components/ui/data-table'
import { Mark } from '@/components/ui/mark'
import { formatTenths } from '@/simulations/kernel/time'
import type { Json } from '@/simulations/kernel/trace-event'
import type { RowTarget } from '../views/evidence'
import { isAmount, type TableShape } from '../views/schema-tables'
import type { TableRow } from '../views/table-rows'
import styles from './row-table.module.css'

export interface RowTableProps {
  node: string
  table: TableShape
  rows: readonly TableRow[]
  /** Keys of rows that changed a moment ago. */
  fresh: ReadonlySet<string>
  /** What verdicts say about this table. */
  targets: readonly RowTarget[]
  whenEmpty: string
}

export function RowTable({ node, table, rows, fresh, targets, whenEmpty }: RowTableProps) {
  const columns = table.columns.filter((column) => !column.timeOfRow)
  const holes = targets.filter((target) => target.missing)
  const live = rows.filter((row) => row.operation !== 'delete').length
  return (
    <section
      className={styles.rows}
      aria-label={`${node}, ${table.name}`}
      data-table={`${node} ${table.name}`}
    >
      <h4 className={styles.title}>
        {node}{' '}
        <span>
          {table.name}, {live} {live === 1 ? 'row' : 'rows'}
        </span>
      </h4>
      {rows.length === 0 && holes.length === 0 ? (
        <p className={styles.empty}>{whenEmpty}</p>
      ) : (
        <DataTable label={`Rows of ${table.name}`}>
          <thead>
            <tr>
              <th data-cell="mark">
                <span className="sr-only">State</span>
              </th>
              {columns.map((column) => (
                <th key={column.name} data-cell={isAmount(column) ? 'amount' : undefined}>
                  {column.name}
                </th>
              ))}
              <th>at ms</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <RowLine
                key={row.key}
                row={row}
                columns={columns}
                fresh={fresh.has(row.key)}
                target={targets.find((target) => !target.missing && target.key === row.key)}
              />
            ))}
            {holes.map((hole) => (
              <tr key={hole.text} className={styles.hole}>
                <td data-cell="mark">
                  <Mark meaning="lost" size={10} />
                </td>
                <td colSpan={columns.length + 1}>{hole.text}</td>
              </tr>
            ))}
          </tbody>
        </DataTable>
      )}
    </section>
  )
}

function RowLine({
  row,
  columns,
  fresh,
  target,
}: {
  row: TableRow
  columns: TableShape['columns']
  fresh: boolean
  target: RowTarget | undefined
}) {
  const gone = row.operation === 'delete'
  const look = target ? styles.lost : gone ? styles.deleted : undefined
  const word = gone ? 'deleted' : row.operation === 'update' ? 'changed' : 'new'
  return (
    <tr className={look} data-key={row.key} data-row={fresh && !look ? 'fresh' : undefined}>
      <td data-cell="mark">
        <Mark
          meaning={target ? 'lost' : gone ? 'not-promised' : 'committed'}
          size={target ? 10 : 9}
        />
      </td>
      {columns.map((column, index) => {
        const value = shown(row.row[column.name] ?? null)
        const strong =
          (index === 0 && (fresh || target !== undefined)) || row.changed.includes(column.name)
        return (
          <td
            key={column.name}
            data-cell={isAmount(column) ? 'amount' : undefined}
            title={value.whole === value.short ? undefined : value.whole}
          >
            {strong ? <b>{value.short}</b> : value.short}
          </td>
        )
      })}
      <td>
        {target ? (
          <b>{target.text}</b>
        ) : fresh ? (
          <b>{`${formatTenths(row.changedAt)} ${word}`}</b>
        ) : (
          formatTenths(row.changedAt)
        )}
      </td>
    </tr>
  )
}

/** Ids and documents are cut short; the whole is in the title and in the SQL console. */
function shown(value: Json): { short: string; whole: string } {
  const whole =
    value === null ? '∅' : typeof value === 'object' ? JSON.stringify(value) : String(value)
  if (/^[0-9a-f]{8}-[0-9a-f]{4}-/.test(whole)) return { short: `${whole.slice(0, 8)}…`, whole }
  return { short: whole.length > 20 ? `${whole.slice(0, 18)}…` : whole, whole }
}
