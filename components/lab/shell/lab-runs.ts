/** The runs that a lab features: those that its tests replay, each a recipe that a reader can open. */
import type { LabDefinition } from '@/simulations/kernel/lab'
import { ranAs } from '@/simulations/runner/ran-as'
import type { LabRecipe } from '../session/lab-recipe'
import type { RunKey } from '../session/run-desk'

export interface FeaturedRecipe {
  title: string
  recipe: LabRecipe
  key: RunKey
}

export interface RunsOfVariant {
  /** Title of the variant. */
  title: string
  runs: readonly FeaturedRecipe[]
}

/** In the order of the variants; a variant without one is left out. */
export function featuredRuns(lab: LabDefinition): RunsOfVariant[] {
  return lab.variants.flatMap(({ id, title }) => {
    const runs = lab.featured
      .filter(({ variant }) => variant === id)
      .map(({ title: name, variant, seed, faults }): FeaturedRecipe => {
        const recipe = { variant, seed, schedule: faults }
        return { title: name, recipe, key: { variant, seed, ranAs: ranAs(lab, recipe) } }
      })
    return runs.length === 0 ? [] : [{ title, runs }]
  })
}
