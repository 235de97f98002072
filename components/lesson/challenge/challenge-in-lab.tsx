'use client'

/** A challenge as it stands in its lab, beside the code: what is asked, what was tried, and one hint after another. */
import { Button } from '@/components/ui/button'
import type { ChallengeProgress } from '@/components/progress/records'
import { Mark } from '@/components/ui/mark'
import type { Challenge, ConditionResult } from '@/simulations/challenges/challenge'
import styles from './challenge-in-lab.module.css'
import { Results } from './results'
import { parWords, Solved } from './solved'
import type { Try } from './tries'

export type ChallengeInLabProps = {
  challenge: Challenge
  number: string
  progress: ChallengeProgress | null
  results: readonly ConditionResult[] | null
  /** They are of another run than the one on the plate. */
  old: boolean
  tries: readonly Try[]
  onHint: () => void
  onLeave: () => void
}

export function ChallengeInLab({
  challenge,
  number,
  progress,
  results,
  old,
  tries,
  onHint,
  onLeave,
}: ChallengeInLabProps) {
  const { hints, par, text, id } = challenge
  const shown = hints.slice(0, progress?.hints ?? 0)
  return (
    <section aria-label={`Challenge ${number}`} className={styles.challenge}>
      <p className={styles.kicker}>
        <b>Challenge {number}</b>
        <span>par {parWords(challenge, par)}</span>
        <Button kind="plain" size="small" onClick={onLeave}>
          Leave it
        </Button>
      </p>
      <p className={styles.text}>{text}</p>
      <Solved challenge={challenge} progress={progress} />
      {results ? (
        <Results results={results} old={old} quiet />
      ) : (
        <p className={styles.fine}>
          Change the code, then sweep it: every single fault is tried, and that judges a repair.
        </p>
      )}
      {tries.length > 0 ? <Tries tries={tries} /> : null}
      {shown.length > 0 ? (
        <ol className={styles.hints} aria-label="Hints">
          {shown.map((hint) => (
            <li key={hint} tabIndex={-1} data-hint>
              {hint}
            </li>
          ))}
        </ol>
      ) : null}
      <p className={styles.acts}>
        {shown.length < hints.length ? (
          <Button size="small" onClick={onHint}>
            Hint {shown.length + 1} of {hints.length}
          </Button>
        ) : null}
        <a href={`#challenge-${id}`}>Back to its place in the text</a>
      </p>
    </section>
  )
}

function Tries({ tries }: { tries: readonly Try[] }) {
  return (
    <table className={styles.tries}>
      <caption className="sr-only">What you tried</caption>
      <thead>
        <tr>
          <th scope="col">try</th>
          <th scope="col">new lines</th>
          <th scope="col">came to</th>
        </tr>
      </thead>
      <tbody>
        {tries.map(({ attempt, number, cost, left }) => (
          <tr key={attempt}>
            <td>{number}</td>
            <td>{cost}</td>
            <td>
              <Mark meaning={left === 0 ? 'committed' : 'doubt'} size={9} />{' '}
              {left === 0 ? 'all of it' : `${left} still to do`}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
