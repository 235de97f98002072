/** How far the loading of a lab has come, and a way out. */
import { Button } from '@/components/ui/button'
import { ProgressBar } from '@/components/ui/progress-bar'
import type { LoadProgress } from '@/simulations/worker/protocol'
import styles from './sandbox.module.css'

export type LoadingNoteProps = {
  progress: LoadProgress | null
  megabytes: number
  /** It ran before: the last run stays on the screen meanwhile. */
  restarting: boolean
  onCancel: () => void
}

export function LoadingNote({ progress, megabytes, restarting, onCancel }: LoadingNoteProps) {
  return (
    <div className={styles.note}>
      <div className={styles.progress}>
        <ProgressBar label={labelOf(progress, megabytes)} value={shareOf(progress)} />
      </div>
      {restarting ? null : <Button onClick={onCancel}>Cancel</Button>}
    </div>
  )
}

function labelOf(progress: LoadProgress | null, megabytes: number): string {
  const all = megabytes.toFixed(1)
  switch (progress?.phase) {
    case undefined:
      return `Loading Postgres, ${all} MB. Kept for next time.`
    case 'download':
      return `Loading Postgres, ${(progress.done / 1e6).toFixed(1)} of ${all} MB. Kept for next time.`
    case 'compile':
      return 'Compiling Postgres.'
    case 'boot':
      return progress.done < progress.total
        ? `Starting Postgres, database ${progress.done + 1} of ${progress.total}.`
        : 'Making the tables.'
  }
}

/** The download is most of the wait on a slow line, starting the databases on a fast one. */
function shareOf(progress: LoadProgress | null): number | null {
  if (!progress) return 0
  const share = progress.total === 0 ? 1 : progress.done / progress.total
  switch (progress.phase) {
    case 'download':
      return share * 0.6
    case 'compile':
      return 0.65
    case 'boot':
      return 0.65 + share * 0.3
  }
}
