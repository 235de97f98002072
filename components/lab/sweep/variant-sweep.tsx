'use client'

/** The sweep of one variant: what it came to in words, one square a run, and the same as a table. */
import { useMemo, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Mark } from '@/components/ui/mark'
import { ProgressBar } from '@/components/ui/progress-bar'
import type { LabDefinition, VariantDefinition } from '@/simulations/kernel/lab'
import type { CampaignPlan } from '@/simulations/runner/campaign-plan'
import type { CodeFile } from '../code/code-panel'
import { type CampaignState, isBusy, schedulesPerSecond } from './campaign-state'
import { CellRows } from './cell-rows'
import { CodeRows } from './code-rows'
import { markOf } from './run-mark'
import { meanings } from './sweep-cell'
import { SweepTable } from './sweep-table'
import { durationWords, paceWords, resultWords, summaryWords, talliesOf } from './sweep-words'
import { useCells } from './use-cells'
import styles from './variant-sweep.module.css'

/** What the squares are put in order by. */
export type SweepOrder = 'fault' | 'line'

export type VariantSweepProps = {
  lab: LabDefinition
  variant: VariantDefinition
  state: CampaignState | undefined
  /** What it came to before a change; shown until there is a result of what is swept now. */
  old: CampaignState | undefined
  order: SweepOrder
  files: readonly CodeFile[]
  selected: number | null
  /** Its button is the next step. */
  next: boolean
  onRun: (variant: string) => void
  onStop: () => void
  onSelect: (variant: string, index: number) => void
}

export function VariantSweep({
  lab,
  variant,
  state,
  old,
  order,
  files,
  selected,
  next,
  onRun,
  onStop,
  onSelect,
}: VariantSweepProps) {
  const plan = state?.plan ?? null
  const before = state && state.done > 0 ? undefined : old
  if (!plan && (!state || state.phase === 'planned'))
    return (
      <section className={styles.variant} aria-label={variant.title}>
        <h5 className={styles.title} data-title tabIndex={-1}>
          {variant.title}
        </h5>
        <div className={styles.unswept}>
          <p>{variant.summary}</p>
          <Button onClick={() => onRun(variant.id)}>Sweep it</Button>
        </div>
        {before ? <OldRuns lab={lab} variant={variant} state={before} /> : null}
      </section>
    )
  return (
    <section className={styles.variant} aria-label={variant.title}>
      <div className={styles.summary}>
        <h5 className={styles.title} data-title tabIndex={-1}>
          {variant.title}
          {state?.request.recipe.edits ? ', your code' : null}
        </h5>
        <Outcome {...{ lab, variant, state, next, onRun, onStop }} />
      </div>
      {before ? <OldRuns lab={lab} variant={variant} state={before} /> : null}
      {state && plan && !before ? (
        <Runs {...{ lab, variant, state, plan, order, files, selected, onSelect }} />
      ) : null}
    </section>
  )
}

type RunsProps = Pick<
  VariantSweepProps,
  'lab' | 'variant' | 'order' | 'files' | 'selected' | 'onSelect'
> & { state: CampaignState; plan: CampaignPlan }

export function Runs({ lab, variant, state, plan, order, files, selected, onSelect }: RunsProps) {
  const cells = useRef<HTMLDivElement>(null)
  const [peeked, setPeeked] = useState<number | null>(null)
  const [touched, setTouched] = useState<number | null>(null)
  useCells(cells, {
    onSelect: (index) => onSelect(variant.id, index),
    onPeek: (index) => {
      setPeeked(index)
      if (index !== null) setTouched(index)
    },
  })
  const { results } = state
  const marks = useMemo(() => results.map((tried) => markOf(tried, variant)), [results, variant])
  const labels = useMemo(
    () =>
      plan.runs.map(
        ({ schedule }, index) =>
          `${schedule}: ${resultWords(results[index] ?? null, variant, lab)}`,
      ),
    [plan, results, variant, lab],
  )
  const shown = { marks, labels, selected, stop: touched ?? selected }
  return (
    <div className={styles.runs}>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields */}
      <div ref={cells} role="group" aria-label={`Runs of ${variant.title}`}>
        {order === 'fault' ? (
          <CellRows plan={plan} lab={lab} {...shown} />
        ) : (
          <CodeRows plan={plan} lab={lab} files={files} {...shown} />
        )}
      </div>
      <p className={styles.peek} aria-hidden="true">
        {peeked === null ? null : labels[peeked]}
      </p>
      {!isBusy(state) && state.done > 0 ? (
        <SweepTable lab={lab} variant={variant} state={state} />
      ) : null}
    </div>
  )
}

type OldRunsProps = Pick<VariantSweepProps, 'lab' | 'variant'> & { state: CampaignState }

/**
 * What a sweep came to before a change: to look at, since none of its runs is one of what is swept now. By fault only: the
 * lines have changed.
 */
export function OldRuns({ lab, variant, state }: OldRunsProps) {
  const { plan, results } = state
  if (!plan) return null
  const marks = results.map((tried) => markOf(tried, variant))
  const labels = plan.runs.map(({ schedule }) => schedule)
  return (
    <div className={styles.runs}>
      <p className={styles.before}>From before this change. {summaryWords(state, variant)}</p>
      <div inert className={styles.old}>
        <CellRows plan={plan} lab={lab} marks={marks} labels={labels} selected={null} stop={null} />
      </div>
    </div>
  )
}

type OutcomeProps = Pick<
  VariantSweepProps,
  'lab' | 'variant' | 'state' | 'next' | 'onRun' | 'onStop'
>

function Outcome({ lab, variant, state, next, onRun, onStop }: OutcomeProps) {
  if (!state) return null
  const act = actOf(state)
  const run = () => onRun(variant.id)
  return (
    <>
      <Words {...{ lab, variant, state }} />
      {act === null ? null : (
        // One button with other words: it keeps the focus.
        <Button kind={next ? 'do' : 'default'} onClick={isBusy(state) ? onStop : run}>
          {act}
        </Button>
      )}
      {state.phase === 'done' ? <NotTried reasons={state.plan?.notTried ?? []} /> : null}
    </>
  )
}

function actOf({ phase, plan }: CampaignState): string | null {
  switch (phase) {
    case 'planned':
      return plan ? `Run all ${plan.runs.length}` : 'Sweep it'
    case 'running':
    case 'shrinking':
      return 'Stop'
    case 'failed':
      return 'Retry'
    case 'stopped':
      return 'Go on'
    case 'done':
      return null
  }
}

/** How far it is, or what it came to. */
export function Words({
  lab,
  variant,
  state,
}: Pick<VariantSweepProps, 'lab' | 'variant'> & { state: CampaignState }) {
  const total = state.plan?.runs.length ?? 0
  switch (state.phase) {
    case 'planned':
      return (
        <p>
          {total} runs, {durationWords(total, state.runMs)}.
        </p>
      )
    case 'running':
    case 'shrinking':
      return (
        <ProgressBar
          label={
            state.plan
              ? `${state.done} of ${total} runs, ${Math.round(schedulesPerSecond(state))} a second`
              : 'Looking where a fault makes a difference'
          }
          value={state.plan ? state.done / Math.max(1, total) : null}
        />
      )
    case 'failed':
      return (
        <>
          {state.done > 0 ? <Tallies {...{ lab, variant, state }} /> : null}
          <p role="alert">
            <b>The sweep ended early.</b> {state.failure}
            {state.done > 0 ? ' What it found is kept.' : null}
          </p>
        </>
      )
    case 'stopped':
      return (
        <>
          <Tallies {...{ lab, variant, state }} />
          <p>
            Stopped after {state.done} of {total} runs.
          </p>
        </>
      )
    case 'done':
      return (
        <>
          <Tallies {...{ lab, variant, state }} />
          <p className={styles.pace}>{paceWords(state)}.</p>
        </>
      )
  }
}

function Tallies({
  lab,
  variant,
  state,
}: Pick<VariantSweepProps, 'lab' | 'variant'> & { state: CampaignState }) {
  const { faultless } = state.plan ?? {}
  return (
    <>
      {faultless && faultless.violations.length > 0 ? (
        <p>
          <b>It breaks a promise without any fault.</b>
        </p>
      ) : null}
      <ul className={styles.tallies}>
        {talliesOf(state, variant, lab).map(({ invariant, title, violated, mark, said }) => (
          <li key={invariant} data-mark={mark}>
            <b>
              <Mark meaning={meanings[mark] ?? 'committed'} size={11} />
              broken in {violated === 0 ? 'none' : violated} of {state.done}
            </b>
            <span>
              {title}
              {said === '' ? '' : `, ${said}`}
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}

function NotTried({ reasons }: { reasons: readonly string[] }) {
  return (
    <div className={styles.notTried}>
      <p>Not tried:</p>
      <ul>
        {reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
    </div>
  )
}
