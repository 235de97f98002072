/** One table: its rows, what is new in it, and what is missing. */
import { DataTable } from '@/components/ui/data-table'
import { shortKey } from '@/simulations/story/causes/cause-words'
import type { DeletedRow } from '@/simulations/story/causes/row-history'
import { formatTenths } from '@/simulations/kernel/time'
import type { Json } from '@/simulations/kernel/trace-event'
import type { RowTarget } from '../views/evidence'
import { isAmount, type TableShape } from '../views/schema-tables'
import type { TableRow } from '../views/table-rows'
import styles from './row-table.module.css'
import { WhyButton, WhyLine, WhyMissing, WhyRow, type WhyScene } from './why'

export interface RowTableProps {
  node: string
  table: TableShape
  rows: readonly TableRow[]
  /** Keys of rows that changed a moment ago. */
  fresh: ReadonlySet<string>
  /** What verdicts say about this table. */
  targets: readonly RowTarget[]
  whenEmpty: string
  /** Rows that are gone and no longer shown as such. */
  deleted: readonly DeletedRow[]
  deletedShown: boolean
  onDeleted: (() => void) | undefined
  /** Missing on paper, where nothing opens. */
  why: WhyScene | undefined
}

export function RowTable({
  node,
  table,
  rows,
  fresh,
  targets,
  whenEmpty,
  deleted,
  deletedShown,
  onDeleted,
  why,
}: RowTableProps) {
  const columns = table.columns.filter((column) => !column.timeOfRow)
  const holes = targets.filter((target) => target.missing)
  const live = rows.filter((row) => row.operation !== 'delete').length
  const gone = deletedShown ? deleted.map(asRow) : []
  const shownKeys = [...rows, ...gone].map((row) => row.key)
  const awaited = awaitedKey(why, node, table.name, shownKeys)
  const nothing = rows.length === 0 && gone.length === 0 && holes.length === 0 && awaited === null
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
        {onDeleted && deleted.length > 0 ? (
          <button
            type="button"
            className={styles.deletedButton}
            aria-expanded={deletedShown}
            onClick={onDeleted}
          >
            {deleted.length} deleted
          </button>
        ) : null}
      </h4>
      {nothing ? (
        <p className={styles.empty}>{whenEmpty}</p>
      ) : (
        <DataTable label={`Rows of ${node}, ${table.name}`}>
          <thead>
            <tr>
              <th data-cell="mark">{why ? 'why' : <span className="sr-only">State</span>}</th>
              {columns.map((column) => (
                <th key={column.name} data-cell={isAmount(column) ? 'amount' : undefined}>
                  {column.name}
                </th>
              ))}
              <th>at ms</th>
            </tr>
          </thead>
          <tbody>
            {[...rows, ...gone].map((row) => (
              <RowLine
                key={row.key}
                place={{ node, table: table.name }}
                row={row}
                columns={columns}
                fresh={fresh.has(row.key)}
                target={targets.find((target) => !target.missing && target.key === row.key)}
                why={why}
              />
            ))}
            {awaited === null ? null : (
              <AwaitedLine
                key={awaited}
                place={{ node, table: table.name, key: awaited }}
                columns={columns.length + 2}
                why={why}
              />
            )}
            {holes.map((hole) => (
              <HoleLine key={hole.text} hole={hole} columns={columns.length + 2} why={why} />
            ))}
          </tbody>
        </DataTable>
      )}
    </section>
  )
}

/** A row that is gone, as its table showed it last. */
function asRow({ key, row, at }: DeletedRow): TableRow {
  return { key, row, changedAt: at, operation: 'delete', changed: [] }
}

function whyKey(node: string, table: string, key: string): string {
  return `row ${node} ${table} ${key}`
}

/** A row that the reader asked about, at a moment when it is not there: its answer stays, so that the way on is not lost. */
function awaitedKey(
  why: WhyScene | undefined,
  node: string,
  table: string,
  shown: readonly string[],
): string | null {
  const start = whyKey(node, table, '')
  if (!why?.open?.startsWith(start)) return null
  const key = why.open.slice(start.length)
  return shown.includes(key) ? null : key
}

function AwaitedLine({
  place,
  columns,
  why,
}: {
  place: { node: string; table: string; key: string }
  columns: number
  why: WhyScene | undefined
}) {
  const of = whyKey(place.node, place.table, place.key)
  return (
    <>
      <tr className={styles.awaited}>
        <td data-cell="mark">
          <WhyButton
            scene={why}
            of={of}
            meaning="not-promised"
            label={`Why is row ${shortKey(place.key)} of ${place.table} so?`}
          />
        </td>
        <td colSpan={columns - 1}>{shortKey(place.key)} is not there at this moment</td>
      </tr>
      <WhyLine scene={why} of={of} columns={columns}>
        {(scene) => <WhyRow scene={scene} place={place} />}
      </WhyLine>
    </>
  )
}

function HoleLine({
  hole,
  columns,
  why,
}: {
  hole: RowTarget
  columns: number
  why: WhyScene | undefined
}) {
  const of = `missing ${hole.node} ${hole.table} ${hole.key}`
  return (
    <>
      <tr className={styles.hole}>
        <td data-cell="mark">
          <WhyButton scene={why} of={of} meaning="lost" label={`Why is there ${hole.text}?`} />
        </td>
        <td colSpan={columns - 1}>{hole.text}</td>
      </tr>
      <WhyLine scene={why} of={of} columns={columns}>
        {(scene) => <WhyMissing scene={scene} subject={hole.key} />}
      </WhyLine>
    </>
  )
}

function RowLine({
  place,
  row,
  columns,
  fresh,
  target,
  why,
}: {
  place: { node: string; table: string }
  row: TableRow
  columns: TableShape['columns']
  fresh: boolean
  target: RowTarget | undefined
  why: WhyScene | undefined
}) {
  const of = whyKey(place.node, place.table, row.key)
  const gone = row.operation === 'delete'
  const look = target ? styles.lost : gone ? styles.deleted : undefined
  const word = gone ? 'deleted' : row.operation === 'update' ? 'changed' : 'new'
  return (
    <>
      <tr
        data-thing={of}
        className={look}
        data-key={row.key}
        data-row={fresh && !look ? 'fresh' : undefined}
      >
        <td data-cell="mark">
          <WhyButton
            scene={why}
            of={of}
            meaning={target ? 'lost' : gone ? 'not-promised' : 'committed'}
            label={`Why is row ${shortKey(row.key)} of ${place.table} so?`}
          />
        </td>
        {columns.map((column, index) => {
          const value = shown(row.row[column.name] ?? null, isDocument(column) ? 12 : 20)
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
            momentOf(row)
          )}
        </td>
      </tr>
      <WhyLine scene={why} of={of} columns={columns.length + 2}>
        {(scene) => <WhyRow scene={scene} place={{ ...place, key: row.key }} />}
      </WhyLine>
    </>
  )
}

/** Nothing of a run happens at its very start: what says so stood there before. */
function momentOf({ changedAt }: TableRow): string {
  return changedAt === 0 ? 'start' : formatTenths(changedAt)
}

function isDocument({ type }: TableShape['columns'][number]): boolean {
  return /^jsonb?$/i.test(type)
}

/** Ids and documents are cut short; the whole is in the title and in the SQL console. */
function shown(value: Json, most: number): { short: string; whole: string } {
  const whole =
    value === null ? '∅' : typeof value === 'object' ? JSON.stringify(value) : String(value)
  if (/^[0-9a-f]{8}-[0-9a-f]{4}-/.test(whole)) return { short: `${whole.slice(0, 8)}…`, whole }
  return { short: whole.length > most ? `${whole.slice(0, most - 2)}…` : whole, whole }
}
