/** Anomaly by countermeasure, each cell counted from runs, with the button that makes them. */
import { Button } from '@/components/ui/button'
import { ProgressBar } from '@/components/ui/progress-bar'
import { type Interleaving, stepOrders } from '@/simulations/kernel/interleaving'
import type { LabDefinition } from '@/simulations/kernel/lab'
import { schedulesOfOrders } from '@/simulations/runner/schedule-in-order'
import { MatrixVerdicts } from './matrix-verdicts'
import styles from './matrix-section.module.css'
import type { OrdersHand } from './use-orders'

export type MatrixSectionProps = {
  lab: LabDefinition
  interleaving: Interleaving
  /** Of the run on the plate. */
  variant: string
  /** Its line among those of the variant; -1 where it is none of them. */
  line: number
  /** The anomaly that is looked at. */
  anomaly: string
  hand: OrdersHand
  /** Anomaly after anomaly, where there is no room for columns. */
  asList: boolean
  onOpen: (variant: string, index: number, invariant: string) => void
}

export function MatrixSection(props: MatrixSectionProps) {
  // Where there is a dock, the next step is in it.
  const { lab, interleaving, hand, asList } = props
  const total = lab.variants.reduce(
    (sum, { id }) => sum + schedulesOfOrders(interleaving, id).length,
    0,
  )
  const orders = stepOrders(interleaving).length
  return (
    <section className={styles.section} aria-label="All orders, all countermeasures">
      <header className={styles.head}>
        <p>
          {orders} orders of {interleaving.A.steps.length + interleaving.B.steps.length} steps,{' '}
          {lab.variants.length} ways to write them
        </p>
        {hand.before.size > 0 ? <p>Faded: from before this change.</p> : null}
        {hand.busy ? (
          <span className={styles.progress}>
            <ProgressBar label={`${hand.done} of ${total} runs`} value={hand.done / total} />
          </span>
        ) : null}
        {hand.failure ? <p role="alert">{hand.failure}</p> : null}
        <Button
          kind={hand.busy || hand.complete || asList ? 'default' : 'do'}
          onClick={hand.busy ? hand.stop : hand.start}
        >
          {actOf(hand, total)}
        </Button>
      </header>
      <MatrixVerdicts {...props} />
      <p className="sr-only" aria-live="polite">
        {hand.complete ? `All ${total} runs are done.` : ''}
      </p>
    </section>
  )
}

function actOf({ busy, complete, done }: OrdersHand, total: number): string {
  if (busy) return 'Stop'
  if (complete) return `Run all ${total} again`
  return done > 0 ? `Go on: ${total - done} of ${total}` : `Run all ${total}`
}
