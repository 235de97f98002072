/** What a lab's campaigns start from: a run without its faults. */
import type { LabDefinition, Recipe } from '@/simulations/kernel/lab'
import { actionsOf } from '@/simulations/runner/workload'
import { editsOf, withEdits } from '../session/edits'
import type { LabRecipe } from '../session/lab-recipe'

/** The run's variant, seed, actions and edits. */
export function campaignBase(lab: string, definition: LabDefinition, recipe: LabRecipe): Recipe {
  return { lab, ...recipe, schedule: actionsOf(definition, recipe.seed, recipe.schedule) }
}

/** The same in one of the lab's variants, with those of the edits that it runs. */
export function campaignRecipe(base: Recipe, { variants }: LabDefinition, id: string): Recipe {
  const variant = variants.find((one) => one.id === id)
  const recipe = { ...base, variant: id }
  return variant ? withEdits(recipe, editsOf(base.edits, variant)) : recipe
}
