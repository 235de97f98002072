/** Says, as long as it is so, that the run is of changed code, or why the changed code did not run. */
import { Button } from '@/components/ui/button'
import { endlessLoopInWords, endlessLoopOf } from '@/simulations/kernel/endless-loop'
import { fileName } from '@/simulations/kernel/lab'
import type { Run } from '../session/session-state'
import styles from './edit-panel.module.css'
import type { Edits } from './use-edits'

export interface EditedLineProps {
  edits: Edits
  run: Run
  /** The run is of changed code. */
  shown: boolean
  /** The editor is open, and says what is wrong itself. */
  editing: boolean
  onEdit: () => void
}

export function EditedLine({ edits, run, shown, editing, onEdit }: EditedLineProps) {
  const wrong = editing ? null : wrongWords(edits)
  if (wrong !== null)
    return (
      <p className={styles.edited} role="status">
        <span>{wrong} The run above is the last one that could be made.</span>
        <Button kind="plain" onClick={onEdit}>
          Edit
        </Button>
      </p>
    )
  if (!shown) return null
  const { outcome, reason, trace } = run.report
  const loop = endlessLoopOf(trace)
  return (
    <p className={styles.edited}>
      <span>
        You changed {edits.changed.map(fileName).join(', ')}. This run is yours, and the link you
        share carries the change.
        {loop
          ? ` ${endlessLoopInWords(loop)}, so it was stopped there and no promise was judged.`
          : outcome === 'bound' && reason !== null
            ? ` It was stopped at its bound of ${reason}: that is a result.`
            : null}
      </span>
      <Button kind="plain" onClick={() => edits.show('original')}>
        Back to the original
      </Button>
    </p>
  )
}

function wrongWords({ mistake, refusal }: Edits): string | null {
  if (mistake) return `${fileName(mistake.path)}, line ${mistake.line}: ${mistake.message}`
  return refusal
}
