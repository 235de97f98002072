/** What has been swept and explored of a lab, and what a reader can ask of it. */
import { useEffect, useMemo, useSyncExternalStore } from 'react'
import type { Recipe } from '@/simulations/kernel/lab'
import { noEdits, sameEdits, withEdits } from '../session/edits'
import type { LabRecipe } from '../session/lab-recipe'
import type { LabSession } from '../session/lab-session'
import type { RunView } from '../shell/run-view'
import { campaignBase, campaignRecipe } from './campaign-base'
import { type CampaignRequest, type CampaignState, isBusy } from './campaign-state'
import { sameRequest } from './campaigns'

export interface SweepHand {
  /** What all runs start from. */
  base: Recipe
  /** Why that is not the run on the plate; `null` where it is. */
  other: string | null
  /** By `campaignKey`. */
  found: ReadonlyMap<string, CampaignState>
  /** By variant. */
  sweeps: ReadonlyMap<string, CampaignState>
  /** Sweeps of other code, or from another seed or workload, that have not been made again; by variant. */
  old: ReadonlyMap<string, CampaignState>
  explorations: ReadonlyMap<string, CampaignState>
  busy: boolean
  sweep: (variants: readonly string[]) => void
  explore: (variants: readonly string[], schedules: number, seed: number) => void
  stop: () => void
  /** Starts from the run on the plate instead. */
  rebase: () => void
  /** Puts one of the runs into the player. */
  open: (run: { variant: string; seed: number; schedule: string }) => void
}

export function useSweep(session: LabSession, { lab, variant, run }: RunView): SweepHand {
  const { campaigns } = session
  const all = useSyncExternalStore(campaigns.subscribe, campaigns.state, campaigns.state)
  const found = useMemo(
    () => new Map([...all].filter(([, { request }]) => request.campaign.kind !== 'orders')),
    [all],
  )
  const old = useSyncExternalStore(campaigns.subscribe, campaigns.old, campaigns.old)
  const known = useSyncExternalStore(campaigns.subscribe, campaigns.base, campaigns.base)
  const current = useMemo(() => campaignBase(session.lab, lab, run.recipe), [session, lab, run])
  const base = known ?? current
  const requestOf = (id: string): CampaignRequest => ({
    recipe: campaignRecipe(base, lab, id),
    campaign: { kind: 'sweep' },
  })
  useEffect(() => {
    if (known === null) return campaigns.rebase(current)
    campaigns.look({
      recipe: campaignRecipe(known, lab, variant.id),
      campaign: { kind: 'sweep' },
    })
  }, [campaigns, known, current, lab, variant])
  return {
    base,
    other: otherOf(base, current),
    found,
    sweeps: statesOf(found, 'sweep'),
    old: statesOf(old, 'sweep'),
    explorations: statesOf(found, 'explore'),
    busy: [...found.values()].some(isBusy),
    sweep: (variants) => campaigns.start(variants.map(requestOf)),
    explore: (variants, schedules, seed) =>
      campaigns.start(
        variants.map((id) => ({
          recipe: campaignRecipe({ ...base, seed }, lab, id),
          campaign: { kind: 'explore', schedules },
        })),
      ),
    stop: campaigns.stop,
    rebase: () => campaigns.rebase(current),
    open: (chosen) => session.openRun(withEdits<LabRecipe>(chosen, base.edits ?? noEdits)),
  }
}

function otherOf(base: Recipe, current: Recipe): string | null {
  const request = (recipe: Recipe): CampaignRequest => ({ recipe, campaign: { kind: 'sweep' } })
  if (sameRequest(request({ ...current, variant: base.variant }), request(base))) return null
  if (!sameEdits(current.edits, base.edits))
    return 'These runs are of other code than the run on the plate.'
  const workload = base.schedule === '' ? 'the lab’s own workload' : `the workload ${base.schedule}`
  return `These runs have seed ${base.seed} and ${workload}; the run on the plate has another.`
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
