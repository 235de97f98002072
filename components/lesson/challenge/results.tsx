/** What a run did of what was asked for, and whether that run is still the one on the plate. */
import type { SeenRun } from '@/components/lab/session/run-desk'
import { Mark } from '@/components/ui/mark'
import type { Attempted, ConditionResult } from '@/simulations/challenges/challenge'
import styles from './challenge-card.module.css'

export function attemptOf({ recipe, schedule, trace, swept }: SeenRun): Attempted {
  const { variant, seed, edits = {} } = recipe
  return { variant, seed, schedule, edits, trace, swept }
}

export type ResultsProps = {
  results: readonly ConditionResult[]
  /** The reader has changed something since: this is no result of what the lab shows. */
  old: boolean
  /** Said aloud where it stands first; the lab shows it as well. */
  quiet?: boolean
}

export function Results({ results, old, quiet = false }: ResultsProps) {
  const left = results.filter(({ met }) => !met).length
  return (
    <div data-old={old || undefined}>
      <p role={quiet ? undefined : 'status'} className={styles.state}>
        {old ? oldWords(left) : newWords(left)}
      </p>
      <ul
        className={styles.results}
        aria-label={old ? 'What an earlier attempt did' : 'What your last run did'}
      >
        {results.map(({ met, asked, found }) => (
          <li key={asked}>
            <Mark meaning={met ? 'committed' : 'doubt'} size={11} />
            <span>
              {asked}
              {!met && found !== null ? <b> There: {found}.</b> : null}
              <span className="sr-only">{met ? ', done' : ', not yet'}</span>
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}

function newWords(left: number): string {
  return left === 0 ? 'Your last run does all of it.' : `Your last run: ${left} still to do.`
}

function oldWords(left: number): string {
  const found = left === 0 ? 'it did all of it' : `${left} still to do`
  return `From before your change: ${found}. The run on the plate is another; play it to its end to have it judged.`
}
