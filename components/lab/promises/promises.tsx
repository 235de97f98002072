'use client'

/** The promises of the lab at the playhead: the worst one first and in full. */
import { useMemo } from 'react'
import { Mark, type Meaning } from '@/components/ui/mark'
import type { LabDefinition } from '@/simulations/kernel/lab'
import type { Evidence, TraceEvent } from '@/simulations/kernel/trace-event'
import type { Playhead } from '../views/playhead'
import {
  othersInWords,
  type PromiseState,
  promiseStates,
  PromiseTimeline,
  type PromiseWord,
} from '../views/promise-states'
import styles from './promises.module.css'

export interface PromisesProps {
  trace: readonly TraceEvent[]
  playhead: Playhead
  lab: LabDefinition
  variant: string
  /** What the reader has written cannot be judged, since it does not compile. */
  waits?: boolean
  /** Jumps to the row or the moment that an evidence points at. */
  onShowEvidence: (evidence: Evidence, promise: string) => void
}

export function Promises({
  trace,
  playhead,
  lab,
  variant,
  waits = false,
  onShowEvidence,
}: PromisesProps) {
  const timelines = useMemo(
    () => lab.invariants.map((invariant) => new PromiseTimeline(invariant, trace)),
    [lab, trace],
  )
  const { promises = none, breaks = none } =
    lab.variants.find((candidate) => candidate.id === variant) ?? {}
  const [worst, ...others] = waits
    ? lab.invariants.map(notJudged)
    : promiseStates(timelines, { promises, breaks }, trace, playhead)
  if (!worst) return null
  const many = others.length > 2
  return (
    <section className={styles.promises} aria-label="Promises" data-many={many || undefined}>
      <FullPromise state={worst} onShow={onShowEvidence} />
      <div className={styles.others}>
        {others.map((state) =>
          many ? (
            <ShortPromise key={state.id} state={state} />
          ) : (
            <FullPromise key={state.id} state={state} onShow={onShowEvidence} />
          ),
        )}
      </div>
      {others.length > 0 ? (
        <details className={styles.folded}>
          <summary data-meaning={meaningOf[others[0]?.word ?? 'not judged yet']}>
            <Mark meaning={meaningOf[others[0]?.word ?? 'not judged yet']} size={11} />
            {othersInWords(others)}
            <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
              <path d="M2 3.5 5 6.5 8 3.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
            </svg>
          </summary>
          {others.map((state) => (
            <FullPromise key={state.id} state={state} onShow={onShowEvidence} />
          ))}
        </details>
      ) : null}
    </section>
  )
}

const none: string[] = []

function notJudged({ id, title }: { id: string; title: string }): PromiseState {
  return {
    id,
    title,
    word: 'not judged',
    status: 'Waits for code that runs',
    evidence: null,
    waits: false,
  }
}

export const meaningOf: Record<PromiseWord, Meaning> = {
  'not judged': 'not-promised',
  'not judged yet': 'not-promised',
  'kept so far': 'committed',
  kept: 'committed',
  'not yet': 'doubt',
  broken: 'lost',
  'could not be checked': 'doubt',
  'not promised here': 'not-promised',
}

function FullPromise({
  state,
  onShow,
}: {
  state: PromiseState
  onShow: PromisesProps['onShowEvidence']
}) {
  const { evidence } = state
  const row = evidence?.targets.some((target) => target.type === 'row')
  return (
    <div className={styles.promise} data-word={state.word}>
      <Word word={state.word} />
      <p className={state.word === 'not promised here' ? styles.faint : undefined}>{state.title}</p>
      <small>
        {state.status}{' '}
        {evidence ? (
          <button type="button" className={styles.show} onClick={() => onShow(evidence, state.id)}>
            {row ? 'Show the row' : 'Show the moment'}
          </button>
        ) : null}
      </small>
    </div>
  )
}

function ShortPromise({ state }: { state: PromiseState }) {
  return (
    <div className={styles.short}>
      <Word word={state.word} />
      <span className={state.word === 'not promised here' ? styles.faint : undefined}>
        {state.title}
        {state.waits ? <small>: {state.status}</small> : null}
      </span>
    </div>
  )
}

function Word({ word }: { word: PromiseWord }) {
  return (
    <span className={styles.word} data-meaning={meaningOf[word]}>
      <Mark meaning={meaningOf[word]} size={11} />
      {word}
    </span>
  )
}
