/** What a lab's campaigns start from: a run without its faults. */
import type { LabDefinition, Recipe } from '@/simulations/kernel/lab'
import { actionsOf } from '@/simulations/runner/workload'
import { effectiveRecipe } from '../session/edits'
import type { LabRecipe } from '../session/lab-recipe'

/** The run's variant, seed, actions and edits. */
export function campaignBase(lab: string, definition: LabDefinition, recipe: LabRecipe): Recipe {
  return { lab, ...recipe, schedule: actionsOf(definition, recipe.seed, recipe.schedule) }
}

/** The same in one of the lab's variants, with those of the edits that it runs. */
export function campaignRecipe(base: Recipe, definition: LabDefinition, id: string): Recipe {
  return effectiveRecipe({ ...base, variant: id }, definition)
}
