/** What runs the schedules of a campaign: the lab's own worker first, a second one beside it where there is room. */
import type { Recipe } from '@/simulations/kernel/lab'
import type { CampaignPlan } from '@/simulations/runner/campaign-plan'
import type { CampaignRun } from '@/simulations/runner/campaign-run'
import type { Campaign } from '@/simulations/worker/protocol'
import type { LabRunners } from '../session/lab-runners'

/** Its failures are `LabFailure`s: of kind `load` or `unexpected` where the worker is at fault, else of the run. */
export interface CampaignClient {
  plan(recipe: Recipe, campaign: Campaign): Promise<CampaignPlan>
  try(recipe: Recipe): Promise<CampaignRun>
  /** Gives the worker back. */
  close(): void
}

/**
 * A worker that can run this recipe, loaded and ready.
 * @param place of the workers of one campaign, from 0
 */
export type OpenClient = (recipe: Recipe, place: number) => Promise<CampaignClient>

/** The first is the worker that the lab runs the recipe in anyway; each other is one of its own. */
export function labClients(runners: () => LabRunners): OpenClient {
  return async ({ edits }, place) => {
    const shared = place === 0
    const client = shared ? await runners().runnerFor(edits) : await runners().openFor(edits)
    return {
      plan: (recipe, campaign) => client.plan(recipe, campaign),
      try: (recipe) => client.try(recipe),
      close: () => {
        if (!shared) client.close()
      },
    }
  }
}
