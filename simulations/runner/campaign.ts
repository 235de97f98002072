/** Many runs of one variant: the whole sweep, or random schedules. Neither is a proof, and neither says so. */
import { KnownAnswers } from '../engines/postgres/known-answers'
import type { Recipe } from '../kernel/lab'
import { breathe, stopwatch } from '../kernel/real-time-guard'
import { parseSchedule } from '../schedule/parse-schedule'
import { printSchedule } from '../schedule/print-schedule'
import { type CampaignPlan, type PlannedRun, planExploration, planSweep } from './campaign-plan'
import { type RunResult, runRecipe } from './run-recipe'
import { scheduleNames } from './schedule-names'
import { shrinkSchedule } from './shrink'
import { findVariant, readRecipe } from './stage'
import { scheduleWith } from './workload'
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
  /** Runs that failed each of the lab's audits, where one did. */
  failedAudits: Record<string, number>
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
  /** What readers do in all runs, as a schedule; the lab's own workload without it. */
  actions?: string
  onRun?: (progress: CampaignProgress) => void
  /** Runs between two pauses in which the host may do something else. */
  breatheEvery?: number
}

/** Of what databases answered in the runs before, for the runs that begin alike. */
const knownBytesMost = 64 * 2 ** 20

/** The whole sweep of a variant. */
export async function sweep(
  world: World,
  bundle: LabBundle,
  variantId: string,
  options: CampaignOptions,
): Promise<CampaignResult> {
  const recipe = recipeFor(bundle, variantId, options)
  return runAll(world, bundle, recipe, await planSweep(world, bundle, recipe), options)
}

/** Random schedules within the variant's fault model. */
export async function explore(
  world: World,
  bundle: LabBundle,
  variantId: string,
  options: CampaignOptions & { schedules: number },
): Promise<CampaignResult> {
  const recipe = recipeFor(bundle, variantId, options)
  const plan = await planExploration(world, bundle, recipe, options.schedules)
  return runAll(world, bundle, recipe, plan, options)
}

async function runAll(
  world: World,
  bundle: LabBundle,
  recipe: Recipe,
  { runs, notTried }: CampaignPlan,
  options: CampaignOptions,
): Promise<CampaignResult> {
  const elapsed = stopwatch()
  const variant = findVariant(bundle.definition, recipe.variant)
  const violations: Record<string, number> = {}
  const failedAudits: Record<string, number> = {}
  const broken = new Set<string>()
  const known = new KnownAnswers({ bytesMost: knownBytesMost })
  let failure: { run: PlannedRun; invariant: string; promise: boolean } | null = null
  for (const [index, run] of runs.entries()) {
    if (options.breatheEvery && index % options.breatheEvery === 0) await breathe()
    const result = await runOne(world, bundle, { ...recipe, schedule: run.schedule }, known)
    const violated = result.invariants.filter((item) => item.holds === false).map((item) => item.id)
    for (const id of result.failedAudits) failedAudits[id] = (failedAudits[id] ?? 0) + 1
    for (const id of violated) {
      violations[id] = (violations[id] ?? 0) + 1
      const promise = variant.promises.includes(id)
      if (promise) broken.add(id)
      if (!failure || (promise && !failure.promise)) failure = { run, invariant: id, promise }
    }
    options.onRun?.({ done: index + 1, total: runs.length, faults: run.schedule, violated })
  }
  const wallMs = elapsed()
  return {
    lab: bundle.definition.id,
    variant: variant.id,
    seed: options.seed,
    schedules: runs.length,
    violations,
    failedAudits,
    brokenPromises: variant.promises.filter((id) => broken.has(id)),
    notTried,
    firstFailure: failure ? await shrunk(world, bundle, recipe, failure) : null,
    wallMs: Math.round(wallMs),
    schedulesPerSecond: Math.round((runs.length / wallMs) * 10_000) / 10,
  }
}

async function shrunk(
  world: World,
  bundle: LabBundle,
  recipe: Recipe,
  { run, invariant }: { run: PlannedRun; invariant: string },
): Promise<CampaignFailure> {
  const { variant, programs } = await readRecipe(world.programs, bundle, recipe)
  const names = scheduleNames(bundle.definition, variant, programs)
  const { faults } = await shrinkSchedule(run.faults, async (candidate) => {
    const schedule = scheduleWith(recipe, printSchedule({ items: candidate }))
    if (!parseSchedule(schedule, names).ok) return false
    const result = await runRecipe(world, bundle, { ...recipe, schedule })
    return result.invariants.some((item) => item.id === invariant && item.holds === false)
  })
  return { faults: run.schedule, invariant, shrunkFaults: printSchedule({ items: faults }) }
}

/** A run that cannot be finished names the recipe that made it so. */
async function runOne(
  world: World,
  bundle: LabBundle,
  recipe: Recipe,
  known: KnownAnswers,
): Promise<RunResult> {
  try {
    return await runRecipe(world, bundle, recipe, { known })
  } catch (error) {
    throw new Error(
      `The run failed with ${recipe.variant}, seed ${recipe.seed}, "${recipe.schedule}".`,
      { cause: error },
    )
  }
}

function recipeFor(
  bundle: LabBundle,
  variant: string,
  { seed, actions = '' }: CampaignOptions,
): Recipe {
  return { lab: bundle.definition.id, variant, seed, schedule: actions }
}
