'use client'

/**
 * Every single fault of the reader's own code, beside the editor. What an earlier text came to stays in sight, as such,
 * until this one has been swept; a square or a line of the list puts its run below.
 */
import { useMemo, useRef } from 'react'
import { Button } from '@/components/ui/button'
import { Kbd } from '@/components/ui/kbd'
import type { Edits } from '../edit/use-edits'
import { withEdits, noEdits } from '../session/edits'
import type { LabRecipe } from '../session/lab-recipe'
import type { LabSession } from '../session/lab-session'
import type { RunView } from '../shell/run-view'
import { type CampaignState, isBusy } from './campaign-state'
import { markOf } from './run-mark'
import { drawnOrder } from './sweep-rows'
import styles from './own-sweep.module.css'
import { count, summaryWords } from './sweep-words'
import { useFocusKept } from './use-focus-kept'
import { useSweep } from './use-sweep'
import { OldRuns, Runs, Words } from './variant-sweep'

export type OwnSweepProps = {
  session: LabSession
  view: RunView
  edits: Edits
  /** The answer to the last change is awaited. */
  pending: boolean
  /** Another button is there for it: the lab's next step. */
  next: boolean
  /** Runs the text of the editor and breaks it in every way. */
  onSweep: () => void
}

export function OwnSweep({ session, view, edits, pending, next, onSweep }: OwnSweepProps) {
  const { lab, variant, run } = view
  const root = useRef<HTMLDivElement>(null)
  useFocusKept(root)
  const hand = useSweep(session, view)
  const here = hand.sweeps.get(variant.id)
  const unusable = edits.mistake !== null || edits.refusal !== null
  // What was swept is other code than the editor's, or was swept before it was changed.
  const outdated = hand.other !== null || unusable || pending
  const before = outdated ? lastDone(here, hand.old.get(variant.id)) : hand.old.get(variant.id)
  const state = outdated ? undefined : here
  const swept = state !== undefined && state.done > 0
  const busy = here !== undefined && isBusy(here)
  const open = (schedule: string) => {
    const recipe = { variant: variant.id, seed: hand.base.seed, schedule }
    session.replaceRun(withEdits<LabRecipe>(recipe, hand.base.edits ?? noEdits), { play: false })
  }
  return (
    <div ref={root} className={styles.view}>
      <section aria-label="Sweep of your code">
        <div className={styles.head}>
          <h4 className={styles.title} data-title tabIndex={-1}>
            Sweep of your code
          </h4>
          <SweepButton
            busy={busy}
            needless={next || state?.phase === 'done'}
            disabled={unusable}
            onSweep={onSweep}
            onStop={hand.stop}
          />
        </div>
        {unusable ? (
          <p className={styles.fine}>Waits for code that runs.</p>
        ) : edits.changed.length === 0 && !swept ? (
          <p className={styles.fine}>
            Nothing changed yet: this sweep is of the lab’s own code. Every run is the order’s work
            with one fault in another place.
          </p>
        ) : !swept && !busy ? (
          <p className={styles.fine}>
            {before ? 'Your code has not been swept since it changed.' : 'Not swept yet.'}
          </p>
        ) : null}
        {state && (state.phase !== 'planned' || state.plan) ? (
          <div className={styles.outcome}>
            <Words lab={lab} variant={variant} state={state} />
          </div>
        ) : null}
        {before && !swept ? <OldRuns lab={lab} variant={variant} state={before} /> : null}
        {state?.plan && swept ? (
          <>
            <Runs
              lab={lab}
              variant={variant}
              state={state}
              plan={state.plan}
              order="fault"
              files={noFiles}
              selected={placeOf(state, run.recipe.schedule)}
              onSelect={(_, index) => open(state.plan?.runs[index]?.schedule ?? '')}
            />
            <Failing {...{ view, state }} onOpen={open} />
          </>
        ) : null}
      </section>
      <p className="sr-only" aria-live="polite">
        {state?.phase === 'done' ? summaryWords(state, variant) : null}
      </p>
    </div>
  )
}

const noFiles: never[] = []

interface SweepButtonProps {
  busy: boolean
  needless: boolean
  disabled: boolean
  onSweep: () => void
  onStop: () => void
}

function SweepButton({ busy, needless, disabled, onSweep, onStop }: SweepButtonProps) {
  if (needless && !busy) return null
  return (
    <Button size="small" disabled={disabled && !busy} onClick={busy ? onStop : onSweep}>
      {busy ? (
        'Stop'
      ) : (
        <>
          Sweep it <Kbd>Ctrl Enter</Kbd>
        </>
      )}
    </Button>
  )
}

const listedMost = 8

interface FailingProps {
  view: RunView
  state: CampaignState
  onOpen: (schedule: string) => void
}

/** The schedules that broke a promise, as what they are: text that can be run. */
function Failing({ view, state, onOpen }: FailingProps) {
  const { lab, variant, run } = view
  const { plan, results } = state
  const broken = useMemo(
    () =>
      plan === null
        ? []
        : drawnOrder(plan, lab).filter(
            (index) => markOf(results[index] ?? null, variant) === 'broken',
          ),
    [plan, results, lab, variant],
  )
  if (!plan || isBusy(state) || broken.length === 0) return null
  const listed = broken.slice(0, listedMost)
  return (
    <div className={styles.failing}>
      <p>
        <b>{count(broken.length, 'failing run')}.</b> Choose one to see it below.
      </p>
      <ul aria-label="Failing runs">
        {listed.map((index) => {
          const schedule = plan.runs[index]?.schedule ?? ''
          return (
            <li key={index}>
              <button
                type="button"
                aria-pressed={schedule === run.recipe.schedule}
                onClick={() => onOpen(schedule)}
              >
                {schedule}
              </button>
            </li>
          )
        })}
      </ul>
      {broken.length > listed.length ? (
        <p className={styles.fine}>
          {broken.length - listed.length} more are among the squares above.
        </p>
      ) : null}
    </div>
  )
}

/** The run on the plate, where it is one of the sweep's. */
function placeOf({ plan }: CampaignState, schedule: string): number | null {
  const index = plan?.runs.findIndex((planned) => planned.schedule === schedule) ?? -1
  return index === -1 ? null : index
}

function lastDone(...states: (CampaignState | undefined)[]): CampaignState | undefined {
  return states.find((state) => state !== undefined && state.done > 0)
}
