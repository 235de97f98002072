/**
 * Prints the pinned recipes with their fingerprints as one JSON array, from a process of its own: tests compare them with
 * those of another process and of a browser.
 */
import type { Recipe } from '../simulations/kernel/lab'
import { labIds, labs } from '../simulations/registry'
import { readLabSources } from '../simulations/runner/node/load-lab'
import { loadNodeAssets } from '../simulations/runner/node/node-assets'
import { fingerprint, runRecipe } from '../simulations/runner/run-recipe'
import { pinnedRecipes } from '../simulations/runner/testing/pinned-recipes'
import { createWorld, type LabBundle } from '../simulations/runner/world'

export interface PinnedRun {
  recipe: Recipe
  fingerprint: string
}

const world = createWorld(await loadNodeAssets(), { host: 'function' })
const bundles: LabBundle[] = []
for (const id of labIds) {
  const definition = await labs[id]?.()
  if (definition) bundles.push({ definition, sources: readLabSources(id) })
}
const runs: PinnedRun[] = []
for (const recipe of await pinnedRecipes(world, bundles)) {
  const bundle = bundles.find((candidate) => candidate.definition.id === recipe.lab)
  if (bundle)
    runs.push({ recipe, fingerprint: fingerprint(await runRecipe(world, bundle, recipe)) })
}
process.stdout.write(`${JSON.stringify(runs)}\n`, () => process.exit())
