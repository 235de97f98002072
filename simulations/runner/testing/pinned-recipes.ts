/**
 * The recipes whose traces are compared everywhere: every featured run, 50 random ones, and some whose services leave
 * what a host takes its own time to report, or ask for what differs between hosts.
 */
import type { Recipe } from '../../kernel/lab'
import { planExploration } from '../campaign-plan'
import type { LabBundle, World } from '../world'
import { placeRecipes } from './place-recipe'
import { rejectingRecipes } from './rejecting-recipe'

/** Random recipes over all variants of all labs together. */
const randomCount = 50
const randomSeed = 2_026

export async function pinnedRecipes(
  world: World,
  bundles: readonly LabBundle[],
): Promise<Recipe[]> {
  const featured = bundles.flatMap(({ definition }) =>
    definition.featured.map(
      ({ variant, seed, faults }): Recipe => ({
        lab: definition.id,
        variant,
        seed,
        schedule: faults,
      }),
    ),
  )
  const variants = bundles.flatMap((bundle) =>
    bundle.definition.variants.map((variant) => ({ bundle, variant: variant.id })),
  )
  const random: Recipe[] = []
  for (const [index, { bundle, variant }] of variants.entries()) {
    // Spread evenly; the first variants take what does not divide.
    const share =
      Math.floor(randomCount / variants.length) + (index < randomCount % variants.length ? 1 : 0)
    const seed = randomSeed + index
    const recipe = { lab: bundle.definition.id, variant, seed, schedule: '' }
    const { runs } = await planExploration(world, bundle, recipe, share)
    for (const { schedule } of runs) random.push({ ...recipe, schedule })
  }
  return [...featured, ...random, ...rejectingRecipes(bundles), ...placeRecipes(bundles)]
}
