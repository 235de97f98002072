/** What a run costs beside its SQL, and how many schedules a second that makes. */
import { PGlite } from '@electric-sql/pglite'
import { PreparedFiles } from '../../simulations/engines/postgres/data-directory'
import { stopwatch } from '../../simulations/kernel/real-time-guard'
import type { Recipe } from '../../simulations/kernel/lab'
import type { TraceEvent } from '../../simulations/kernel/trace-event'
import { labs } from '../../simulations/registry'
import { explore } from '../../simulations/runner/campaign'
import { readLabSources } from '../../simulations/runner/node/load-lab'
import { loadNodeAssets } from '../../simulations/runner/node/node-assets'
import { runRecipe } from '../../simulations/runner/run-recipe'
import { setStage } from '../../simulations/runner/stage'
import { createWorld, type LabBundle, type World } from '../../simulations/runner/world'

const rounds = 200
const warmRounds = 100
/** Rounds of one before the other has its turn. */
const turn = 10
/** A run of five databases takes longer. */
const sagas = 60
const warmSagas = 30

export async function labWorld(id: string): Promise<{ world: World; bundle: LabBundle }> {
  const definition = await labs[id]?.()
  if (!definition) throw new Error(`the registry has no lab ${id}`)
  return {
    world: createWorld(await loadNodeAssets(), { host: 'function' }),
    bundle: { definition, sources: readLabSources(id) },
  }
}

/** Median wall time of one run as a reader's are, from its recipe to its trace, warm. */
export async function medianRunMs(
  world: World,
  bundle: LabBundle,
  recipe: Recipe,
): Promise<{ ms: number; statements: number }> {
  const times: number[] = []
  let statements = 0
  for (let round = -warmSagas; round < sagas; round++) {
    const elapsed = stopwatch()
    const { trace } = await runRecipe(world, bundle, recipe)
    if (round >= 0) times.push(elapsed())
    statements = trace.filter(
      (event) => event.kind === 'send' && event.payload.type === 'sql',
    ).length
  }
  return { ms: median(times), statements }
}

/**
 * Median wall time of a run divided by that of its statements on PGlite's own `query`. Measured in turns and not one
 * after the other: the longer the process lives the better its wasm and scripts are compiled, and a machine's mood
 * changes, so whichever came second would win.
 */
export async function runAgainstBareSql(world: World, bundle: LabBundle) {
  const recipe = { lab: 'outbox', variant: 'outbox-with-inbox', seed: 7, schedule: '' }
  const runs: number[] = []
  const resets: number[] = []
  const bare: number[] = []
  const { trace } = await runRecipe(world, bundle, recipe)
  const replay = await bareReplay(bundle, recipe.variant, trace)
  for (let round = 0; round < warmRounds + rounds; round += turn) {
    const measured = round >= warmRounds
    for (let step = 0; step < turn; step++) {
      const sinceReset = stopwatch()
      const stage = await setStage(world, bundle, recipe)
      const reset = sinceReset()
      const elapsed = stopwatch()
      await stage.simulation.run()
      const run = elapsed()
      stage.strike()
      if (!measured) continue
      resets.push(reset)
      runs.push(run)
    }
    for (let step = 0; step < turn; step++) {
      const elapsed = await replay.play()
      if (measured) bare.push(elapsed)
    }
  }
  await replay.close()
  return {
    ratio: median(runs) / median(bare),
    runMs: median(runs),
    bareMs: median(bare),
    statements: replay.statements,
    resetMs: median(resets),
  }
}

/** The statements of a trace, to be played on databases that have the schema and nothing else of ours. */
async function bareReplay(bundle: LabBundle, variantId: string, trace: readonly TraceEvent[]) {
  const variant = bundle.definition.variants.find((candidate) => candidate.id === variantId)
  const databases = new Map<string, PGlite>()
  for (const [node, path] of Object.entries(variant?.schemas ?? {})) {
    const database = await bootBare()
    await database.exec(bundle.sources[path] ?? '')
    databases.set(node, database)
  }
  const statements: { database: PGlite; text: string; parameters: unknown[] }[] = []
  const open = new Set<string>()
  for (const event of trace) {
    if (event.kind !== 'send' || event.payload.type !== 'sql') continue
    const database = databases.get(event.to)
    if (!database) continue
    const { statements: texts, control } = event.payload
    const inTransaction = event.from === 'orders' || event.from === 'payments'
    if (control === 'none' && inTransaction && !open.has(event.from)) {
      open.add(event.from)
      statements.push({ database, text: 'BEGIN', parameters: [] })
    }
    for (const { text, parameters } of texts) statements.push({ database, text, parameters })
    if (control !== 'none') open.delete(event.from)
  }
  return {
    statements: statements.length,
    /** @returns milliseconds */
    async play(): Promise<number> {
      for (const [node, database] of databases) {
        await database.exec(
          node === 'orders-db' ? 'truncate orders, outbox' : 'truncate payments, inbox',
        )
      }
      const elapsed = stopwatch()
      for (const { database, text, parameters } of statements) {
        await database.query(text, parameters)
      }
      return elapsed()
    },
    async close(): Promise<void> {
      for (const database of databases.values()) await database.close()
    },
  }
}

export async function schedulesPerSecond(
  world: World,
  bundle: LabBundle,
  variant: string,
  schedules: number,
): Promise<number> {
  return (await explore(world, bundle, variant, { seed: 7, schedules })).schedulesPerSecond
}

async function bootBare(): Promise<PGlite> {
  const assets = await loadNodeAssets()
  return PGlite.create({
    pgliteWasmModule: assets.wasm,
    initdbWasmModule: new WebAssembly.Module(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0])),
    fsBundle: assets.bundle,
    fs: new PreparedFiles(assets.dataDirectory),
  })
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
