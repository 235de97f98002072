'use client'

/** Every single fault of a lab, one run each, in place of the run: what breaks, what holds, and what was not tried. */
import { useMemo, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { choiceOfVariants } from '@/simulations/kernel/lab'
import type { LabParts } from '../session/lab-parts'
import type { LabSession } from '../session/lab-session'
import { codeFilesOf } from '../shell/code-files'
import type { RunView } from '../shell/run-view'
import { type CampaignState, isBusy } from './campaign-state'
import { ExploreSection } from './explore-section'
import { RunDetail } from './run-detail'
import { firstFailure } from './run-mark'
import { SweepHead } from './sweep-head'
import { drawnOrder } from './sweep-rows'
import { count, summaryWords } from './sweep-words'
import styles from './sweep-view.module.css'
import { useFocusKept } from './use-focus-kept'
import { useSweep } from './use-sweep'
import { type SweepOrder, VariantSweep } from './variant-sweep'

export type SweepViewProps = {
  session: LabSession
  parts: LabParts
  view: RunView
}

interface Selection {
  /** Of a campaign. */
  key: string
  index: number
}

export function SweepView({ session, parts, view }: SweepViewProps) {
  const { lab, variant } = view
  const root = useRef<HTMLDivElement>(null)
  useFocusKept(root)
  const hand = useSweep(session, view)
  const { sweeps, busy } = hand
  const [order, setOrder] = useState<SweepOrder>('fault')
  const [chosen, setChosen] = useState<Selection | null>(null)
  const files = useMemo(
    () => new Map(lab.variants.map((one) => [one.id, codeFilesOf(one, parts.content)])),
    [lab, parts],
  )
  const here = sweeps.get(variant.id)
  const swept = here?.phase === 'done'
  const rest = choiceOfVariants(lab).filter(({ id }) => id !== variant.id)
  const others = rest.filter(({ id }) => !sweeps.get(id)?.done)
  const selection = chosen ?? firstBroken(here, view)
  const select = (key: string, index: number) => setChosen({ key, index })
  return (
    <div ref={root} className={styles.view}>
      <SweepHead order={order} onOrder={setOrder} />
      {hand.other === null ? null : (
        <p className={styles.other}>
          {hand.other}{' '}
          <Button
            size="small"
            disabled={busy}
            onClick={() => {
              setChosen(null)
              hand.rebase()
            }}
          >
            Sweep that one instead
          </Button>
        </p>
      )}
      <div className={styles.body} data-old={hand.other === null ? undefined : true}>
        <div className={styles.variants}>
          {[variant, ...rest].map((one) => (
            <VariantSweep
              key={one.id}
              lab={lab}
              variant={one}
              state={sweeps.get(one.id)}
              old={hand.old.get(one.id)}
              order={order}
              files={files.get(one.id) ?? noFiles}
              selected={selection?.key === `sweep ${one.id}` ? selection.index : null}
              next={one.id === variant.id && !busy && !swept}
              onRun={(id) => hand.sweep([id])}
              onStop={hand.stop}
              onSelect={(id, index) => select(`sweep ${id}`, index)}
            />
          ))}
          {swept && !busy && others.length > 0 ? (
            <p className={styles.more}>
              <Button onClick={() => hand.sweep(others.map(({ id }) => id))}>
                Sweep the other {count(others.length, 'variant')} too
              </Button>
            </p>
          ) : null}
          <ExploreSection
            lab={lab}
            variant={variant}
            states={hand.explorations}
            seed={hand.base.seed}
            next={swept && !busy && selection === null}
            onExplore={hand.explore}
            onStop={hand.stop}
            onSelect={(id, index) => select(`explore ${id}`, index)}
            onOpen={(id, seed, schedule) => hand.open({ variant: id, seed, schedule })}
          />
        </div>
        <Chosen
          {...{ session, view, selection }}
          state={selection ? hand.found.get(selection.key) : undefined}
          byHand={chosen !== null}
          next={swept && !busy}
          onOpen={hand.open}
          onSelect={select}
          onClose={() => {
            root.current?.querySelector<HTMLElement>('[data-run][aria-pressed="true"]')?.focus()
            setChosen(null)
          }}
        />
      </div>
      <div className="sr-only" aria-live="polite">
        {endsOf(hand.found, lab.variants).map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </div>
    </div>
  )
}

const noFiles: never[] = []

interface ChosenProps {
  session: LabSession
  view: RunView
  selection: Selection | null
  state: CampaignState | undefined
  /** What is chosen by itself keeps out of the way where there is no room. */
  byHand: boolean
  next: boolean
  onOpen: (run: { variant: string; seed: number; schedule: string }) => void
  onSelect: (key: string, index: number) => void
  onClose: () => void
}

function Chosen(props: ChosenProps) {
  const { session, view, selection, state, byHand, next, onOpen, onSelect, onClose } = props
  const { lab } = view
  const recipe = state?.request.recipe
  const variant = lab.variants.find(({ id }) => id === recipe?.variant)
  const replay = () => {
    const planned = selection ? state?.plan?.runs[selection.index] : undefined
    if (recipe && planned)
      onOpen({ variant: recipe.variant, seed: recipe.seed, schedule: planned.schedule })
  }
  return (
    <aside
      className={styles.detail}
      aria-label="The chosen run"
      data-chosen={byHand ? true : undefined}
    >
      {state && variant && selection ? (
        <RunDetail
          lab={lab}
          variant={variant}
          state={state}
          index={selection.index}
          next={next}
          remedy={lab.variants.find(({ id }) => id === lab.remedy[variant.id]) ?? null}
          onReplay={replay}
          onBeside={(remedy) => {
            replay()
            session.show({ name: 'beside', variant: remedy })
          }}
          onSelect={(index) => onSelect(selection.key, index)}
          onClose={onClose}
        />
      ) : (
        <p className={styles.empty}>
          Choose a square: what its run lost stands here, and the way into the player.
        </p>
      )}
    </aside>
  )
}

function firstBroken(
  state: CampaignState | undefined,
  { lab, variant }: RunView,
): Selection | null {
  if (!state?.plan || isBusy(state)) return null
  const order = drawnOrder(state.plan, lab)
  const found = firstFailure(
    order.map((index) => state.results[index] ?? null),
    variant,
  )
  const index = found === null ? undefined : order[found]
  return index === undefined ? null : { key: `sweep ${variant.id}`, index }
}

/** One sentence for each campaign that has come to its end, and nothing before. */
function endsOf(
  found: ReadonlyMap<string, CampaignState>,
  variants: readonly RunView['variant'][],
): string[] {
  return [...found.values()]
    .filter(({ phase, done }) => (phase === 'done' || phase === 'stopped') && done > 0)
    .flatMap((state) => {
      const variant = variants.find(({ id }) => id === state.request.recipe.variant)
      return variant ? [summaryWords(state, variant)] : []
    })
}
