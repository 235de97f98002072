/** Real runs, of the outbox lab unless another is named, for tests of what is drawn and told from a trace. */
import type { TraceEvent } from '../../kernel/trace-event'
import type { LabDefinition } from '../../kernel/lab'
import { lab } from '../../outbox/lab'
import { readLabSources } from '../../runner/node/load-lab'
import { loadNodeAssets } from '../../runner/node/node-assets'
import { runRecipe } from '../../runner/run-recipe'
import { createWorld, type World } from '../../runner/world'

let world: Promise<World> | null = null

async function boot(): Promise<World> {
  return createWorld(await loadNodeAssets(), { host: 'function' })
}

/** Call it in `beforeAll`: the first boots Postgres, which takes about a second. */
export async function sampleRun(
  variant: string,
  schedule = '',
  definition: LabDefinition = lab,
): Promise<TraceEvent[]> {
  world ??= boot()
  const { id } = definition
  const { trace } = await runRecipe(
    await world,
    { definition, sources: readLabSources(id) },
    { lab: id, variant, seed: 7, schedule },
  )
  return trace
}

export const schedules = {
  lost: 'crash orders before orders.ts:"announce it" #2',
  /** Three orders, one of them never sent and two lost on their way. */
  many: 'do place-order at 2ms; do place-order at 40ms; do place-order at 46ms; cut orders->broker from 30ms; crash orders before orders.ts:"announce it" #1; crash orders at 60ms',
  ghost: 'crash orders before orders.ts:"store the order" #2',
  twice: 'crash relay after relay.ts:"publish it" #2',
  cut: 'cut orders<->orders-db from 3ms to 40ms',
  pause: 'pause payments at 10ms for 80ms',
  lag: 'lag broker->payments by 40ms',
  duplicate: 'duplicate broker->payments #1',
  broker: 'crash broker at 9ms',
  drop: 'drop orders->broker #1',
}
