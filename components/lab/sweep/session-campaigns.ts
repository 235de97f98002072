/** The campaigns of a started lab: which workers they have, and what its run asks of them. */
import type { LabDefinition } from '@/simulations/kernel/lab'
import { sameEdits } from '../session/edits'
import type { LabRecipe } from '../session/lab-recipe'
import type { LabRunners } from '../session/lab-runners'
import { campaignBase, campaignRecipe } from './campaign-base'
import { labClients } from './campaign-client'
import { Campaigns } from './campaigns'
import { thisMachine, workersFor } from './machine'

/** @param runners of the moment; `null` while the lab is not running */
export function openCampaigns(lab: LabDefinition, runners: () => LabRunners | null): Campaigns {
  return new Campaigns({
    openClient: labClients(() => {
      const now = runners()
      if (!now) throw new Error('The lab is not running.')
      return now
    }),
    workers: workersFor(thisMachine()),
    lab,
  })
}

/** Runs every single fault of the variant of a run, in its code. */
export function sweepVariant(
  campaigns: Campaigns,
  definition: LabDefinition,
  recipe: LabRecipe,
): void {
  const current = campaignBase(definition.id, definition, recipe)
  const last = campaigns.base()
  // Another seed may be that of a run that a campaign found; other code is what the reader has come to see.
  const base = last && sameEdits(last.edits, current.edits) ? last : current
  if (base !== last) campaigns.rebase(base)
  const request = campaignRecipe(base, definition, recipe.variant)
  campaigns.start([{ recipe: request, campaign: { kind: 'sweep' } }])
}
