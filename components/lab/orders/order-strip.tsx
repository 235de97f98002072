/** All orders of the steps in a strip, each a square that says whether the anomaly showed in it. */
import { useRef, useState } from 'react'
import type { Interleaving, StepOrder } from '@/simulations/kernel/interleaving'
import type { CampaignState } from '../sweep/campaign-state'
import { SweepCell } from '../sweep/sweep-cell'
import { useCells } from '../sweep/use-cells'
import { orderInWords } from '../views/interleaved-steps'
import { strip } from './order-matrix'
import styles from './order-strip.module.css'

export type OrderStripProps = {
  interleaving: Interleaving
  orders: readonly StepOrder[]
  anomaly: Interleaving['anomalies'][number]
  state: CampaignState | undefined
  line: number
  /** Of the run on the plate; -1 where it is none of them. */
  place: number
  /** Its order, where it was given other arguments than those that are counted. */
  own: StepOrder | null
  onOpen: (place: number) => void
}

export function OrderStrip({ orders, anomaly, state, line, place, own, onOpen }: OrderStripProps) {
  const cells = useRef<HTMLDivElement>(null)
  const [peeked, setPeeked] = useState<number | null>(null)
  useCells(cells, { onSelect: onOpen, onPeek: setPeeked })
  const results = strip(state, line, orders.length, anomaly.invariant)
  const broken = results.filter(Boolean).length
  const run = results.filter((result) => result !== null).length
  const shown = peeked ?? place
  const order = orders[shown]
  return (
    <div className={styles.strip}>
      <span className={styles.label}>The {orders.length} orders</span>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields */}
      <div ref={cells} role="group" aria-label="All orders" className={styles.cells}>
        {orders.map((one, index) => {
          const result = results[index] ?? null
          return (
            <SweepCell
              key={one.join('')}
              run={index}
              mark={result === null ? 'waiting' : result ? 'broken' : 'kept'}
              label={`Order ${index + 1}, ${orderInWords(one)}: ${result === null ? 'not run' : result ? anomaly.title : `no ${anomaly.title}`}`}
              selected={index === place}
              stop={index === (place === -1 ? 0 : place)}
            />
          )
        })}
      </div>
      <span className={styles.words}>
        {run === 0 ? null : `${anomaly.title} in ${broken} of ${run}. `}
        {order ? (
          <>
            Order {shown + 1}: <b>{orderInWords(order)}</b>
          </>
        ) : own ? (
          <>
            <b>{orderInWords(own)}</b>, with another article: not counted here.
          </>
        ) : (
          'This schedule is none of them.'
        )}
      </span>
    </div>
  )
}
