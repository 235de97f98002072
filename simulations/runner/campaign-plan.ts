/** What a campaign will run: the whole sweep of a variant, random schedules, or every order of steps. Written down before any of it runs. */
import type { Recipe } from '../kernel/lab'
import type { Passage } from '../kernel/process'
import { RandomStream } from '../kernel/random'
import type { Microseconds } from '../kernel/time'
import { parseSchedule } from '../schedule/parse-schedule'
import { printItem } from '../schedule/print-schedule'
import type { FaultItem, Schedule } from '../schedule/schedule'
import { type CampaignRun, campaignRunOf } from './campaign-run'
import { randomSchedule } from './random-schedule'
import { RecipeError } from './recipe-problem'
import { runRecipe } from './run-recipe'
import { schedulesOfOrders } from './schedule-in-order'
import { scheduleNames } from './schedule-names'
import { findVariant, readRecipe } from './stage'
import { type SweepFault, sweepSchedules } from './sweep-schedules'
import { scheduleWith } from './workload'
import type { LabBundle, World } from './world'

export interface PlannedRun {
  /** The whole schedule as text: the actions of the campaign's recipe, where it names any, and the faults. */
  schedule: string
  /** One in a sweep, up to four in an exploration. */
  faults: FaultItem[]
  /** In a sweep: where the fault falls in the run without faults. */
  moment: Pick<SweepFault, 'at' | 'place'> | null
}

export interface CampaignPlan {
  runs: PlannedRun[]
  /** In words, what a reader should not take for tried. */
  notTried: string[]
  /** The same recipe without a fault. */
  faultless: CampaignRun
  /** When each action of the workload is done. */
  actions: Microseconds[]
}

/**
 * The whole sweep of a variant, in the order in which it is run.
 * @param recipe its schedule holds actions or nothing; its edits are swept like any code
 * @throws RecipeError
 */
export async function planSweep(
  world: World,
  bundle: LabBundle,
  recipe: Recipe,
): Promise<CampaignPlan> {
  const variant = findVariant(bundle.definition, recipe.variant)
  await requireActionsOnly(world, bundle, recipe)
  let passages: Passage[] = []
  const baseline = await runRecipe(world, bundle, recipe, {
    onPassages: (collected) => {
      passages = collected
    },
  })
  const { faults, notTried } = sweepSchedules(bundle.definition, variant, baseline.trace, passages)
  return {
    runs: faults.map(({ item, at, place }) => ({
      schedule: scheduleWith(recipe, printItem(item)),
      faults: [item],
      moment: { at, place },
    })),
    notTried,
    faultless: campaignRunOf(baseline),
    actions: actionTimes(baseline.schedule),
  }
}

/**
 * Random schedules within the variant's fault model, drawn from the recipe's seed.
 * @throws RecipeError
 */
export async function planExploration(
  world: World,
  bundle: LabBundle,
  recipe: Recipe,
  count: number,
): Promise<CampaignPlan> {
  const { variant, programs } = await requireActionsOnly(world, bundle, recipe)
  const baseline = await runRecipe(world, bundle, recipe)
  const names = scheduleNames(bundle.definition, variant, programs)
  const random = new RandomStream(recipe.seed, `explore ${recipe.variant}`)
  const options = { lab: bundle.definition, variant, names, horizonUs: baseline.virtualUs }
  return {
    runs: [...Array(count).keys()].map((): PlannedRun => {
      const text = randomSchedule(random, options)
      const parsed = parseSchedule(text, names)
      return {
        schedule: scheduleWith(recipe, text),
        faults: parsed.ok ? parsed.schedule.items.filter((item) => item.kind !== 'do') : [],
        moment: null,
      }
    }),
    notTried: [
      'every other schedule: these were drawn at random',
      'more than four faults at once',
      'other workloads',
    ],
    faultless: campaignRunOf(baseline),
    actions: actionTimes(baseline.schedule),
  }
}

/**
 * Every order of the steps of the lab's two sagas, once for each setting of the variant.
 * @param recipe its schedule is not used: each order is one
 * @throws RecipeError where the lab is not about orders of steps
 */
export async function planOrders(
  world: World,
  bundle: LabBundle,
  recipe: Recipe,
): Promise<CampaignPlan> {
  const { interleaving } = bundle.definition
  if (!interleaving)
    throw new RecipeError('lab', `The lab "${recipe.lab}" is not about orders of steps.`)
  const schedules = schedulesOfOrders(interleaving, recipe.variant)
  const first = await runRecipe(world, bundle, { ...recipe, schedule: schedules[0] ?? '' })
  return {
    runs: schedules.map((schedule) => ({ schedule, faults: [], moment: null })),
    notTried: ['steps that overlap', 'a fault in any of them'],
    faultless: campaignRunOf(first),
    actions: actionTimes(first.schedule),
  }
}

async function requireActionsOnly(world: World, bundle: LabBundle, recipe: Recipe) {
  const read = await readRecipe(world.programs, bundle, recipe)
  const fault = read.schedule.items.find((item) => item.kind !== 'do')
  if (!fault) return read
  throw new RecipeError(
    'schedule',
    `A campaign puts its own faults into the schedule; take "${printItem(fault)}" out of it.`,
  )
}

function actionTimes({ items }: Schedule): Microseconds[] {
  return items.flatMap((item) => (item.kind === 'do' ? [item.at] : []))
}
