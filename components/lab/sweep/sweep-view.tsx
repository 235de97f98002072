'use client'

/** Every single fault of a lab, one run each, in place of the run: what breaks, what holds, and what was not tried. */
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { Button } from '@/components/ui/button'
import { SegmentedControl } from '@/components/ui/segmented-control'
import { choiceOfVariants } from '@/simulations/kernel/lab'
import { sameEdits } from '../session/edits'
import type { LabParts, LabSession } from '../session/lab-session'
import { codeFilesOf } from '../shell/code-files'
import type { RunView } from '../shell/run-view'
import { campaignBase, campaignRecipe } from './campaign-base'
import { type CampaignRequest, type CampaignState, isBusy } from './campaign-state'
import { sameRequest } from './campaigns'
import { ExploreSection } from './explore-section'
import { RunDetail } from './run-detail'
import { firstFailure, type RunMark } from './run-mark'
import { SampleCell } from './sweep-cell'
import { drawnOrder } from './sweep-rows'
import { count, summaryWords } from './sweep-words'
import styles from './sweep-view.module.css'
import { useFocusKept } from './use-focus-kept'
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

const orders: readonly { value: SweepOrder; label: string }[] = [
  { value: 'fault', label: 'by fault' },
  { value: 'line', label: 'by line and link' },
]

export function SweepView({ session, parts, view }: SweepViewProps) {
  const { lab, variant, run } = view
  const { campaigns } = session
  const root = useRef<HTMLDivElement>(null)
  useFocusKept(root)
  const found = useSyncExternalStore(campaigns.subscribe, campaigns.state, campaigns.state)
  const current = useMemo(() => campaignBase(session.lab, lab, run.recipe), [session, lab, run])
  const known = useSyncExternalStore(campaigns.subscribe, campaigns.base, campaigns.base)
  const base = known ?? current
  const [order, setOrder] = useState<SweepOrder>('fault')
  const [chosen, setChosen] = useState<Selection | null>(null)
  const files = useMemo(
    () => new Map(lab.variants.map((one) => [one.id, codeFilesOf(one, parts.content)])),
    [lab, parts],
  )
  const requestOf = (id: string): CampaignRequest => ({
    recipe: campaignRecipe(base, lab, id),
    campaign: { kind: 'sweep' },
  })
  const request = useMemo<CampaignRequest>(
    () => ({ recipe: campaignRecipe(base, lab, variant.id), campaign: { kind: 'sweep' } }),
    [base, lab, variant],
  )
  useEffect(() => {
    if (known === null) campaigns.rebase(current)
    else campaigns.look(request)
  }, [campaigns, known, current, request])

  const sweeps = statesOf(found, 'sweep')
  const explorations = statesOf(found, 'explore')
  const busy = [...found.values()].some(isBusy)
  const here = sweeps.get(variant.id)
  const rest = choiceOfVariants(lab).filter(({ id }) => id !== variant.id)
  const others = rest.filter(({ id }) => !sweeps.get(id)?.done)
  const ordered = [variant, ...rest]
  const selection = chosen ?? firstBroken(here, view)
  const selected = selection ? found.get(selection.key) : undefined
  const selectedVariant = lab.variants.find(({ id }) => id === selected?.request.recipe.variant)
  const swept = here?.phase === 'done'
  const broken = selection !== null && swept
  const other = !sameRequest(
    { recipe: { ...current, variant: base.variant }, campaign: { kind: 'sweep' } },
    { recipe: base, campaign: { kind: 'sweep' } },
  )

  const start = (ids: readonly string[]) => campaigns.start(ids.map(requestOf))
  const select = (key: string, index: number) => setChosen({ key, index })
  const open = (recipe: { variant: string; seed: number; schedule: string }) => {
    session.openRun({ ...run.recipe, ...recipe })
  }
  const openChosen = ({ plan, request: { recipe } }: CampaignState, index: number) => {
    const planned = plan?.runs[index]
    if (planned) open({ ...recipe, schedule: planned.schedule })
  }
  return (
    <div ref={root} className={styles.view}>
      <div className={styles.head}>
        <p className={styles.lede}>
          Each square is one whole run with a single fault: a crash at that moment, or a cut while
          that message travels.
        </p>
        <Legend />
        <span className={styles.order}>
          Squares
          <SegmentedControl
            label="Squares are put in order"
            segments={orders}
            value={order}
            onChange={setOrder}
          />
        </span>
      </div>
      {other ? (
        <p className={styles.other}>
          {sameEdits(current.edits, base.edits)
            ? `These runs have seed ${base.seed} and ${base.schedule === '' ? 'the lab’s own workload' : `the workload ${base.schedule}`}; the run on the plate has another.`
            : 'These runs are of other code than the run on the plate.'}{' '}
          <Button
            size="small"
            disabled={busy}
            onClick={() => {
              setChosen(null)
              campaigns.rebase(current)
            }}
          >
            Sweep that one instead
          </Button>
        </p>
      ) : null}
      <div className={styles.body}>
        <div className={styles.variants}>
          {ordered.map((one) => (
            <VariantSweep
              key={one.id}
              lab={lab}
              variant={one}
              state={sweeps.get(one.id)}
              order={order}
              files={files.get(one.id) ?? noFiles}
              workers={campaigns.workers}
              selected={selection?.key === `sweep ${one.id}` ? selection.index : null}
              next={one.id === variant.id && !busy && !swept}
              onRun={(id) => start([id])}
              onStop={campaigns.stop}
              onSelect={(id, index) => select(`sweep ${id}`, index)}
            />
          ))}
          {swept && !busy && others.length > 0 ? (
            <p className={styles.more}>
              <Button onClick={() => start(others.map(({ id }) => id))}>
                Sweep the other {count(others.length, 'variant')} too
              </Button>
            </p>
          ) : null}
          <ExploreSection
            lab={lab}
            variant={variant}
            states={explorations}
            seed={base.seed}
            next={swept && !busy && !broken}
            onExplore={(ids, schedules, seed) =>
              campaigns.start(
                ids.map((id) => ({
                  recipe: campaignRecipe({ ...base, seed }, lab, id),
                  campaign: { kind: 'explore', schedules },
                })),
              )
            }
            onStop={campaigns.stop}
            onSelect={(id, index) => select(`explore ${id}`, index)}
            onOpen={(id, seed, schedule) => open({ variant: id, seed, schedule })}
          />
        </div>
        <aside
          className={styles.detail}
          aria-label="The chosen run"
          data-chosen={chosen ? true : undefined}
        >
          {selected && selectedVariant && selection ? (
            <RunDetail
              lab={lab}
              variant={selectedVariant}
              state={selected}
              index={selection.index}
              next={broken && !busy}
              remedy={remedyOf(view, selectedVariant.id)}
              onReplay={() => openChosen(selected, selection.index)}
              onBeside={(remedy) => {
                openChosen(selected, selection.index)
                session.show({ name: 'beside', variant: remedy })
              }}
              onSelect={(index) => select(selection.key, index)}
              onClose={() => {
                root.current?.querySelector<HTMLElement>('[data-run][aria-pressed="true"]')?.focus()
                setChosen(null)
              }}
            />
          ) : (
            <p className={styles.empty}>
              Choose a square: what its run lost stands here, and the way into the player.
            </p>
          )}
        </aside>
      </div>
      <div className="sr-only" aria-live="polite">
        {endsOf(found, lab.variants).map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </div>
    </div>
  )
}

const noFiles: never[] = []

function Legend() {
  const marks: [RunMark, string][] = [
    ['kept', 'every promise kept'],
    ['broken', 'a promise broken'],
    ['not-promised', 'broken, not promised here'],
  ]
  return (
    <ul className={styles.legend}>
      {marks.map(([mark, words]) => (
        <li key={mark}>
          <SampleCell mark={mark} />
          {words}
        </li>
      ))}
      <li>Squares follow the run; a gap is where the next action is done.</li>
    </ul>
  )
}

/** By variant. */
function statesOf(
  found: ReadonlyMap<string, CampaignState>,
  kind: CampaignState['request']['campaign']['kind'],
): Map<string, CampaignState> {
  return new Map(
    [...found.values()]
      .filter(({ request }) => request.campaign.kind === kind)
      .map((state) => [state.request.recipe.variant, state]),
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

/** The variant that repairs it, where the lab names one. */
function remedyOf({ lab }: RunView, variant: string): RunView['variant'] | null {
  return lab.variants.find(({ id }) => id === lab.remedy[variant]) ?? null
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
