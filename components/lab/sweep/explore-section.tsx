'use client'

/** Random schedules: as many as the reader asks for, drawn from a seed, and the smallest that fails. */
import { useId, useState } from 'react'
import { Button } from '@/components/ui/button'
import { ProgressBar } from '@/components/ui/progress-bar'
import { SegmentedControl } from '@/components/ui/segmented-control'
import {
  choiceOfVariants,
  type LabDefinition,
  type VariantDefinition,
} from '@/simulations/kernel/lab'
import { seedSchema } from '../session/lab-recipe'
import { type CampaignState, isBusy, schedulesPerSecond } from './campaign-state'
import { ExploreStrip } from './explore-strip'
import styles from './explore-section.module.css'
import { count } from './sweep-words'

export type ExploreSectionProps = {
  lab: LabDefinition
  variant: VariantDefinition
  /** By variant. */
  states: ReadonlyMap<string, CampaignState>
  seed: number
  /** Its button is the next step. */
  next: boolean
  onExplore: (variants: readonly string[], schedules: number, seed: number) => void
  onStop: () => void
  onSelect: (variant: string, index: number) => void
  onOpen: (variant: string, seed: number, schedule: string) => void
}

const sizes = ['100', '200', '500'] as const

export function ExploreSection({
  lab,
  variant,
  states,
  seed: startSeed,
  next,
  onExplore,
  onStop,
  onSelect,
  onOpen,
}: ExploreSectionProps) {
  const [size, setSize] = useState<(typeof sizes)[number]>('200')
  const [text, setText] = useState(String(startSeed))
  const field = useId()
  const seed = seedSchema.safeParse(/^\d+$/.test(text) ? Number(text) : Number.NaN)
  const problem = seed.success ? null : (seed.error.issues[0]?.message ?? null)
  const busy = [...states.values()].find(isBusy)
  const others = choiceOfVariants(lab).filter(({ id }) => id !== variant.id && !states.has(id))
  const explored = lab.variants.flatMap((one) => {
    const state = states.get(one.id)
    return state ? [{ one, state }] : []
  })
  const explore = (variants: readonly string[]) => {
    if (seed.success) onExplore(variants, Number(size), seed.data)
  }
  return (
    <section className={styles.explore} aria-label="Explore">
      <div className={styles.ask}>
        <h5 data-title tabIndex={-1}>
          Explore
        </h5>
        <p>Random schedules of up to four faults each. The same seed draws the same schedules.</p>
        <SegmentedControl
          label="Random schedules"
          segments={sizes.map((value) => ({ value, label: value }))}
          value={size}
          onChange={setSize}
        />
        <div className={styles.seed}>
          <label htmlFor={field}>Seed</label>
          <input
            id={field}
            inputMode="numeric"
            autoComplete="off"
            value={text}
            aria-invalid={problem !== null}
            aria-describedby={problem === null ? undefined : `${field}-problem`}
            onChange={(event) => setText(event.target.value)}
          />
        </div>
        {problem === null ? null : (
          <p id={`${field}-problem`} role="alert" className={styles.problem}>
            {problem}
          </p>
        )}
        <Button
          kind={next ? 'do' : 'default'}
          aria-disabled={!busy && problem !== null}
          onClick={busy ? onStop : () => explore([variant.id])}
        >
          {busy ? 'Stop' : `Explore ${size} random schedules`}
        </Button>
      </div>
      <div className={styles.found}>
        {explored.map(({ one, state }) => (
          <div key={one.id} className={styles.variant}>
            <span className={styles.name}>{one.title}</span>
            {isBusy(state) && state.plan ? (
              <ProgressBar
                label={
                  state.phase === 'shrinking'
                    ? 'Making the failing schedule smaller'
                    : `${state.done} of ${state.plan.runs.length} schedules, ${Math.round(schedulesPerSecond(state))} a second`
                }
                value={state.done / Math.max(1, state.plan.runs.length)}
              />
            ) : null}
            <ExploreStrip
              lab={lab}
              variant={one}
              state={state}
              onSelect={(index) => onSelect(one.id, index)}
              onOpen={(schedule) => onOpen(one.id, state.request.recipe.seed, schedule)}
              onRetry={() => onExplore([one.id], scheduleCount(state), state.request.recipe.seed)}
            />
          </div>
        ))}
        {explored.length > 0 && !busy && others.length > 0 ? (
          <Button onClick={() => explore(others.map(({ id }) => id))}>
            Explore the other {count(others.length, 'variant')} too
          </Button>
        ) : null}
      </div>
    </section>
  )
}

function scheduleCount({ request: { campaign } }: CampaignState): number {
  return campaign.kind === 'explore' ? campaign.schedules : 0
}
