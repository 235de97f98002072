/** Recipes whose traces must be equal wherever they run: twice in one process, in a fresh one, and in a browser. */
import type { LabDefinition, Recipe } from '../../kernel/lab'
import { planExploration } from '../campaign'
import type { LabBundle, World } from '../world'

const randomRecipes = 50

/** The featured runs of a lab and random schedules over all its variants. */
export async function pinnedRecipes(world: World, bundle: LabBundle): Promise<Recipe[]> {
  const { definition } = bundle
  const perVariant = Math.ceil(randomRecipes / definition.variants.length)
  const random: Recipe[] = []
  for (const variant of definition.variants) {
    const seed = 11 + random.length
    const schedules = await planExploration(world, bundle, variant.id, seed, perVariant)
    for (const schedule of schedules) {
      random.push({ lab: definition.id, variant: variant.id, seed, schedule })
    }
  }
  return [...featuredRecipes(definition), ...random]
}

function featuredRecipes(lab: LabDefinition): Recipe[] {
  return lab.featured.map(({ variant, seed, faults }) => ({
    lab: lab.id,
    variant,
    seed,
    schedule: faults,
  }))
}
