/** That a challenge was solved, and with how much. */
import type { ChallengeProgress } from '@/components/progress/records'
import { Mark } from '@/components/ui/mark'
import type { Challenge } from '@/simulations/challenges/challenge'
import styles from './challenge-card.module.css'

export type SolvedProps = { challenge: Challenge; progress: ChallengeProgress | null }

export function Solved({ challenge, progress }: SolvedProps) {
  if (!progress?.solved) return null
  const { cost } = progress.solved
  return (
    <p className={styles.solved}>
      <Mark meaning="committed" size={10} /> Solved with {parWords(challenge, cost)}
      {cost <= challenge.par ? '' : `; par is ${challenge.par}`}.
    </p>
  )
}

/** `1 fault`, `7 new lines`. */
export function parWords({ kind }: Pick<Challenge, 'kind'>, count: number): string {
  const noun = kind === 'break' ? 'fault' : 'new line'
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
