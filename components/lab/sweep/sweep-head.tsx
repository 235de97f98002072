/** What a square is, what its marks mean, and what the squares are put in order by. */
import { SegmentedControl } from '@/components/ui/segmented-control'
import type { RunMark } from './run-mark'
import { SampleCell } from './sweep-cell'
import styles from './sweep-view.module.css'
import type { SweepOrder } from './variant-sweep'

const marks: readonly [RunMark, string][] = [
  ['kept', 'every promise kept'],
  ['broken', 'a promise broken'],
  ['not-promised', 'broken, not promised here'],
]

const orders: readonly { value: SweepOrder; label: string }[] = [
  { value: 'fault', label: 'by fault' },
  { value: 'line', label: 'by line and link' },
]

export type SweepHeadProps = {
  order: SweepOrder
  onOrder: (order: SweepOrder) => void
}

export function SweepHead({ order, onOrder }: SweepHeadProps) {
  return (
    <div className={styles.head}>
      <p className={styles.lede}>
        Each square is one whole run with a single fault: a crash at that moment, or a cut while
        that message travels.
      </p>
      <ul className={styles.legend}>
        {marks.map(([mark, words]) => (
          <li key={mark}>
            <SampleCell mark={mark} />
            {words}
          </li>
        ))}
        <li>Squares follow the run; a gap is where the next action is done.</li>
      </ul>
      <span className={styles.order}>
        Squares
        <SegmentedControl
          label="Squares are put in order"
          segments={orders}
          value={order}
          onChange={onOrder}
        />
      </span>
    </div>
  )
}
