'use client'

/** How far a wait has come, with the words that say what is being waited for. */
import { Progress } from '@base-ui/react/progress'
import styles from './progress-bar.module.css'

export type ProgressBarProps = {
  /** For example "Loading Postgres, 2.1 of 6.8 MB". */
  label: string
  /** From 0 to 1, or null while the length of the wait is unknown. */
  value: number | null
}

export function ProgressBar({ label, value }: ProgressBarProps) {
  return (
    <Progress.Root value={value === null ? null : value * 100} className={styles.progress}>
      <Progress.Label className={styles.label}>{label}</Progress.Label>
      <Progress.Track className={styles.track}>
        <Progress.Indicator className={styles.indicator} />
      </Progress.Track>
    </Progress.Root>
  )
}
