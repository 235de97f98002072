/** One campaign at work: its plan, its runs in as many workers as there are, and the smallest failing schedule. */
import { scheduleWith } from '@/simulations/runner/workload'
import { shrinkSchedule } from '@/simulations/runner/shrink'
import { printSchedule } from '@/simulations/schedule/print-schedule'
import type { FaultItem } from '@/simulations/schedule/schedule'
import type { CampaignPlan } from '@/simulations/runner/campaign-plan'
import { LabFailure } from '@/simulations/worker/lab-client'
import type { CampaignClient } from './campaign-client'
import type { CampaignEvent, CampaignRequest, CampaignState, Tried } from './campaign-state'
import { firstFailure, type Vows, worstOf } from './run-mark'

export interface CampaignJobOptions {
  request: CampaignRequest
  state: () => CampaignState
  send: (event: CampaignEvent) => void
  /** The worker at a place, from 0; opened where there is none yet. */
  client: (place: number) => Promise<CampaignClient>
  /** The worker at this place has died. */
  drop: (place: number) => void
  /** At once, at most. */
  workers: number
  vows: Vows
  /** Places in a plan in the order in which they are run: as a reader sees them. */
  orderOf: (plan: CampaignPlan) => readonly number[]
  /** Real milliseconds since some start. */
  now: () => number
}

export class CampaignJob {
  readonly #options: CampaignJobOptions
  #over = false

  constructor(options: CampaignJobOptions) {
    this.#options = options
  }

  /** After the runs that are under way. */
  end(): void {
    this.#over = true
  }

  /** Writes down what will be run. @throws where the worker is at fault, or the recipe cannot run */
  async plan(): Promise<void> {
    const { request, state, send, client: open, now } = this.#options
    if (state().plan) return
    const client = await open(0)
    const plan = await client.plan(request.recipe, request.campaign)
    // The plan's own run may have made the schema anew; the second is as fast as all others.
    const begun = now()
    await attempt(client, request.recipe)
    send({ type: 'planned', plan, runMs: now() - begun })
  }

  /** @throws when every worker has died before all is run */
  async run(): Promise<void> {
    const { request, state, send } = this.#options
    send({ type: 'began', workers: 1 })
    await this.plan()
    await this.#tryAll()
    if (!this.#over && request.campaign.kind === 'explore') await this.#shrink()
    const { done, plan, elapsedMs } = state()
    send({ type: 'ended', phase: done === plan?.runs.length ? 'done' : 'stopped', elapsedMs })
  }

  async #tryAll(): Promise<void> {
    const { request, state, send, client: open, drop, workers, orderOf, now } = this.#options
    const { plan, results, elapsedMs } = state()
    const waiting = plan ? orderOf(plan).filter((index) => !results[index]) : []
    const begun = now() - elapsedMs
    const idle: number[] = []
    let busy = 0
    const next = () => (this.#over ? undefined : waiting.shift())
    await open(0)
    await new Promise<void>((resolve, reject) => {
      const lane = async (place: number): Promise<void> => {
        let death: unknown = null
        busy += 1
        send({ type: 'joined', workers: busy })
        try {
          const client = await open(place)
          for (let index = next(); index !== undefined; index = next()) {
            try {
              const schedule = plan?.runs[index]?.schedule ?? ''
              const tried = await attempt(client, { ...request.recipe, schedule })
              send({ type: 'tried', index, tried, elapsedMs: now() - begun })
            } catch (error) {
              waiting.unshift(index)
              throw error
            }
          }
          idle.push(place)
        } catch (error) {
          death = error
          drop(place)
        }
        busy -= 1
        const spare = death !== null && !this.#over ? idle.pop() : undefined
        if (spare !== undefined) void lane(spare)
        if (busy > 0) return
        if (this.#over || waiting.length === 0) resolve()
        else reject(death)
      }
      void lane(0)
      for (let place = 1; place < workers; place++) {
        open(place).then(
          () => (busy > 0 && waiting.length > 0 ? lane(place) : undefined),
          // One is enough.
          () => undefined,
        )
      }
    })
  }

  /** Makes the worst failure of an exploration as small as it goes. */
  async #shrink(): Promise<void> {
    const { request, state, send, client: open, vows } = this.#options
    const { plan, results } = state()
    const index = firstFailure(results, vows)
    if (index === null) return
    const tried = results[index]
    const failing = plan?.runs[index]
    const worst = tried?.kind === 'ran' ? worstOf(tried.run, vows) : null
    if (!failing || tried?.kind !== 'ran' || !worst) return
    send({ type: 'shrinking' })
    const { invariant } = worst
    const client = await open(0)
    const textOf = (faults: FaultItem[]) =>
      scheduleWith(request.recipe, printSchedule({ items: faults }))
    const runs = new Map([[textOf(failing.faults), tried.run]])
    const { faults, needed } = await shrinkSchedule(failing.faults, async (candidate) => {
      if (this.#over) return false
      const schedule = textOf(candidate)
      const again = await attempt(client, { ...request.recipe, schedule })
      if (again.kind !== 'ran') return false
      runs.set(schedule, again.run)
      return again.run.violations.some((violation) => violation.invariant === invariant)
    })
    const schedule = textOf(faults)
    const run = runs.get(schedule) ?? tried.run
    send({ type: 'shrunk', smallest: { index, invariant, faults, needed, schedule, run } })
  }
}

/**
 * One run; what the code under it did wrong is a result.
 * @throws where the worker is at fault
 */
async function attempt(client: CampaignClient, recipe: CampaignRequest['recipe']): Promise<Tried> {
  try {
    const run = await client.try(recipe)
    return run.looped === null
      ? { kind: 'ran', run }
      : { kind: 'stopped', message: `${run.looped}.` }
  } catch (error) {
    if (!(error instanceof LabFailure)) throw error
    const { kind, message } = error.failure
    if (kind === 'unexpected' || kind === 'load') throw error
    return { kind: 'stopped', message }
  }
}
