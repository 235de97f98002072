/** What the last run did of what was asked for. */
import type { SeenRun } from '@/components/lab/session/run-desk'
import { Mark } from '@/components/ui/mark'
import type { Attempted, ConditionResult } from '@/simulations/challenges/challenge'
import styles from './challenge-card.module.css'

export function attemptOf({ recipe, schedule, trace, swept }: SeenRun): Attempted {
  const { variant, seed, edits = {} } = recipe
  return { variant, seed, schedule, edits, trace, swept }
}

export function Results({ results }: { results: readonly ConditionResult[] }) {
  const left = results.filter(({ met }) => !met).length
  return (
    <>
      <p role="status" className={styles.state}>
        {left === 0 ? 'Your last run does all of it.' : `Your last run: ${left} still to do.`}
      </p>
      <ul className={styles.results} aria-label="What your last run did">
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
    </>
  )
}
