/**
 * The campaigns of a lab, one after another in the workers they are given, and what they found. Nothing is started before
 * it is asked for, and every worker is given back when there is nothing left to do.
 */
import type { LabDefinition, Recipe, VariantDefinition } from '@/simulations/kernel/lab'
import type { CampaignClient, OpenClient } from './campaign-client'
import { CampaignJob } from './campaign-job'
import {
  type CampaignEvent,
  type CampaignRequest,
  type CampaignState,
  campaignReducer,
  isBusy,
  startCampaign,
} from './campaign-state'
import { drawnOrder } from './sweep-rows'

export interface CampaignsOptions {
  openClient: OpenClient
  /** Workers at once, at most. */
  workers: number
  lab: Pick<LabDefinition, 'nodes' | 'links'> & {
    variants: readonly Pick<VariantDefinition, 'id' | 'promises' | 'breaks'>[]
  }
  /** Real milliseconds since some start. */
  now?: () => number
}

const tellEveryMs = 100

/** By `campaignKey`. */
type Finds = ReadonlyMap<string, CampaignState>

export class Campaigns {
  readonly #options: CampaignsOptions
  readonly #now: () => number
  readonly #listeners = new Set<() => void>()
  /** By `clientKey`; also those that are still being opened. */
  readonly #clients = new Map<string, Promise<CampaignClient>>()
  readonly #queue: string[] = []
  #state: Finds = new Map()
  /** Each until its variant is swept again. */
  #old: Finds = new Map()
  #base: Recipe | null = null
  #telling: ReturnType<typeof setTimeout> | null = null
  #job: CampaignJob | null = null
  #left = false

  constructor(options: CampaignsOptions) {
    this.#options = options
    this.#now = options.now ?? (() => performance.now())
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly state = (): Finds => this.#state

  /** What sweeps, and orders of steps, found of other code, or from another seed or workload. */
  readonly old = (): Finds => this.#old

  /** What all campaigns start from; `null` before one was set. */
  readonly base = (): Recipe | null => this.#base

  /** Starts from another recipe; what sweeps found from the last one is old from then on. */
  readonly rebase = (base: Recipe): void => {
    this.stop()
    this.#base = base
    // Orders of steps start from no workload.
    const kept = [...this.#state].filter(([, { request }]) => request.campaign.kind === 'orders')
    for (const [key, state] of this.#state)
      if (state.request.campaign.kind === 'sweep') this.#age(key, state)
    this.#state = new Map(kept)
    this.#tell()
  }

  /** Writes down what would be run, and no more. */
  readonly look = (request: CampaignRequest): void => {
    const key = this.#take(request)
    if (this.#job || this.#state.get(key)?.plan) return
    void this.#work(key, (job) => job.plan())
  }

  /** Runs them one after another; what one has found already is not run again. */
  readonly start = (requests: readonly CampaignRequest[]): void => {
    for (const request of requests) {
      const key = this.#take(request)
      if (!this.#queue.includes(key) && this.#state.get(key)?.phase !== 'done')
        this.#queue.push(key)
    }
    this.#next()
  }

  /** Runs them again, although what they find is known. */
  readonly restart = (requests: readonly CampaignRequest[]): void => {
    const keys = new Set(requests.map(campaignKey))
    this.#state = new Map([...this.#state].filter(([key]) => !keys.has(key)))
    this.start(requests)
  }

  /** After the runs that are under way. What was found is kept. */
  readonly stop = (): void => {
    this.#queue.length = 0
    this.#job?.end()
  }

  /** Gives the workers back at once. */
  readonly leave = (): void => {
    this.#left = true
    this.stop()
    this.#closeAll()
  }

  /** The campaign that is kept for the request: a new one where it would run something else. */
  #take(request: CampaignRequest): string {
    this.#left = false
    const key = campaignKey(request)
    const known = this.#state.get(key)
    if (!known || !sameRequest(known.request, request)) {
      const old = this.#old.get(key)
      const again = old && sameRequest(old.request, request) ? old : null
      if (again) this.#renew(key)
      if (known) this.#age(key, known)
      this.#state = new Map(this.#state).set(key, again ?? startCampaign(request))
      this.#tell()
    }
    return key
  }

  #age(key: string, state: CampaignState): void {
    if (state.request.campaign.kind === 'explore' || state.done === 0) return
    // Its job has been told to end, or is about to end: nobody hears of it any more.
    const rested: CampaignState = isBusy(state) ? { ...state, phase: 'stopped', workers: 0 } : state
    this.#old = new Map(this.#old).set(key, rested)
  }

  #renew(key: string): void {
    if (!this.#old.has(key)) return
    const left = new Map(this.#old)
    left.delete(key)
    this.#old = left
  }

  #next(): void {
    if (this.#job) return
    const key = this.#queue.shift()
    if (key === undefined) this.#closeAll()
    else void this.#work(key, (job) => job.run())
  }

  async #work(key: string, act: (job: CampaignJob) => Promise<void>): Promise<void> {
    const request = this.#state.get(key)?.request
    if (!request) return this.#next()
    const job = this.#jobFor(key, request)
    this.#job = job
    try {
      await act(job)
    } catch (error) {
      const replaced = this.#state.get(key)?.request !== request
      if (!this.#left && !replaced) {
        // What comes next would be run by the same workers.
        this.#queue.length = 0
        const message = error instanceof Error ? error.message : String(error)
        this.#send(key, request, { type: 'failed', message })
      }
    }
    this.#job = null
    this.#next()
  }

  #jobFor(key: string, request: CampaignRequest): CampaignJob {
    const { recipe } = request
    const { lab, workers } = this.#options
    const variant = lab.variants.find(({ id }) => id === recipe.variant)
    let last = startCampaign(request)
    return new CampaignJob({
      request,
      state: () => {
        const state = this.#state.get(key)
        if (state?.request === request) last = state
        return last
      },
      send: (event) => this.#send(key, request, event),
      client: (place) => this.#client(recipe, place),
      drop: (place) => this.#close(clientKey(recipe, place)),
      workers,
      vows: variant ?? { promises: [], breaks: [] },
      orderOf: (plan) => drawnOrder(plan, lab),
      now: this.#now,
    })
  }

  #client(recipe: Recipe, place: number): Promise<CampaignClient> {
    const key = clientKey(recipe, place)
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

  /** What comes from a campaign that has been replaced is nobody's any more. */
  #send(key: string, request: CampaignRequest, event: CampaignEvent): void {
    const state = this.#state.get(key)
    if (state?.request !== request) return
    this.#state = new Map(this.#state).set(key, campaignReducer(state, event))
    if (event.type === 'tried') this.#renew(key)
    // To draw each square by itself would take as long as to run it.
    if (event.type === 'tried') this.#telling ??= setTimeout(() => this.#tell(), tellEveryMs)
    else this.#tell()
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
function clientKey({ edits }: Recipe, place: number): string {
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
