/** Many runs of one variant: the whole sweep, or random schedules. Neither is a proof, and neither says so. */
import type { Recipe, VariantDefinition } from '../kernel/lab'
import type { Passage } from '../kernel/process'
import { RandomStream } from '../kernel/random'
import { breathe, stopwatch } from '../kernel/real-time-guard'
import { parseSchedule } from '../schedule/parse-schedule'
import { printSchedule } from '../schedule/print-schedule'
import type { Schedule } from '../schedule/schedule'
import { randomSchedule } from './random-schedule'
import { type RunResult, runRecipe } from './run-recipe'
import { scheduleNames } from './schedule-names'
import { shrinkSchedule } from './shrink'
import { findVariant, readRecipe } from './stage'
import { sweepSchedules } from './sweep-schedules'
import type { LabBundle, World } from './world'

export interface CampaignFailure {
  faults: string
  invariant: string
  shrunkFaults: string
}

export interface CampaignResult {
  lab: string
  variant: string
  seed: number
  schedules: number
  /** Runs in which each invariant was violated. */
  violations: Record<string, number>
  /** Promises of the variant that were broken. */
  brokenPromises: string[]
  notTried: string[]
  /** The first run that broke a promise; without one, the first that violated anything. */
  firstFailure: CampaignFailure | null
  wallMs: number
  schedulesPerSecond: number
}

export interface CampaignProgress {
  done: number
  total: number
  faults: string
  violated: string[]
}

export interface CampaignOptions {
  seed: number
  onRun?: (progress: CampaignProgress) => void
  /** Runs between two pauses in which the host may do something else. */
  breatheEvery?: number
}

/** The whole sweep of a variant. */
export async function sweep(
  world: World,
  bundle: LabBundle,
  variantId: string,
  options: CampaignOptions,
): Promise<CampaignResult> {
  const variant = findVariant(bundle.definition, variantId)
  const { schedules, notTried } = await planSweep(world, bundle, variantId, options.seed)
  return runAll(world, bundle, variant, schedules, notTried, options)
}

/** The schedules of a sweep, as text, in the order in which they are run. */
export async function planSweep(
  world: World,
  bundle: LabBundle,
  variantId: string,
  seed: number,
): Promise<{ schedules: string[]; notTried: string[] }> {
  const variant = findVariant(bundle.definition, variantId)
  let passages: Passage[] = []
  const baseline = await runRecipe(world, bundle, recipeFor(bundle, variantId, seed, ''), {
    onPassages: (collected) => {
      passages = collected
    },
  })
  const { items, notTried } = sweepSchedules(bundle.definition, variant, baseline.trace, passages)
  return { schedules: items.map((item) => printSchedule({ items: [item] })), notTried }
}

/** Random schedules within the variant's fault model. */
export async function explore(
  world: World,
  bundle: LabBundle,
  variantId: string,
  options: CampaignOptions & { schedules: number },
): Promise<CampaignResult> {
  const variant = findVariant(bundle.definition, variantId)
  const schedules = await planExploration(world, bundle, variantId, options.seed, options.schedules)
  const notTried = [
    'every other schedule: these were drawn at random',
    'more than four faults at once',
    'other workloads',
  ]
  return runAll(world, bundle, variant, schedules, notTried, options)
}

export async function planExploration(
  world: World,
  bundle: LabBundle,
  variantId: string,
  seed: number,
  count: number,
): Promise<string[]> {
  const recipe = recipeFor(bundle, variantId, seed, '')
  const baseline = await runRecipe(world, bundle, recipe)
  const { variant, programs } = await readRecipe(world.programs, bundle, recipe)
  const names = scheduleNames(bundle.definition, variant, programs)
  const random = new RandomStream(seed, `explore ${variantId}`)
  return [...Array(count).keys()].map(() =>
    randomSchedule(random, {
      lab: bundle.definition,
      variant,
      names,
      horizonUs: baseline.virtualUs,
    }),
  )
}

async function runAll(
  world: World,
  bundle: LabBundle,
  variant: VariantDefinition,
  schedules: readonly string[],
  notTried: string[],
  options: CampaignOptions,
): Promise<CampaignResult> {
  const elapsed = stopwatch()
  const violations: Record<string, number> = {}
  const broken = new Set<string>()
  let failure: { faults: string; invariant: string; promise: boolean } | null = null
  for (const [index, faults] of schedules.entries()) {
    if (options.breatheEvery && index % options.breatheEvery === 0) await breathe()
    const result = await runOne(world, bundle, recipeFor(bundle, variant.id, options.seed, faults))
    const violated = result.invariants.filter((item) => item.holds === false).map((item) => item.id)
    for (const id of violated) {
      violations[id] = (violations[id] ?? 0) + 1
      const promise = variant.promises.includes(id)
      if (promise) broken.add(id)
      if (!failure || (promise && !failure.promise)) failure = { faults, invariant: id, promise }
    }
    options.onRun?.({ done: index + 1, total: schedules.length, faults, violated })
  }
  const wallMs = elapsed()
  return {
    lab: bundle.definition.id,
    variant: variant.id,
    seed: options.seed,
    schedules: schedules.length,
    violations,
    brokenPromises: variant.promises.filter((id) => broken.has(id)),
    notTried,
    firstFailure: failure ? await shrunk(world, bundle, variant.id, options.seed, failure) : null,
    wallMs: Math.round(wallMs),
    schedulesPerSecond: Math.round((schedules.length / wallMs) * 10_000) / 10,
  }
}

async function shrunk(
  world: World,
  bundle: LabBundle,
  variant: string,
  seed: number,
  failure: { faults: string; invariant: string },
): Promise<CampaignFailure> {
  const recipe = recipeFor(bundle, variant, seed, failure.faults)
  const { variant: definition, programs } = await readRecipe(world.programs, bundle, recipe)
  const names = scheduleNames(bundle.definition, definition, programs)
  const parsed = parseSchedule(failure.faults, names)
  if (!parsed.ok) return { ...failure, shrunkFaults: failure.faults }
  const smallest = await shrinkSchedule(parsed.schedule, async (candidate: Schedule) => {
    const text = printSchedule(candidate)
    if (!parseSchedule(text, names).ok) return false
    const result = await runRecipe(world, bundle, { ...recipe, schedule: text })
    return result.invariants.some((item) => item.id === failure.invariant && item.holds === false)
  })
  return {
    faults: failure.faults,
    invariant: failure.invariant,
    shrunkFaults: printSchedule(smallest),
  }
}

/** A run that cannot be finished names the recipe that made it so. */
async function runOne(world: World, bundle: LabBundle, recipe: Recipe): Promise<RunResult> {
  try {
    return await runRecipe(world, bundle, recipe)
  } catch (error) {
    throw new Error(
      `The run failed with ${recipe.variant}, seed ${recipe.seed}, "${recipe.schedule}".`,
      { cause: error },
    )
  }
}

function recipeFor(bundle: LabBundle, variant: string, seed: number, schedule: string): Recipe {
  return { lab: bundle.definition.id, variant, seed, schedule }
}
