import { beforeAll, describe, expect, test } from 'vitest'
import { lab } from '../outbox/lab'
import type { Recipe } from '../kernel/lab'
import { type CampaignPlan, planExploration, planSweep } from './campaign-plan'
import { campaignRunOf } from './campaign-run'
import { readLabSources } from './node/load-lab'
import { RecipeError } from './recipe-problem'
import { runRecipe } from './run-recipe'
import { testWorld } from './testing/tiny-lab'
import type { World } from './world'

const bundle = { definition: lab, sources: readLabSources('outbox') }
const recipe: Recipe = { lab: 'outbox', variant: 'dual-write', seed: 7, schedule: '' }
const threeOrders = 'do place-order at 2ms; do place-order at 9ms; do place-order at 16ms'
let world: World

beforeAll(async () => {
  world = await testWorld()
})

describe('the plan of a sweep', () => {
  let plan: CampaignPlan
  beforeAll(async () => {
    plan = await planSweep(world, bundle, recipe)
  })

  test('says of every run what its fault is, when it falls and at which line', () => {
    const after15 = plan.runs.find((run) => run.schedule === 'crash orders after orders.ts:15 #2')
    expect(after15).toMatchObject({
      faults: [{ kind: 'crash', node: 'orders', restart: { kind: 'default' } }],
      moment: {
        at: expect.any(Number),
        place: { node: 'orders', file: 'orders.ts', line: 15 },
      },
    })
    expect(after15?.moment?.at).toBeGreaterThan(19_000)
    expect(plan.runs.every((run) => run.faults.length === 1 && run.moment !== null)).toBe(true)
  })

  test('puts a cut and a crash of a store at the line that sent the message', () => {
    const crash = plan.runs.find((run) => run.schedule.startsWith('crash orders-db at'))
    expect(crash?.moment?.place).toMatchObject({ node: 'orders', file: 'orders.ts' })
    const reply = plan.runs.find((run) => run.schedule.startsWith('cut orders-db->orders'))
    expect(reply?.moment?.place).toMatchObject({ node: 'orders', file: 'orders.ts' })
  })

  test('holds the run without faults and when the actions are done', () => {
    expect(plan.faultless.violations).toEqual([])
    expect(plan.actions).toEqual([2_000, 19_000])
  })
})

test("a recipe's own actions are swept in place of the default workload", async () => {
  const plan = await planSweep(world, bundle, { ...recipe, schedule: threeOrders })
  expect(plan.actions).toEqual([2_000, 9_000, 16_000])
  expect(plan.runs.every((run) => run.schedule.startsWith(`${threeOrders}; c`))).toBe(true)
  expect(plan.runs.some((run) => run.schedule.endsWith('orders.ts:15 #3'))).toBe(true)
})

test('edited code is swept as it stands, and so is what it breaks without a fault', async () => {
  const path = 'services/dual-write/orders.ts'
  const text = bundle.sources[path] ?? ''
  const edited = text.replace(/await producer\.send\(/, 'if (false) await producer.send(')
  expect(edited).not.toBe(text)
  const plan = await planSweep(world, bundle, { ...recipe, edits: { [path]: edited } })
  expect(plan.faultless.violations.map(({ invariant }) => invariant)).toContain('announced')
})

test('a schedule that has faults already is refused', async () => {
  const faulty = { ...recipe, schedule: 'crash orders at 5ms' }
  await expect(planSweep(world, bundle, faulty)).rejects.toThrow(RecipeError)
  await expect(planExploration(world, bundle, faulty, 3)).rejects.toThrow(/crash orders at 5ms/)
})

test('an exploration is drawn from the seed: the same again, another with another', async () => {
  const texts = async (seed: number) =>
    (await planExploration(world, bundle, { ...recipe, seed }, 20)).runs.map((run) => run.schedule)
  const [one, two, other] = [await texts(41), await texts(41), await texts(42)]
  expect(one).toHaveLength(20)
  expect(two).toEqual(one)
  expect(other).not.toEqual(one)
})

test('of a run is kept what was broken, its evidence and who could have noticed', async () => {
  const schedule = 'crash orders before orders.ts:"announce it" #2'
  const run = campaignRunOf(await runRecipe(world, bundle, { ...recipe, schedule }))
  expect(run).toMatchObject({
    outcome: 'violated',
    violations: [
      {
        invariant: 'announced',
        violatedAt: expect.any(Number),
        evidence: { text: expect.stringMatching(/^Order 1042, committed at/) },
      },
    ],
    unjudged: [],
    unmet: false,
    fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
  })
  expect(run.noticed.requests).toBe(1)
})
