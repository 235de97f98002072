'use client'

/** The random schedules of one variant as ticks in a strip, and the smallest failing one in words. */
import type { MouseEvent } from 'react'
import { Button } from '@/components/ui/button'
import { Mark } from '@/components/ui/mark'
import type { LabDefinition, VariantDefinition } from '@/simulations/kernel/lab'
import { printItem } from '@/simulations/schedule/print-schedule'
import { type CampaignState, isBusy, type Smallest } from './campaign-state'
import { firstFailure, markOf } from './run-mark'
import styles from './sweep-strip.module.css'
import { SweepTable } from './sweep-table'
import { count, reservationWords } from './sweep-words'

export type ExploreStripProps = {
  lab: LabDefinition
  variant: VariantDefinition
  state: CampaignState
  onSelect: (index: number) => void
  onOpen: (schedule: string) => void
  onRetry: () => void
}

export function ExploreStrip({
  lab,
  variant,
  state,
  onSelect,
  onOpen,
  onRetry,
}: ExploreStripProps) {
  const marks = state.results.map((tried) => markOf(tried, variant))
  const broken = marks.filter((mark) => mark === 'broken').length
  const unpromised = marks.filter((mark) => mark === 'not-promised').length
  const failing = firstFailure(state.results, variant)
  const show = failing === null ? undefined : () => onSelect(failing)
  /** The failing schedule nearest to the hand: a tick is thinner than a finger. */
  const pick = (event: MouseEvent<SVGSVGElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect()
    const at = ((event.clientX - left) / width) * marks.length
    const places = marks.flatMap((mark, index) => (isFailing(mark) ? [index] : []))
    const nearest = places.sort((one, other) => Math.abs(one - at) - Math.abs(other - at))[0]
    if (nearest !== undefined) onSelect(nearest)
  }
  const unjudged = marks.filter((mark) => mark === 'unjudged' || mark === 'stopped').length
  const reservation = reservationWords(state.results, variant)
  const ended = !isBusy(state) && state.done > 0
  return (
    <div className={styles.strip}>
      <svg
        className={styles.ticks}
        viewBox={`0 0 ${Math.max(1, marks.length) * 3} 14`}
        preserveAspectRatio="none"
        aria-hidden="true"
        onClick={pick}
      >
        <path className={styles.kept} d={ticks(marks, (mark) => mark === 'kept', 4, 6)} />
        <path
          className={styles.unpromised}
          d={ticks(marks, (mark) => mark === 'not-promised', 2, 10)}
        />
        <path
          className={styles.unpromised}
          d={ticks(marks, (mark) => mark === 'unjudged' || mark === 'stopped', 6, 2)}
        />
        <path className={styles.broken} d={ticks(marks, (mark) => mark === 'broken', 0, 14)} />
      </svg>
      <div className={styles.result}>
        {broken > 0 ? (
          <b data-mark="broken">
            <Mark meaning="lost" size={11} />
            {broken} broken
          </b>
        ) : ended ? (
          <b data-mark="kept">
            <Mark meaning="committed" size={11} />
            none found in {state.done - unjudged}
          </b>
        ) : null}
        {unpromised > 0 ? (
          <b>
            <Mark meaning="not-promised" size={11} />
            {unpromised} not promised here
          </b>
        ) : null}
        {show && ended ? (
          <Button kind="plain" onClick={show}>
            Show the first
          </Button>
        ) : null}
      </div>
      {state.phase === 'failed' ? (
        <p role="alert">
          <b>It ended early.</b> {state.failure} What it found is kept.{' '}
          <Button size="small" onClick={onRetry}>
            Retry
          </Button>
        </p>
      ) : null}
      {state.phase === 'stopped' ? (
        <p>
          Stopped after {state.done} of {state.plan?.runs.length ?? 0}.{' '}
          <Button size="small" onClick={onRetry}>
            Go on
          </Button>
        </p>
      ) : null}
      {state.smallest ? (
        <SmallestSchedule lab={lab} state={state} smallest={state.smallest} onOpen={onOpen} />
      ) : null}
      {ended ? (
        <>
          {reservation ? (
            <p className={styles.fine}>
              Of {state.done}: {reservation}
            </p>
          ) : null}
          <p className={styles.fine}>
            Seed {state.request.recipe.seed}. Not tried: {state.plan?.notTried.join('; ')}.
          </p>
          <SweepTable lab={lab} variant={variant} state={state} />
        </>
      ) : null}
    </div>
  )
}

function SmallestSchedule({
  lab,
  state,
  smallest,
  onOpen,
}: Pick<ExploreStripProps, 'lab' | 'state' | 'onOpen'> & { smallest: Smallest }) {
  const failing = state.plan?.runs[smallest.index]?.faults ?? []
  const title = lab.invariants.find(({ id }) => id === smallest.invariant)?.title ?? ''
  const spare = failing.length - smallest.needed.length
  return (
    <section className={styles.smallest} aria-label="Smallest failing schedule">
      <h6>Smallest failing schedule</h6>
      <p className={styles.caption}>
        {title}: schedule {smallest.index + 1} broke it with {count(failing.length, 'fault')}.{' '}
        {spare === 0
          ? failing.length === 1
            ? 'It is needed.'
            : 'All of them are needed.'
          : `${spare} ${spare === 1 ? 'was' : 'were'} not needed.`}
      </p>
      <p className={styles.schedule}>
        {failing.map((fault, place) => {
          const left = smallest.needed.indexOf(place)
          const kept = smallest.faults[left]
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: faults are their places
            <span key={place}>
              {kept ? (
                <b>{printItem(kept)}</b>
              ) : (
                <del>
                  <span className="sr-only">not needed: </span>
                  {printItem(fault)}
                </del>
              )}
              {place < failing.length - 1 ? '; ' : ''}
            </span>
          )
        })}
      </p>
      <Button onClick={() => onOpen(smallest.schedule)}>Open it in the player</Button>
    </section>
  )
}

type RunMarks = ReturnType<typeof markOf>

function isFailing(mark: RunMarks): boolean {
  return mark === 'broken' || mark === 'not-promised'
}

function ticks(
  marks: readonly RunMarks[],
  wanted: (mark: RunMarks) => boolean,
  top: number,
  height: number,
): string {
  return marks
    .map((mark, index) => (wanted(mark) ? `M${index * 3 + 1.5} ${top}v${height}` : ''))
    .join('')
}
