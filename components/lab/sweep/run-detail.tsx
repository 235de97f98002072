'use client'

/** The chosen run: what was lost, the schedule, and the way into the player. */
import { Button } from '@/components/ui/button'
import { Mark } from '@/components/ui/mark'
import type { LabDefinition, VariantDefinition } from '@/simulations/kernel/lab'
import type { CampaignState } from './campaign-state'
import styles from './sweep-detail.module.css'
import { markOf } from './run-mark'
import { meanings } from './sweep-cell'
import { drawnOrder } from './sweep-rows'
import { evidenceWords, faultWords, noticedWords, resultWords } from './sweep-words'

export type RunDetailProps = {
  lab: LabDefinition
  variant: VariantDefinition
  state: CampaignState
  index: number
  /** Its button is the next step. */
  next: boolean
  /** The variant to see it beside, where the lab names one. */
  remedy: VariantDefinition | null
  onReplay: () => void
  onBeside: (remedy: string) => void
  onSelect: (index: number) => void
  onClose: () => void
}

export function RunDetail({
  lab,
  variant,
  state,
  index,
  next,
  remedy,
  onReplay,
  onBeside,
  onSelect,
  onClose,
}: RunDetailProps) {
  const planned = state.plan?.runs[index]
  const tried = state.results[index] ?? null
  if (!planned) return null
  const mark = markOf(tried, variant)
  const [only] = planned.faults
  const many = planned.faults.length > 1
  const run = tried?.kind === 'ran' ? tried.run : null
  const lost = run ? evidenceWords(run, variant) : null
  const others = state.plan
    ? drawnOrder(state.plan, lab).filter(
        (place) => markOf(state.results[place] ?? null, variant) === mark,
      )
    : []
  const here = others.indexOf(index)
  const steps = mark === 'broken' || mark === 'not-promised'
  return (
    <div className={styles.run}>
      <p className={styles.result} data-mark={mark}>
        {meanings[mark] ? <Mark meaning={meanings[mark]} size={11} /> : null}
        <span>{resultWords(tried, variant, lab)}</span>
        <button type="button" className={styles.close} onClick={onClose} aria-label="Close">
          <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
            <path d="M2 2 10 10M10 2 2 10" stroke="currentColor" strokeWidth="1.5" />
          </svg>
        </button>
      </p>
      <h5 className={styles.title}>
        {variant.title}, {many || !only ? `${planned.faults.length} faults` : faultWords(only)}
      </h5>
      <p className={styles.schedule}>{planned.schedule}</p>
      <dl className={styles.facts}>
        {lost ? (
          <>
            <dt>Evidence</dt>
            <dd>{lost}</dd>
          </>
        ) : null}
        {run ? (
          <>
            {lost ? (
              <>
                <dt>Noticed by</dt>
                <dd>{noticedWords(run)}</dd>
              </>
            ) : null}
            <dt>Fingerprint</dt>
            <dd className={styles.print}>
              {run.fingerprint}, seed {state.request.recipe.seed}
            </dd>
          </>
        ) : null}
      </dl>
      <div className={styles.acts}>
        <Button kind={next ? 'do' : 'default'} onClick={onReplay}>
          Replay this run
        </Button>
        {remedy && lost ? (
          <Button kind="plain" onClick={() => onBeside(remedy.id)}>
            Replay beside {remedy.title}
          </Button>
        ) : null}
      </div>
      {steps && others.length > 1 ? (
        <p className={styles.steps}>
          <Button
            size="small"
            disabled={here <= 0}
            onClick={() => onSelect(others[here - 1] ?? index)}
          >
            Previous
          </Button>
          <span>
            {here + 1} of {others.length} {mark === 'broken' ? 'broken' : 'not promised'}
          </span>
          <Button
            size="small"
            disabled={here === others.length - 1}
            onClick={() => onSelect(others[here + 1] ?? index)}
          >
            Next
          </Button>
        </p>
      ) : null}
    </div>
  )
}
