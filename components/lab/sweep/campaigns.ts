/**
 * Runs campaigns one after another in the workers it is given, and keeps what they found. Nothing is started before it is
 * asked for, and every worker is given back when there is nothing left to do.
 */
import type { Recipe, VariantDefinition } from '@/simulations/kernel/lab'
import { scheduleWith } from '@/simulations/runner/workload'
import { shrinkSchedule } from '@/simulations/runner/shrink'
import { printSchedule } from '@/simulations/schedule/print-schedule'
import { LabFailure } from '@/simulations/worker/lab-client'
import type { CampaignClient, OpenClient } from './campaign-client'
import {
  type CampaignEvent,
  type CampaignRequest,
  type CampaignState,
  campaignReducer,
  startCampaign,
  type Tried,
} from './campaign-state'
import { firstFailure, type Vows, worstOf } from './run-mark'

export interface CampaignsOptions {
  openClient: OpenClient
  /** Workers at once, at most. */
  workers: number
  variants: readonly Pick<VariantDefinition, 'id' | 'promises' | 'breaks'>[]
  /** Real milliseconds since some start. */
  now?: () => number
}

const tellEveryMs = 100

type Finds = ReadonlyMap<string, CampaignState>

export class Campaigns {
  readonly #options: CampaignsOptions
  readonly #now: () => number
  readonly #listeners = new Set<() => void>()
  /** By `keyOf`; also those that are still being opened. */
  readonly #clients = new Map<string, Promise<CampaignClient>>()
  readonly #queue: string[] = []
  #state: Finds = new Map()
  #base: Recipe | null = null
  #telling: ReturnType<typeof setTimeout> | null = null
  #working = false
  #stopped = false
  #left = false

  constructor(options: CampaignsOptions) {
    this.#options = options
    this.#now = options.now ?? (() => performance.now())
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** By `campaignKey`. */
  readonly state = (): Finds => this.#state

  /** Workers at once, at most. */
  get workers(): number {
    return this.#options.workers
  }

  /** What all campaigns start from: the recipe at hand when the first was looked at, until it is changed. */
  readonly baseFor = (current: Recipe): Recipe => {
    this.#base ??= current
    return this.#base
  }

  /** Starts from another recipe; what was found from the last one is forgotten. */
  readonly rebase = (base: Recipe): Recipe => {
    this.stop()
    this.#base = base
    this.#state = new Map()
    this.#tell()
    return base
  }

  /** Writes down what would be run, and no more. */
  readonly look = (request: CampaignRequest): void => {
    const key = this.#take(request)
    if (this.#working || this.#state.get(key)?.plan) return
    this.#working = true
    this.#plan(key)
      .catch((error: unknown) => this.#fail(key, error))
      .finally(() => this.#rest())
  }

  /** Runs them one after another; what one has found already is not run again. */
  readonly start = (requests: readonly CampaignRequest[]): void => {
    for (const request of requests) {
      const key = this.#take(request)
      if (!this.#queue.includes(key) && this.#state.get(key)?.phase !== 'done')
        this.#queue.push(key)
    }
    this.#stopped = false
    void this.#work()
  }

  /** After the runs that are under way. What was found is kept. */
  readonly stop = (): void => {
    this.#stopped = true
    this.#queue.length = 0
  }

  /** Gives the workers back at once. */
  readonly leave = (): void => {
    this.#left = true
    this.stop()
    this.#closeAll()
  }

  #take(request: CampaignRequest): string {
    this.#left = false
    const key = campaignKey(request)
    const known = this.#state.get(key)
    if (!known || !sameRequest(known.request, request)) this.#set(key, startCampaign(request))
    return key
  }

  async #work(): Promise<void> {
    if (this.#working) return
    this.#working = true
    for (let key = this.#queue.shift(); key !== undefined; key = this.#queue.shift()) {
      try {
        await this.#run(key)
      } catch (error) {
        this.#queue.length = 0
        this.#fail(key, error)
      }
    }
    this.#rest()
  }

  #rest(): void {
    this.#closeAll()
    this.#working = false
    // Asked for while the last was coming to its end.
    if (this.#queue.length > 0) void this.#work()
  }

  async #plan(key: string): Promise<void> {
    const state = this.#of(key)
    if (state.plan) return
    const { recipe, campaign } = state.request
    const client = await this.#client(recipe, 0)
    const plan = await client.plan(recipe, campaign)
    // The plan's own run may have made the schema anew; the second is as fast as all others.
    const begun = this.#now()
    await attempt(client, recipe)
    this.#send(key, { type: 'planned', plan, runMs: this.#now() - begun })
  }

  async #run(key: string): Promise<void> {
    this.#send(key, { type: 'began', workers: 1 })
    await this.#plan(key)
    const begun = this.#now() - this.#of(key).elapsedMs
    await this.#tryAll(key, () => this.#now() - begun)
    if (!this.#stopped && this.#of(key).request.campaign.kind === 'explore') await this.#shrink(key)
    const { done, plan, elapsedMs } = this.#of(key)
    const phase = done === plan?.runs.length ? 'done' : 'stopped'
    this.#send(key, { type: 'ended', phase, elapsedMs })
  }

  /** @throws when every worker has died before all is run */
  async #tryAll(key: string, elapsed: () => number): Promise<void> {
    const { plan, request, results } = this.#of(key)
    const waiting = results.flatMap((tried, index) => (tried ? [] : [index]))
    const idle: number[] = []
    let busy = 0
    let death: unknown = null
    const { recipe } = request
    await this.#client(recipe, 0)
    await new Promise<void>((resolve, reject) => {
      const lane = async (place: number): Promise<void> => {
        busy += 1
        this.#send(key, { type: 'joined', workers: busy })
        try {
          const client = await this.#client(recipe, place)
          for (let index = this.#next(waiting); index !== null; index = this.#next(waiting)) {
            try {
              const schedule = plan?.runs[index]?.schedule ?? ''
              const tried = await attempt(client, { ...recipe, schedule })
              this.#send(key, { type: 'tried', index, tried, elapsedMs: elapsed() })
            } catch (error) {
              waiting.unshift(index)
              throw error
            }
          }
          idle.push(place)
          busy -= 1
        } catch (error) {
          death = error
          this.#close(keyOf(recipe, place))
          busy -= 1
          const spare = idle.pop()
          if (spare !== undefined && !this.#stopped) void lane(spare)
        }
        if (busy > 0) return
        if (this.#stopped || waiting.length === 0) resolve()
        else reject(death)
      }
      void lane(0)
      for (let place = 1; place < this.#options.workers; place++) {
        this.#client(recipe, place).then(
          () => (busy > 0 && waiting.length > 0 ? lane(place) : undefined),
          // One is enough.
          () => undefined,
        )
      }
    })
  }

  #next(waiting: number[]): number | null {
    return this.#stopped ? null : (waiting.shift() ?? null)
  }

  /** Makes the worst failure of an exploration as small as it goes. */
  async #shrink(key: string): Promise<void> {
    const { plan, request, results } = this.#of(key)
    const vows = this.#vowsOf(request)
    const index = firstFailure(results, vows)
    const tried = index === null ? null : results[index]
    const failing = index === null ? undefined : plan?.runs[index]
    const worst = tried?.kind === 'ran' ? worstOf(tried.run, vows) : null
    if (index === null || !failing || tried?.kind !== 'ran' || !worst) return
    this.#send(key, { type: 'shrinking' })
    const { invariant } = worst
    const client = await this.#client(request.recipe, 0)
    const textOf = (faults: typeof failing.faults) =>
      scheduleWith(request.recipe, printSchedule({ items: faults }))
    const runs = new Map([[textOf(failing.faults), tried.run]])
    const { faults, needed } = await shrinkSchedule(failing.faults, async (candidate) => {
      if (this.#stopped) return false
      const schedule = textOf(candidate)
      const again = await attempt(client, { ...request.recipe, schedule })
      if (again.kind !== 'ran') return false
      runs.set(schedule, again.run)
      return again.run.violations.some((violation) => violation.invariant === invariant)
    })
    const schedule = textOf(faults)
    const run = runs.get(schedule) ?? tried.run
    this.#send(key, {
      type: 'shrunk',
      smallest: { index, invariant, faults, needed, schedule, run },
    })
  }

  /** The worker at this place; opened where there is none yet. */
  #client(recipe: Recipe, place: number): Promise<CampaignClient> {
    const key = keyOf(recipe, place)
    const known = this.#clients.get(key)
    if (known !== undefined) return known
    const opening = this.#options.openClient(recipe, place)
    this.#clients.set(key, opening)
    opening.catch(() => this.#clients.delete(key))
    return opening
  }

  #closeAll(): void {
    for (const key of [...this.#clients.keys()]) this.#close(key)
  }

  #close(key: string): void {
    this.#clients.get(key)?.then(
      (client) => client.close(),
      () => undefined,
    )
    this.#clients.delete(key)
  }

  #vowsOf({ recipe }: CampaignRequest): Vows {
    const variant = this.#options.variants.find(({ id }) => id === recipe.variant)
    return variant ?? { promises: [], breaks: [] }
  }

  #fail(key: string, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error)
    if (!this.#left) this.#send(key, { type: 'failed', message })
  }

  #of(key: string): CampaignState {
    const state = this.#state.get(key)
    if (!state) throw new Error(`no campaign is called "${key}"`)
    return state
  }

  #send(key: string, event: CampaignEvent): void {
    const state = this.#state.get(key)
    if (!state) return
    this.#state = new Map(this.#state).set(key, campaignReducer(state, event))
    // To draw each square by itself would take as long as to run it.
    if (event.type === 'tried') this.#telling ??= setTimeout(() => this.#tell(), tellEveryMs)
    else this.#tell()
  }

  #set(key: string, state: CampaignState): void {
    this.#state = new Map(this.#state).set(key, state)
    this.#tell()
  }

  #tell(): void {
    if (this.#telling !== null) clearTimeout(this.#telling)
    this.#telling = null
    for (const listener of this.#listeners) listener()
  }
}

export function campaignKey({ recipe, campaign }: CampaignRequest): string {
  return `${campaign.kind} ${recipe.variant}`
}

/** Changed code has workers of its own. */
function keyOf({ edits }: Recipe, place: number): string {
  return `${edits ? 'changed' : 'own'} ${place}`
}

/** They would run the same. */
export function sameRequest(one: CampaignRequest, other: CampaignRequest): boolean {
  return JSON.stringify(ordered(one)) === JSON.stringify(ordered(other))
}

function ordered({ recipe, campaign }: CampaignRequest) {
  const { lab, variant, seed, schedule, edits = {} } = recipe
  const schedules = campaign.kind === 'explore' ? campaign.schedules : null
  return [lab, variant, seed, schedule, Object.entries(edits).sort(), campaign.kind, schedules]
}

/**
 * One run; what the code under it did wrong is a result.
 * @throws where the worker is at fault
 */
async function attempt(client: CampaignClient, recipe: CampaignRequest['recipe']): Promise<Tried> {
  try {
    return { kind: 'ran', run: await client.try(recipe) }
  } catch (error) {
    if (!(error instanceof LabFailure)) throw error
    const { kind, message } = error.failure
    if (kind === 'unexpected' || kind === 'load') throw error
    return { kind: 'stopped', message }
  }
}
