/** One run as a square: kept, broken, or what it could not say. Its name says the schedule and the result. */
import { memo } from 'react'
import { Mark, type Meaning } from '@/components/ui/mark'
import type { RunMark } from './run-mark'
import styles from './sweep-cell.module.css'

export type SweepCellProps = {
  /** Its place in the plan. */
  run: number
  mark: RunMark
  label: string
  selected: boolean
  /** The one that Tab reaches. */
  stop: boolean
}

export const SweepCell = memo(function SweepCell({
  run,
  mark,
  label,
  selected,
  stop,
}: SweepCellProps) {
  return (
    <button
      type="button"
      className={styles.cell}
      data-run={run}
      data-mark={mark}
      aria-pressed={selected}
      aria-label={label}
      tabIndex={stop ? 0 : -1}
    >
      <Glyph mark={mark} />
    </button>
  )
})

/** The square alone, for the legend. */
export function SampleCell({ mark }: { mark: RunMark }) {
  return (
    <span className={styles.cell} data-mark={mark} aria-hidden="true">
      <Glyph mark={mark} />
    </span>
  )
}

export const meanings: Partial<Record<RunMark, Meaning>> = {
  kept: 'committed',
  broken: 'lost',
  'not-promised': 'not-promised',
  unjudged: 'doubt',
}

function Glyph({ mark }: { mark: RunMark }) {
  if (mark === 'stopped')
    return (
      <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
        <path d="M1 5H9" stroke="currentColor" strokeWidth="2" />
      </svg>
    )
  const meaning = meanings[mark]
  return meaning ? <Mark meaning={meaning} size={mark === 'kept' ? 7 : 10} /> : null
}
