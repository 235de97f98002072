/** One step of one saga, and what the row between the two says after it. */
import type { ReactNode } from 'react'
import { Mark } from '@/components/ui/mark'
import type { StepRow } from '../views/interleaved-steps'
import type { Seek } from '../views/playhead'
import styles from './step-row.module.css'

export type StepBoxProps = {
  row: StepRow
  /** Whose saga it belongs to. */
  name: string
  /** The playhead has seen all of it. */
  seen: boolean
  /** The one that Tab reaches. */
  stop: boolean
  /** What the value is called. */
  value: string
  arrows: ReactNode
  onSeek: Seek
}

export function StepBox({ row, name, seen, stop, value, arrows, onSeek }: StepBoxProps) {
  const broken = seen && row.broken.length > 0
  const words = (
    <>
      <b>
        <span className="sr-only">{name}: </span>
        {row.title}
      </b>
      <span>{seen ? row.text : ''}</span>
    </>
  )
  return (
    <>
      <div className={styles.cell} data-broken={broken || undefined}>
        {row.place === null ? (
          <div className={styles.step}>{words}</div>
        ) : (
          <button
            type="button"
            className={styles.step}
            data-place={row.place}
            tabIndex={stop ? 0 : -1}
            aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
            onClick={() => onSeek(row.end.at, row.end.index)}
          >
            {words}
          </button>
        )}
        {arrows}
      </div>
      <span
        className={styles.value}
        data-wrote={(seen && row.wrote) || undefined}
        data-broken={broken || undefined}
      >
        {seen && row.value !== null ? (
          <>
            <span className="sr-only">{value}: </span>
            {row.value}
          </>
        ) : null}
        {broken ? (
          <em>
            <Mark meaning="lost" size={9} />
            {row.broken.map(({ title }) => title).join(', ')}
          </em>
        ) : null}
      </span>
    </>
  )
}
