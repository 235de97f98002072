/** What a run costs beside its SQL, and how many schedules a second that makes. */
import { PGlite } from '@electric-sql/pglite'
import { stopwatch } from '../../simulations/kernel/real-time-guard'
import { labs } from '../../simulations/registry'
import { explore } from '../../simulations/runner/campaign'
import { readLabSources } from '../../simulations/runner/node/load-lab'
import { loadNodeAssets } from '../../simulations/runner/node/node-assets'
import { runRecipe } from '../../simulations/runner/run-recipe'
import { setStage } from '../../simulations/runner/stage'
import { createWorld, type LabBundle, type World } from '../../simulations/runner/world'

const rounds = 200

export async function outboxWorld(): Promise<{ world: World; bundle: LabBundle }> {
  const definition = await labs.outbox?.()
  if (!definition) throw new Error('the registry has no lab outbox')
  return {
    world: createWorld(await loadNodeAssets(), { host: 'function' }),
    bundle: { definition, sources: readLabSources('outbox') },
  }
}

/** Median wall time of a run divided by that of its statements on PGlite's own `query`, both warm. */
export async function runAgainstBareSql(world: World, bundle: LabBundle) {
  const recipe = { lab: 'outbox', variant: 'outbox-with-inbox', seed: 7, schedule: '' }
  const runs: number[] = []
  const resets: number[] = []
  const trace = (await runRecipe(world, bundle, recipe)).trace
  for (let round = 0; round < rounds; round++) {
    const sinceReset = stopwatch()
    const stage = await setStage(world, bundle, recipe)
    resets.push(sinceReset())
    const elapsed = stopwatch()
    await stage.simulation.run()
    runs.push(elapsed())
    stage.strike()
  }
  const variant = bundle.definition.variants.find((candidate) => candidate.id === recipe.variant)
  const bare: number[] = []
  const databases = new Map<string, PGlite>()
  for (const [node, path] of Object.entries(variant?.schemas ?? {})) {
    const database = await bootBare()
    await database.exec(bundle.sources[path] ?? '')
    databases.set(node, database)
  }
  let statements = 0
  for (let round = 0; round < rounds; round++) {
    for (const [node, database] of databases) {
      await database.exec(
        node === 'orders-db' ? 'truncate orders, outbox' : 'truncate payments, inbox',
      )
    }
    statements = 0
    const elapsed = stopwatch()
    const open = new Set<string>()
    for (const event of trace) {
      if (event.kind !== 'send' || event.payload.type !== 'sql') continue
      const database = databases.get(event.to)
      if (!database) continue
      const { statements: texts, control } = event.payload
      const inTransaction = event.from === 'orders' || event.from === 'payments'
      if (control === 'none' && inTransaction && !open.has(event.from)) {
        open.add(event.from)
        await database.query('BEGIN')
        statements += 1
      }
      for (const statement of texts) {
        await database.query(statement.text, statement.parameters)
        statements += 1
      }
      if (control !== 'none') open.delete(event.from)
    }
    bare.push(elapsed())
  }
  for (const database of databases.values()) await database.close()
  return {
    ratio: median(runs) / median(bare),
    runMs: median(runs),
    bareMs: median(bare),
    statements,
    resetMs: median(resets),
  }
}

export async function schedulesPerSecond(world: World, bundle: LabBundle): Promise<number> {
  return (await explore(world, bundle, 'outbox-with-inbox', { seed: 7, schedules: 300 }))
    .schedulesPerSecond
}

async function bootBare(): Promise<PGlite> {
  const assets = await loadNodeAssets()
  return PGlite.create({
    pgliteWasmModule: assets.wasm,
    initdbWasmModule: new WebAssembly.Module(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0])),
    fsBundle: assets.bundle,
    loadDataDir: assets.dataDirectory,
  })
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
