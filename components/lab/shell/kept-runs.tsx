'use client'

/** Runs of this lab that the reader wants to find again, with their code. */
import type { SavedRun } from '@/components/progress/records'
import { loadProgress, useRecords } from '@/components/progress/use-progress'
import { Button } from '@/components/ui/button'
import { formatDay } from '@/components/ui/format-day'
import type { LabRecipe } from '../session/lab-recipe'
import type { Run } from '../session/session-state'
import styles from './dialogs.module.css'

export type KeptRunsProps = {
  lab: string
  /** Of the variant that runs. */
  title: string
  run: Run
  onOpen: (recipe: LabRecipe) => void
}

export function KeptRuns({ lab, title, run, onOpen }: KeptRunsProps) {
  const kept = useRecords('runs')
    .filter(({ recipe }) => recipe.lab === lab)
    .toSorted((one, other) => other.savedAt - one.savedAt)
  const id = `${lab} ${run.recipe.variant} ${run.report.fingerprint}`
  const here = kept.some((one) => one.id === id)
  const keep = () => {
    const { recipe, report } = run
    change(id, {
      id,
      title: `${title}: ${recipe.schedule || 'no fault'}`.slice(0, 200),
      recipe: { lab, ...recipe },
      fingerprint: report.fingerprint,
      savedAt: Date.now(),
    })
  }
  return (
    <section aria-label="Runs you kept" className={styles.kept}>
      <div className={styles.keptHead}>
        <h3>Runs you kept</h3>
        <Button size="small" disabled={here} onClick={keep}>
          {here ? 'This run is kept' : 'Keep this run'}
        </Button>
      </div>
      {kept.length === 0 ? (
        <p>None of this lab yet. They stay in this browser.</p>
      ) : (
        <ul>
          {kept.map((one) => (
            <li key={one.id}>
              <Button kind="plain" onClick={() => onOpen(recipeOf(one))}>
                {one.title}
              </Button>
              <small>
                {one.recipe.edits ? 'your code, ' : ''}seed {one.recipe.seed},{' '}
                {formatDay(one.savedAt)}
              </small>
              <Button
                kind="plain"
                size="small"
                aria-label={`Delete ${one.title}`}
                onClick={() => change(one.id, null)}
              >
                Delete
              </Button>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function recipeOf({ recipe: { variant, seed, schedule, edits } }: SavedRun): LabRecipe {
  return edits ? { variant, seed, schedule, edits } : { variant, seed, schedule }
}

function change(id: string, record: SavedRun | null): void {
  loadProgress()
    .then((store) => store.update('runs', id, () => record))
    // Without the store's code nothing can be kept; the foot of the page says so.
    .catch(() => undefined)
}
