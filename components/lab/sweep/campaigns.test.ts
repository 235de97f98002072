import { describe, expect, it } from 'vitest'
import type { Recipe } from '@/simulations/kernel/lab'
import type { CampaignPlan } from '@/simulations/runner/campaign-plan'
import type { CampaignRun } from '@/simulations/runner/campaign-run'
import { parseScheduleSyntax } from '@/simulations/schedule/parse-schedule'
import { LabFailure } from '@/simulations/worker/lab-client'
import type { Campaign } from '@/simulations/worker/protocol'
import type { CampaignClient, OpenClient } from './campaign-client'
import type { CampaignRequest, CampaignState } from './campaign-state'
import { Campaigns } from './campaigns'

const recipe: Recipe = { lab: 'tiny', variant: 'risky', seed: 7, schedule: '' }
const sweep: CampaignRequest = { recipe, campaign: { kind: 'sweep' } }
const explore: CampaignRequest = { recipe, campaign: { kind: 'explore', schedules: 2 } }
const variants = [
  { id: 'risky', promises: ['a'], breaks: ['b'] },
  { id: 'safe', promises: ['a', 'b'], breaks: [] },
]

function runOf(...invariants: string[]): CampaignRun {
  return {
    outcome: invariants.length > 0 ? 'violated' : 'holds',
    reason: null,
    looped: null,
    violations: invariants.map((invariant) => ({ invariant, violatedAt: 0, evidence: null })),
    unjudged: [],
    failedAudits: [],
    noticed: { errors: 0, requests: 0 },
    effort: { statements: 12, longestAnswerUs: 9_000 },
    unmet: false,
    fingerprint: '0'.repeat(16),
  }
}

function planOf(...schedules: string[]): CampaignPlan {
  return {
    runs: schedules.map((schedule) => {
      const parsed = parseScheduleSyntax(schedule)
      if (!parsed.ok) throw new Error(schedule)
      const faults = parsed.schedule.items.filter((item) => item.kind !== 'do')
      return { schedule, faults, moment: null }
    }),
    notTried: [],
    faultless: runOf(),
    actions: [],
  }
}

const five = [
  'crash a at 1ms',
  'crash a at 2ms',
  'crash a at 3ms',
  'crash a at 4ms',
  'cut a->b from 1ms',
]

class FakeWorkers {
  opened = 0
  closed = 0
  readonly tried: string[] = []
  plan = (_recipe: Recipe, _campaign: Campaign) => planOf(...five)
  run = async (_schedule: string, _worker: number): Promise<CampaignRun> => runOf()
  opens = async (_worker: number): Promise<void> => undefined

  readonly open: OpenClient = async () => {
    const worker = ++this.opened
    await this.opens(worker)
    return {
      plan: async (...request) => this.plan(...request),
      try: async ({ schedule }) => {
        // The recipe without faults, to see how long a run takes.
        if (schedule === '') return runOf()
        this.tried.push(schedule)
        await turn()
        return this.run(schedule, worker)
      },
      close: () => {
        this.closed += 1
      },
    } satisfies CampaignClient
  }
}

const turn = () => new Promise<void>((resolve) => setTimeout(resolve, 0))

function campaignsOf(workers: FakeWorkers, count = 2): Campaigns {
  let clock = 0
  const lab = { nodes: [], links: [], variants }
  return new Campaigns({ openClient: workers.open, workers: count, lab, now: () => ++clock })
}

/** Waits until nothing changes any more. */
async function settled(campaigns: Campaigns, key: string): Promise<CampaignState> {
  for (let turns = 0; turns < 500; turns++) {
    const phase = campaigns.state().get(key)?.phase
    await turn()
    if (phase !== 'running' && phase !== 'shrinking' && turns > 20) break
  }
  const state = campaigns.state().get(key)
  if (!state) throw new Error(key)
  return state
}

describe('campaigns in workers', () => {
  it('only look at a plan until they are started, and hold no worker meanwhile', async () => {
    const workers = new FakeWorkers()
    const campaigns = campaignsOf(workers)
    campaigns.look(sweep)
    const state = await settled(campaigns, 'sweep risky')
    expect(state).toMatchObject({ phase: 'planned', done: 0, runMs: 1 })
    expect(state.plan?.runs).toHaveLength(5)
    expect(workers).toMatchObject({ tried: [], opened: 1, closed: 1 })
  })

  it('run every schedule once, by two workers, and give both back', async () => {
    const workers = new FakeWorkers()
    const campaigns = campaignsOf(workers)
    const most: number[] = []
    campaigns.subscribe(() => most.push(campaigns.state().get('sweep risky')?.workers ?? 0))
    campaigns.start([sweep])
    const state = await settled(campaigns, 'sweep risky')
    expect(state).toMatchObject({ phase: 'done', done: 5, failure: null })
    expect(state.results.every((tried) => tried?.kind === 'ran')).toBe(true)
    expect([...workers.tried].sort()).toEqual([...five].sort())
    expect(Math.max(...most)).toBe(2)
    expect(workers).toMatchObject({ opened: 2, closed: 2 })
  })

  it('go on with one worker where a second cannot be opened', async () => {
    const workers = new FakeWorkers()
    workers.opens = async (worker) => {
      if (worker === 2) throw new Error('no memory')
    }
    const campaigns = campaignsOf(workers)
    campaigns.start([sweep])
    expect(await settled(campaigns, 'sweep risky')).toMatchObject({ phase: 'done', done: 5 })
  })

  it('hand the run of a worker that died to the other', async () => {
    const workers = new FakeWorkers()
    let died = false
    workers.run = async () => {
      if (died) return runOf()
      died = true
      throw new LabFailure({ kind: 'unexpected', message: 'It died.' })
    }
    const campaigns = campaignsOf(workers)
    campaigns.start([sweep])
    expect(await settled(campaigns, 'sweep risky')).toMatchObject({
      phase: 'done',
      done: 5,
      failure: null,
    })
  })

  it('say so when the last worker died, keep what was found, and go on from there when asked', async () => {
    const workers = new FakeWorkers()
    let healthy = false
    workers.run = async (schedule) => {
      if (healthy || schedule !== five[3]) return runOf()
      throw new LabFailure({ kind: 'unexpected', message: 'It did not answer.' })
    }
    const campaigns = campaignsOf(workers, 1)
    campaigns.start([sweep, { ...sweep, recipe: { ...recipe, variant: 'safe' } }])
    expect(await settled(campaigns, 'sweep risky')).toMatchObject({
      phase: 'failed',
      done: 3,
      failure: 'It did not answer.',
    })
    expect(campaigns.state().get('sweep safe')).toMatchObject({ phase: 'planned', done: 0 })
    healthy = true
    campaigns.start([sweep])
    expect(await settled(campaigns, 'sweep risky')).toMatchObject({ phase: 'done', done: 5 })
    expect(workers.tried.filter((schedule) => schedule === five[0])).toHaveLength(1)
    expect(workers.closed).toBe(workers.opened)
  })

  it('stop after the run that is under way and keep what they have', async () => {
    const workers = new FakeWorkers()
    const campaigns = campaignsOf(workers, 1)
    workers.run = async (schedule) => {
      if (schedule === five[1]) campaigns.stop()
      return runOf()
    }
    campaigns.start([sweep, { ...sweep, recipe: { ...recipe, variant: 'safe' } }])
    expect(await settled(campaigns, 'sweep risky')).toMatchObject({ phase: 'stopped', done: 2 })
    expect(campaigns.state().get('sweep safe')?.done).toBe(0)
    campaigns.start([sweep])
    expect(await settled(campaigns, 'sweep risky')).toMatchObject({ phase: 'done', done: 5 })
  })

  it('count code that breaks a rule of the simulation as a result of that run', async () => {
    const workers = new FakeWorkers()
    workers.run = async (schedule) => {
      if (schedule !== five[2]) return runOf()
      const place = { node: 'a', file: null, line: null }
      throw new LabFailure({ kind: 'simulation', code: 'x', message: 'It never ended.', ...place })
    }
    const campaigns = campaignsOf(workers)
    campaigns.start([sweep])
    const { results } = await settled(campaigns, 'sweep risky')
    expect(results[2]).toEqual({ kind: 'stopped', message: 'It never ended.' })
  })

  it('shrink what an exploration broke: a promise rather than what nobody promised', async () => {
    const workers = new FakeWorkers()
    workers.plan = () =>
      planOf('crash c at 1ms', 'lag a->b by 6ms; crash a at 5.4ms; pause c at 14ms for 9ms')
    workers.run = async (schedule) =>
      schedule.includes('crash a') ? runOf('b') : runOf('somebody-else')
    const campaigns = campaignsOf(workers)
    campaigns.start([explore])
    expect((await settled(campaigns, 'explore risky')).smallest).toMatchObject({
      index: 1,
      invariant: 'b',
      needed: [1],
      schedule: 'crash a at 5ms',
    })
  })

  it('begin anew where the request is another one', async () => {
    const workers = new FakeWorkers()
    const campaigns = campaignsOf(workers)
    campaigns.start([sweep])
    await settled(campaigns, 'sweep risky')
    campaigns.look({ ...sweep, recipe: { ...recipe, edits: { 'a.ts': 'x' } } })
    expect(await settled(campaigns, 'sweep risky')).toMatchObject({ phase: 'planned', done: 0 })
  })

  it('keep what was found before a change, until that variant is swept again', async () => {
    const campaigns = campaignsOf(new FakeWorkers())
    campaigns.start([sweep])
    await settled(campaigns, 'sweep risky')
    const changed = { ...sweep, recipe: { ...recipe, edits: { 'a.ts': 'x' } } }
    campaigns.rebase(changed.recipe)
    expect(campaigns.state().size).toBe(0)
    expect(campaigns.old().get('sweep risky')).toMatchObject({ phase: 'done', done: 5 })

    campaigns.look(changed)
    await settled(campaigns, 'sweep risky')
    expect(campaigns.old().has('sweep risky')).toBe(true)
    campaigns.start([changed])
    expect(await settled(campaigns, 'sweep risky')).toMatchObject({ phase: 'done', done: 5 })
    expect(campaigns.old().has('sweep risky')).toBe(false)
  })

  it('keep the orders of steps of another seed, and leave them alone where only a sweep starts anew', async () => {
    const orders = { ...sweep, campaign: { kind: 'orders' as const } }
    const campaigns = campaignsOf(new FakeWorkers())
    campaigns.start([orders])
    const found = await settled(campaigns, 'orders risky')
    campaigns.rebase({ ...recipe, seed: 8 })
    expect(campaigns.state().get('orders risky')).toBe(found)
    expect(campaigns.old().size).toBe(0)

    campaigns.look({ ...orders, recipe: { ...recipe, seed: 8 } })
    await settled(campaigns, 'orders risky')
    expect(campaigns.old().get('orders risky')).toBe(found)
  })

  it('run nothing again where the change is taken back', async () => {
    const workers = new FakeWorkers()
    const campaigns = campaignsOf(workers)
    campaigns.start([sweep])
    const found = await settled(campaigns, 'sweep risky')
    campaigns.rebase({ ...recipe, edits: { 'a.ts': 'x' } })
    campaigns.rebase(recipe)
    campaigns.start([sweep])
    expect(await settled(campaigns, 'sweep risky')).toBe(found)
    expect(campaigns.old().size).toBe(0)
    expect(workers.tried).toHaveLength(5)
  })

  it('leave what is replaced alone: its runs end, and count for nobody', async () => {
    const workers = new FakeWorkers()
    const campaigns = campaignsOf(workers, 1)
    let replaced = false
    workers.run = async () => {
      if (!replaced) {
        replaced = true
        campaigns.rebase({ ...recipe, seed: 8 })
        campaigns.start([{ ...sweep, recipe: { ...recipe, seed: 8 } }])
      }
      return runOf()
    }
    campaigns.start([sweep])
    const state = await settled(campaigns, 'sweep risky')
    expect(state).toMatchObject({ phase: 'done', done: 5 })
    expect(state.request.recipe.seed).toBe(8)
    expect(workers.tried).toHaveLength(6)
    expect(workers.closed).toBe(workers.opened)
  })

  it('give everything back when the lab is left', async () => {
    const workers = new FakeWorkers()
    const campaigns = campaignsOf(workers)
    campaigns.start([sweep])
    await turn()
    campaigns.leave()
    await settled(campaigns, 'sweep risky')
    expect(workers.closed).toBe(workers.opened)
    expect(workers.tried.length).toBeLessThan(5)
  })
})
