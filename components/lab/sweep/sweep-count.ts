/** What a finished sweep of a run's own code and variant has come to. */
import type { LabDefinition } from '@/simulations/kernel/lab'
import { effectiveRecipe, sameEdits } from '../session/edits'
import type { LabRecipe } from '../session/lab-recipe'
import type { SweepCount } from '../session/run-desk'
import type { CampaignState } from './campaign-state'

const counts = new WeakMap<CampaignState, SweepCount>()

/** The same object for the same sweep. @returns `null` before it is done, or where other code was swept */
export function sweepCountOf(
  found: ReadonlyMap<string, CampaignState>,
  recipe: LabRecipe,
  lab: Pick<LabDefinition, 'variants'>,
): SweepCount | null {
  const { variant, edits } = effectiveRecipe(recipe, lab)
  for (const state of found.values()) {
    const { request, phase } = state
    if (request.campaign.kind !== 'sweep' || phase !== 'done') continue
    if (request.recipe.variant !== variant || !sameEdits(request.recipe.edits, edits)) continue
    const known = counts.get(state) ?? countOf(state)
    counts.set(state, known)
    return known
  }
  return null
}

function countOf({ request, results }: CampaignState): SweepCount {
  const { seed, schedule: actions } = request.recipe
  const violations: Record<string, number> = {}
  let stopped = 0
  for (const tried of results) {
    if (tried?.kind === 'stopped') stopped += 1
    if (tried?.kind !== 'ran') continue
    const { violations: violated, failedAudits } = tried.run
    for (const id of [...violated.map(({ invariant }) => invariant), ...failedAudits])
      violations[id] = (violations[id] ?? 0) + 1
  }
  return { seed, actions, runs: results.length, stopped, violations }
}
