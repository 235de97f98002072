/** What one side of a comparison has kept so far, the worst promise in words. */
import { useMemo } from 'react'
import { Mark } from '@/components/ui/mark'
import { meaningOf } from '../promises/promises'
import type { RunView } from '../shell/run-view'
import { type PromiseState, promiseStates, PromiseTimeline } from '../views/promise-states'
import styles from './side-verdict.module.css'

export function SideVerdict({ view }: { view: RunView }) {
  const { lab, trace, variant, playhead } = view
  const timelines = useMemo(
    () => lab.invariants.map((invariant) => new PromiseTimeline(invariant, trace)),
    [lab, trace],
  )
  const states = promiseStates(timelines, variant, trace, playhead)
  const [worst] = states
  if (!worst) return null
  return (
    <>
      <span className={styles.word} data-meaning={meaningOf[worst.word]}>
        <Mark meaning={meaningOf[worst.word]} size={11} />
        {worst.word}
      </span>
      <p className={styles.status}>{statusOf(worst, states, variant.promises)}</p>
    </>
  )
}

/** @param promises of the variant: what else happened to hold was no promise */
export function statusOf(
  worst: PromiseState,
  states: readonly PromiseState[],
  promises: readonly string[],
): string {
  if (worst.word !== 'kept') return `${worst.title}. ${worst.status}`
  const kept = states.filter(({ id, word }) => word === 'kept' && promises.includes(id))
  const [only] = kept
  if (kept.length <= 1) return `${(only ?? worst).title}.`
  return `${kept.length === 2 ? 'Both' : `All ${kept.length}`} promises were kept.`
}
