/** Prints the pinned recipes of a lab with their fingerprints as JSON: a fresh process to compare with. */
import { fingerprint, runRecipe } from '../run-recipe'
import { labBundle } from './lab-bundle'
import { pinnedRecipes } from './pinned-recipes'
import { testWorld } from './tiny-lab'

async function main(): Promise<void> {
  const [world, bundle] = [await testWorld(), await labBundle(process.argv[2] ?? 'outbox')]
  const results = []
  for (const recipe of await pinnedRecipes(world, bundle)) {
    results.push({ recipe, fingerprint: fingerprint(await runRecipe(world, bundle, recipe)) })
  }
  process.stdout.write(JSON.stringify(results), () => process.exit())
}

void main()
