/**
 * The page's side of the worker: requests with answers, progress, and a watchdog that ends a worker that hangs.
 * One worker serves all labs of a page; the last one to leave ends it.
 */
import type { CompiledSource } from '../compile/compiled-source'
import type { LabSources, Recipe } from '../kernel/lab'
import type { Microseconds } from '../kernel/time'
import type { CampaignPlan } from '../runner/campaign-plan'
import type { CampaignRun } from '../runner/campaign-run'
import type {
  Campaign,
  Failure,
  LoadProgress,
  QueryReport,
  Request,
  Response,
  RunReport,
  WorkerStatus,
} from './protocol'
import { dedicatedWorker, type OpenPort, type WorkerPort } from './worker-port'

const pingEveryMs = 1_500
/** After a run: the page draws it first, and a reader in a hurry has asked for the next. */
const settleAfterMs = 1_000
/**
 * A worker that leaves this many pings unanswered is stuck. While it compiles and boots it may take longer, and so may a
 * lab's first run, which makes the schema of every database: on a busy machine that has taken over 6 s.
 */
const unansweredMost = { start: 20, other: 4 } as const
/** Milliseconds without a sign of life after which a worker that has started is stopped. */
export const silenceMostMs = unansweredMost.other * pingEveryMs

/** Said to all labs of a worker that was ended for a statement of one of them: each starts anew by itself. */
export const interrupted = 'A statement was cancelled.'

const endsStart: ReadonlySet<Response['kind']> = new Set(['ran', 'planned', 'tried'])

export class LabFailure extends Error {
  override readonly name = 'LabFailure'
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.message)
    this.failure = failure
  }
}

interface Pending {
  resolve: (response: Response) => void
  reject: (error: Error) => void
  onProgress: ((progress: LoadProgress) => void) | null
}

interface Loading {
  listeners: ((progress: LoadProgress) => void)[]
  /** The last that was heard. */
  progress: LoadProgress | null
  end: Promise<unknown>
}

type LoadRequest = Pick<Extract<Request, { kind: 'load' }>, 'assets' | 'lab'>
type RequestBody = Request extends infer R ? (R extends Request ? Omit<R, 'id'> : never) : never

export class LabClient {
  readonly #port: WorkerPort
  readonly #pending = new Map<number, Pending>()
  readonly #listeners = new Set<(message: string) => void>()
  /** By lab; what is being loaded is asked for once. */
  readonly #loads = new Map<string, Loading>()
  /** Pings since the worker was last heard. Counted, not timed: a page in the background is woken once a minute. */
  #unanswered = 0
  #watchdog: ReturnType<typeof setInterval> | null = null
  #settling: ReturnType<typeof setTimeout> | null = null
  #nextId = 1
  #ended = false
  /** Code of a reader may loop for ever in its first run already. */
  readonly #ownCode: boolean
  /** The next run is the first of a lab. */
  #starting = true

  /** @param options.ownCode it runs the labs' own code and no other */
  constructor(open: OpenPort, options: { ownCode?: boolean } = {}) {
    this.#ownCode = options.ownCode ?? false
    this.#port = open({
      onMessage: (response) => this.#hear(response),
      onError: (message) => this.#end(message),
    })
  }

  get ended(): boolean {
    return this.#ended
  }

  /** Calls back when the worker ends without being asked to; the returned function stops it. */
  onEnded(listener: (message: string) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Downloads and boots; who asks while that is under way joins it. @throws LabFailure */
  async load(request: LoadRequest, onProgress: (progress: LoadProgress) => void): Promise<void> {
    const loading = this.#loads.get(request.lab) ?? this.#beginLoad(request)
    if (loading.progress) onProgress(loading.progress)
    loading.listeners.push(onProgress)
    await loading.end
  }

  /** Must come before the lab's first run. @throws LabFailure */
  async giveSources(
    lab: string,
    sources: LabSources,
    compiled: Record<string, CompiledSource>,
  ): Promise<void> {
    await this.#ask({ kind: 'sources', lab, sources, compiled })
  }

  /** @throws LabFailure with what is wrong with the recipe, or with the code under it */
  async run(recipe: Recipe): Promise<RunReport> {
    const response = await this.#ask({ kind: 'run', recipe })
    if (response.kind !== 'ran') throw new TypeError(`unexpected answer ${response.kind}`)
    this.#settleLater()
    return response.report
  }

  /** Asks a database as it stood at a moment of a run. @throws LabFailure with SQLSTATE */
  async query(
    recipe: Recipe,
    at: Microseconds,
    database: string,
    text: string,
  ): Promise<QueryReport> {
    const response = await this.#ask({ kind: 'query', recipe, at, database, text })
    if (response.kind !== 'queried') throw new TypeError(`unexpected answer ${response.kind}`)
    return response.report
  }

  /** What a campaign will run, and the run without faults. @throws LabFailure */
  async plan(recipe: Recipe, campaign: Campaign): Promise<CampaignPlan> {
    const response = await this.#ask({ kind: 'plan', recipe, campaign })
    if (response.kind !== 'planned') throw new TypeError(`unexpected answer ${response.kind}`)
    return response.plan
  }

  /** One run, without its trace. @throws LabFailure */
  async try(recipe: Recipe): Promise<CampaignRun> {
    const response = await this.#ask({ kind: 'try', recipe })
    if (response.kind !== 'tried') throw new TypeError(`unexpected answer ${response.kind}`)
    return response.run
  }

  async status(): Promise<WorkerStatus> {
    const response = await this.#ask({ kind: 'status' })
    if (response.kind !== 'status') throw new TypeError(`unexpected answer ${response.kind}`)
    return response.status
  }

  /** Ends a worker that is busy with one statement; whoever else uses it hears why. */
  interrupt(): void {
    this.#end(interrupted)
  }

  /** Ends the worker; requests without an answer are rejected. */
  close(): void {
    this.#listeners.clear()
    this.#end('The lab was closed.')
  }

  #beginLoad(request: LoadRequest): Loading {
    this.#starting = true
    const listeners: Loading['listeners'] = []
    const end = this.#ask({ kind: 'load', ...request }, (progress) => {
      loading.progress = progress
      for (const listener of listeners) listener(progress)
    }).finally(() => this.#loads.delete(request.lab))
    const loading: Loading = { listeners, progress: null, end }
    this.#loads.set(request.lab, loading)
    return loading
  }

  #ask(
    body: RequestBody,
    onProgress: ((progress: LoadProgress) => void) | null = null,
  ): Promise<Response> {
    if (this.#ended)
      return Promise.reject(
        new LabFailure({ kind: 'unexpected', message: 'The worker has ended.' }),
      )
    const id = this.#nextId++
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject, onProgress })
      this.#port.post({ ...body, id } satisfies Request)
      this.#watch()
    })
  }

  #hear(response: Response): void {
    this.#unanswered = 0
    const pending = this.#pending.get(response.id)
    if (!pending) return
    if (response.kind === 'progress') {
      pending.onProgress?.(response.progress)
      return
    }
    this.#pending.delete(response.id)
    if (endsStart.has(response.kind)) this.#starting = false
    if (this.#pending.size === 0) this.#rest()
    if (response.kind === 'failed') pending.reject(new LabFailure(response.failure))
    else pending.resolve(response)
  }

  #settleLater(): void {
    if (this.#settling !== null) clearTimeout(this.#settling)
    this.#settling = setTimeout(() => {
      if (!this.#ended) this.#port.post({ kind: 'settle', id: 0 } satisfies Request)
    }, settleAfterMs)
  }

  #watch(): void {
    if (this.#watchdog !== null) return
    this.#unanswered = 0
    this.#watchdog = setInterval(() => {
      const loading = [...this.#pending.values()].some((pending) => pending.onProgress !== null)
      const slow = loading || (this.#ownCode && this.#starting)
      const most = slow ? unansweredMost.start : unansweredMost.other
      if (this.#unanswered >= most) {
        const seconds = Math.round((most * pingEveryMs) / 1_000)
        return this.#end(`The simulation did not answer for ${seconds} s and was stopped.`)
      }
      this.#unanswered += 1
      this.#port.post({ kind: 'ping', id: 0 } satisfies Request)
    }, pingEveryMs)
  }

  #rest(): void {
    if (this.#watchdog !== null) clearInterval(this.#watchdog)
    this.#watchdog = null
  }

  #end(message: string): void {
    if (this.#ended) return
    this.#ended = true
    this.#rest()
    if (this.#settling !== null) clearTimeout(this.#settling)
    this.#port.close()
    for (const pending of this.#pending.values())
      pending.reject(new LabFailure({ kind: 'unexpected', message }))
    this.#pending.clear()
    for (const listener of this.#listeners) listener(message)
  }
}

let shared: { client: LabClient; users: number; url: string } | null = null

/** The page's worker, started by the first user. Call `release` once when done with it. */
export function acquireLabClient(workerUrl: string): { client: LabClient; release: () => void } {
  if (!shared || shared.client.ended || shared.url !== workerUrl)
    shared = {
      client: new LabClient(dedicatedWorker(workerUrl), { ownCode: true }),
      users: 0,
      url: workerUrl,
    }
  const held = shared
  held.users += 1
  let released = false
  return {
    client: held.client,
    release: () => {
      if (released) return
      released = true
      held.users -= 1
      if (held.users > 0) return
      held.client.close()
      if (shared === held) shared = null
    },
  }
}
