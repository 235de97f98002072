/**
 * Explores every variant of every lab for a long time, and stops at nothing: each broken promise is printed as a command
 * that repeats it.
 * `npm run -s explore:all -- [--schedules N] [--seeds A,B,…] [--lab LAB]`
 * Exit status: 0 no promise broken, 1 one broken.
 */
import { parseArgs } from 'node:util'
import { labIds, labs } from '../simulations/registry'
import { explore } from '../simulations/runner/campaign'
import { readLabSources } from '../simulations/runner/node/load-lab'
import { loadNodeAssets } from '../simulations/runner/node/node-assets'
import { createWorld } from '../simulations/runner/world'

const { values } = parseArgs({
  options: {
    schedules: { type: 'string', default: '2000' },
    seeds: { type: 'string', default: '1,2,3' },
    lab: { type: 'string' },
  },
})

await import('./prepare-postgres')
const world = createWorld(await loadNodeAssets(), { host: 'function' })
const ids = values.lab === undefined ? labIds : [values.lab]
let broken = 0
for (const id of ids) {
  const definition = await labs[id]?.()
  if (!definition) throw new Error(`No lab is called "${id}".`)
  const bundle = { definition, sources: readLabSources(id) }
  for (const seed of values.seeds.split(',').map(Number)) {
    for (const variant of definition.variants) {
      const options = { seed, schedules: Number(values.schedules) }
      const result = await explore(world, bundle, variant.id, options)
      const { brokenPromises, schedules, schedulesPerSecond, firstFailure } = result
      console.log(
        `${id} ${variant.id}, seed ${seed}: ${schedules} schedules, ${schedulesPerSecond} a second, broken: ${brokenPromises.join(', ') || 'none'}`,
      )
      if (brokenPromises.length === 0 || !firstFailure) continue
      broken += 1
      console.log(
        `  npm run -s lab -- run ${id} --variant ${variant.id} --seed ${seed} --faults '${firstFailure.shrunkFaults}'`,
      )
    }
  }
}
process.exit(broken > 0 ? 1 : 0)
