/** The worker: hosts the kernel and its engines, and answers one request after another. */
import { compileSource } from '../compile/compile-source'
import { fileName, type LabDefinition, type LabSources, type Recipe } from '../kernel/lab'
import { EffectError, SimulationError } from '../kernel/errors'
import { stopwatch } from '../kernel/real-time-guard'
import { labs } from '../registry'
import { type CampaignPlan, planExploration, planOrders, planSweep } from '../runner/campaign-plan'
import { type CampaignRun, campaignRunOf } from '../runner/campaign-run'
import { RecipeError } from '../runner/recipe-problem'
import { fingerprint, runRecipe } from '../runner/run-recipe'
import { setStage } from '../runner/stage'
import { createWorld, type LabBundle, type World } from '../runner/world'
import { printSchedule } from '../schedule/print-schedule'
import { KnownAnswers } from '../engines/postgres/known-answers'
import { toJsonRow } from '../engines/postgres/values'
import { compileAssets, loadAssets } from './asset-loader'
import {
  type AssetBlobs,
  type Failure,
  type LoadProgress,
  type QueryReport,
  type Request,
  type Response,
  type RunReport,
  schedulesMost,
} from './protocol'
import { sealGlobals } from './seal-globals'

/** Rows of a query that are sent back. */
const rowsMost = 200
const knownBytesMost = 16 * 2 ** 20

const send: (response: Response) => void = self.postMessage.bind(self)
let world: Promise<World> | null = null
/** What databases answered in the runs of the campaign under way, whose runs differ in their schedules alone. */
let known: { of: string; answers: KnownAnswers } | null = null
const bundles = new Map<string, LabBundle>()
let tail: Promise<void> = Promise.resolve()

self.onmessage = (event: MessageEvent<Request>) => {
  const request = event.data
  // Answered out of turn: it tells the page that the worker is not stuck.
  if (request.kind === 'ping') return post({ kind: 'pong', id: request.id })
  tail = tail.then(() => answer(request)).catch(() => undefined)
}
// In a frame without an origin: the code that will run is not ours. The listener above stays.
if (self.origin === 'null') sealGlobals(self)

async function answer(request: Exclude<Request, { kind: 'ping' }>): Promise<void> {
  try {
    switch (request.kind) {
      case 'load':
        await load(request)
        return post({ kind: 'loaded', id: request.id })
      case 'sources':
        await keepSources(request)
        return post({ kind: 'loaded', id: request.id })
      case 'run':
        return post({ kind: 'ran', id: request.id, report: await run(request.recipe) })
      case 'settle':
        return (await ready()).databases.settle()
      case 'query':
        return post({ kind: 'queried', id: request.id, report: await query(request) })
      case 'plan':
        return post({ kind: 'planned', id: request.id, plan: await plan(request) })
      case 'try':
        return post({ kind: 'tried', id: request.id, run: await attempt(request.recipe) })
      case 'status':
        return post({ kind: 'status', id: request.id, status: await status() })
    }
  } catch (error) {
    post({ kind: 'failed', id: request.id, failure: toFailure(error, request.kind) })
  }
}

async function load(request: Extract<Request, { kind: 'load' }>): Promise<void> {
  const onProgress = (progress: LoadProgress) =>
    post({ kind: 'progress', id: request.id, progress })
  const { nodes } = await definitionOf(request.lab)
  const total = nodes.filter((node) => node.kind === 'postgres').length
  world ??= createWorldFrom(request.assets, onProgress)
  try {
    const ready = await world
    onProgress({ phase: 'boot', done: Math.min(ready.databases.size, total), total })
    // Booted now, so that the first run does not wait for it; what another lab has booted serves this one too.
    const missing = Math.max(0, total - ready.databases.size)
    // Together: each waits for files now and then.
    await Promise.all(
      Array.from({ length: missing }, async () => {
        await ready.databases.bootAhead()
        onProgress({ phase: 'boot', done: ready.databases.size, total })
      }),
    )
  } catch (error) {
    world = null
    throw error
  }
}

/** Compiled when the site was built, so that the first run does not wait for two parsers. */
async function keepSources(request: Extract<Request, { kind: 'sources' }>): Promise<void> {
  const { lab, sources, compiled } = request
  const { programs } = await ready()
  for (const [path, one] of Object.entries(compiled)) programs.know(sources[path] ?? '', one)
  bundles.set(lab, { definition: await definitionOf(lab), sources })
}

async function definitionOf(lab: string): Promise<LabDefinition> {
  const definition = await labs[lab]?.()
  if (!definition) throw new RecipeError('lab', `No lab is called "${lab}".`)
  return definition
}

async function createWorldFrom(
  assets: string | AssetBlobs,
  onProgress: (progress: LoadProgress) => void,
): Promise<World> {
  const load =
    typeof assets === 'string' ? loadAssets(assets, onProgress) : compileAssets(assets, onProgress)
  return createWorld(await load, { host: 'blob' })
}

async function run(recipe: Recipe): Promise<RunReport> {
  // The reader is done with a campaign, for now.
  known = null
  const elapsed = stopwatch()
  const result = await runRecipe(await ready(), bundleOf(recipe), recipe)
  return {
    trace: result.trace,
    fingerprint: fingerprint(result),
    outcome: result.outcome,
    reason: result.reason,
    virtualUs: result.virtualUs,
    invariants: result.invariants,
    schedule: printSchedule(result.schedule),
    unmet: result.unmet,
    code: compiled(recipe.edits ?? {}),
    wallMs: elapsed(),
  }
}

/** Of texts that have just run, so that they can be compiled. */
function compiled(edits: LabSources): RunReport['code'] {
  const code = Object.entries(edits).filter(([path]) => path.endsWith('.ts'))
  return Object.fromEntries(
    code.map(([path, text]) => [path, compileSource({ file: fileName(path), text })]),
  )
}

/** Runs the recipe up to a moment and asks the database that stands there. */
async function query(request: Extract<Request, { kind: 'query' }>): Promise<QueryReport> {
  const stage = await setStage(await ready(), bundleOf(request.recipe), request.recipe)
  try {
    await stage.simulation.run({ stopAt: request.at })
    const database = stage.databases.get(request.database)
    if (!database) throw new RecipeError('lab', `No database is called "${request.database}".`)
    const result = database.inspect(request.text)
    return {
      fields: result.fields.map((field) => field.name),
      rows: result.rows.slice(0, rowsMost).map(toJsonRow),
      rowCount: result.rows.length,
      at: request.at,
    }
  } finally {
    stage.strike()
  }
}

async function plan({
  recipe,
  campaign,
}: Extract<Request, { kind: 'plan' }>): Promise<CampaignPlan> {
  const world = await ready()
  const bundle = bundleOf(recipe)
  if (campaign.kind === 'sweep') return planSweep(world, bundle, recipe)
  if (campaign.kind === 'orders') return planOrders(world, bundle, recipe)
  const { schedules } = campaign
  if (!Number.isInteger(schedules) || schedules < 1 || schedules > schedulesMost) {
    throw new RangeError(`Explore runs 1 to ${schedulesMost} schedules at once, not ${schedules}.`)
  }
  return planExploration(world, bundle, recipe, schedules)
}

async function attempt(recipe: Recipe): Promise<CampaignRun> {
  const of = JSON.stringify([recipe.lab, recipe.variant, recipe.seed, recipe.edits])
  if (known?.of !== of) known = { of, answers: new KnownAnswers({ bytesMost: knownBytesMost }) }
  const options = { known: known.answers }
  return campaignRunOf(await runRecipe(await ready(), bundleOf(recipe), recipe, options))
}

async function status() {
  const databases = (await world)?.databases
  return { databases: databases?.size ?? 0, bytes: databases?.bytes ?? 0 }
}

async function ready(): Promise<World> {
  if (!world) throw new Error('Nothing has been loaded yet.')
  return world
}

function bundleOf(recipe: Recipe): LabBundle {
  const bundle = bundles.get(recipe.lab)
  if (!bundle) throw new RecipeError('lab', `The lab "${recipe.lab}" has not been loaded.`)
  return bundle
}

function toFailure(error: unknown, during: Request['kind']): Failure {
  if (error instanceof RecipeError)
    return {
      kind: 'recipe',
      field: error.field,
      message: error.message,
      problems: error.problems,
      place: error.place,
    }
  if (error instanceof SimulationError) {
    return {
      kind: 'simulation',
      code: error.code,
      message: error.message,
      node: error.node ?? null,
      file: error.file ?? null,
      line: error.line ?? null,
    }
  }
  if (error instanceof EffectError)
    return {
      kind: 'sql',
      code: error.code,
      message: error.message,
      position: error.position ?? null,
      fix: error.fix ?? null,
    }
  const message = error instanceof Error ? error.message : String(error)
  return during === 'load' ? { kind: 'load', message } : { kind: 'unexpected', message }
}

function post(response: Response): void {
  send(response)
}
