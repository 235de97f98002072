/** What one order came to for the anomaly that is looked at: the verdict, the rows, and what to try next. */
import { useMemo } from 'react'
import { Button } from '@/components/ui/button'
import { DataTable } from '@/components/ui/data-table'
import { Mark } from '@/components/ui/mark'
import type { Interleaving } from '@/simulations/kernel/interleaving'
import type { VariantDefinition } from '@/simulations/kernel/lab'
import type { RunView } from '../shell/run-view'
import type { CampaignState } from '../sweep/campaign-state'
import { orderInWords } from '../views/interleaved-steps'
import type { Playhead } from '../views/playhead'
import { tableTimeline } from '../views/table-rows'
import { matrixCells, type OrderOfRun, remedyFor, strip } from './order-matrix'
import styles from './order-verdict.module.css'

export type OrderVerdictProps = {
  view: RunView
  interleaving: Interleaving
  anomaly: Interleaving['anomalies'][number]
  order: OrderOfRun | null
  /** How many orders there are. */
  orders: number
  found: ReadonlyMap<string, CampaignState>
  /** All have been run: then the next step is here. */
  complete: boolean
  playhead: Playhead
  secret: boolean
  onTry: (variant: string) => void
  onFull: () => void
}

export function OrderVerdict(props: OrderVerdictProps) {
  const { view, interleaving, anomaly, order, complete, playhead, secret, onTry, onFull } = props
  const { lab, variant, trace } = view
  const { invariant } = anomaly
  const title = lab.invariants.find(({ id }) => id === invariant)?.title ?? anomaly.title
  const verdict = secret
    ? undefined
    : trace
        .slice(0, playhead.index)
        .find((event) => event.kind === 'verdict' && event.invariant === invariant)
  const judged = verdict?.kind === 'verdict' ? verdict : null
  const broken = judged?.holds === false
  const remedy = broken ? remedyFor(lab, variant.id, invariant) : null
  return (
    <aside className={styles.verdict} aria-label="What this order came to">
      <p
        className={styles.word}
        data-broken={broken || undefined}
        data-kept={(judged && !broken) || undefined}
      >
        <Mark meaning={broken ? 'lost' : judged ? 'committed' : 'not-promised'} size={11} />
        {title}
      </p>
      <h5 className={styles.title}>
        {variant.title}
        {order ? `, order ${orderInWords(order.order)}` : ', a schedule of your own'}
      </h5>
      <p className={styles.text}>
        {broken
          ? `${judged?.evidence?.text}.`
          : judged
            ? keptWords(props)
            : 'Not judged yet: play it to its end.'}
      </p>
      <Rows interleaving={interleaving} trace={trace} playhead={playhead} secret={secret} />
      <div className={styles.acts}>
        {remedy ? (
          <Button kind={complete ? 'do' : 'default'} onClick={() => onTry(remedy.id)}>
            Run it with {remedy.title.toLowerCase()}
          </Button>
        ) : null}
        <Button onClick={onFull}>Open in the full lab</Button>
      </div>
      <p className={styles.note}>
        {broken && !remedy ? unpromisedWords(props) : noteWords(remedy ?? variant, interleaving)}
      </p>
    </aside>
  )
}

function keptWords({ view, order, orders, found, anomaly }: OrderVerdictProps): string {
  const here = order?.alone && order.line >= 0 ? order : null
  const results = strip(found.get(view.variant.id), here?.line ?? -1, orders, anomaly.invariant)
  const run = results.filter((result) => result !== null).length
  const kept = `No ${anomaly.title} in this order.`
  return run === 0
    ? kept
    : `${kept} It shows in ${results.filter(Boolean).length || 'none'} of ${run}.`
}

/** Of what nobody promises: who has kept it all the same, in every order that there is. */
function unpromisedWords({ view, interleaving, anomaly, found }: OrderVerdictProps): string {
  const { lab, variant } = view
  if (variant.promises.includes(anomaly.invariant)) return noteWords(variant, interleaving)
  const kept = matrixCells(lab, interleaving, anomaly.invariant, found)
    .filter(({ lines }) => lines.every(({ done, total, broken }) => done === total && broken === 0))
    .map((cell) => cell.variant.title.toLowerCase())
  const nobody = `No countermeasure promises that there is no ${anomaly.title}.`
  return kept.length === 0 ? nobody : `${nobody} None showed with ${kept.join(', ')}.`
}

/** What a variant says beforehand about each anomaly. */
function noteWords(variant: VariantDefinition, { anomalies }: Interleaving): string {
  const titles = (wanted: boolean) =>
    anomalies
      .filter(({ invariant }) => variant.promises.includes(invariant) === wanted)
      .map(({ title }) => `no ${title}`)
      .join(', ')
  const [promised, open] = [titles(true), titles(false)]
  if (promised === '') return `${variant.title} promises nothing about these three.`
  return `${variant.title} promises: ${promised}.${open ? ` It does not promise: ${open}.` : ''}`
}

type RowsProps = Pick<OrderVerdictProps, 'interleaving' | 'playhead' | 'secret'> & {
  trace: RunView['trace']
}

function Rows({ interleaving, trace, playhead, secret }: RowsProps) {
  const { node, table, columns } = interleaving.rows
  const timeline = useMemo(() => tableTimeline(trace), [trace])
  const rows = secret ? [] : (timeline.at(playhead.index).tables[`${node} ${table}`] ?? [])
  return (
    <DataTable label={`Rows of ${node}.${table}`}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.length === 0 ? (
          <tr>
            <td colSpan={columns.length}>no row yet</td>
          </tr>
        ) : (
          rows.map(({ key, row }) => (
            <tr key={key}>
              {columns.map((column) => (
                <td key={column}>{row[column] === null ? '–' : String(row[column])}</td>
              ))}
            </tr>
          ))
        )}
      </tbody>
    </DataTable>
  )
}
