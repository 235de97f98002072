/**
 * Runs what each lab features, for the pictures that stand in lessons until a reader starts a lab. Written to
 * `.cache/posters/`, and only when the lab or what runs it has changed.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { PosterRun } from '../components/lesson/poster-run'
import { labs } from '../simulations/registry'
import { readLabSources } from '../simulations/runner/node/load-lab'
import { loadNodeAssets } from '../simulations/runner/node/node-assets'
import { runRecipe } from '../simulations/runner/run-recipe'
import { createWorld, type World } from '../simulations/runner/world'

/** @param engine the text of all that runs a lab: with it, what is written goes out of date */
export async function runPosters(folder: string, engine: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  let world: World | null = null
  for (const [id, load] of Object.entries(labs)) {
    const definition = await load()
    const sources = readLabSources(id)
    const key = createHash('sha256').update(engine).update(JSON.stringify(sources)).digest('hex')
    const file = path.join(folder, `${id}.json`)
    if (keyOf(file) === key) continue
    world ??= createWorld(await loadNodeAssets(), { host: 'function' })
    const runs: PosterRun[] = []
    for (const { variant, seed, faults } of definition.featured) {
      const recipe = { lab: id, variant, seed, schedule: faults }
      const { trace } = await runRecipe(world, { definition, sources }, recipe)
      runs.push({ variant, seed, schedule: faults, trace })
    }
    writeFileSync(file, JSON.stringify({ key, runs }))
  }
  await world?.databases.close()
}

function keyOf(file: string): unknown {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).key : undefined
}
