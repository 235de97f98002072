/**
 * The page's side of the worker: requests with answers, progress, and a watchdog that ends a worker that hangs.
 * One worker serves all labs of a page; the last one to leave ends it.
 */
import type { LabSources, Recipe } from '../kernel/lab'
import type { Microseconds } from '../kernel/time'
import type {
  Failure,
  LoadProgress,
  QueryReport,
  Request,
  Response,
  RunReport,
  WorkerStatus,
} from './protocol'

const pingEveryMs = 1_500
/** A worker that leaves this many pings unanswered is stuck; while it compiles and boots it may take longer. */
const unansweredMost = { load: 20, other: 4 } as const

export class LabFailure extends Error {
  override readonly name = 'LabFailure'
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.message)
    this.failure = failure
  }
}

export interface LabClientOptions {
  workerUrl: string
  /** The worker ended without being asked to: it crashed or hung. Its requests have been rejected. */
  onEnded?: (message: string) => void
}

interface Pending {
  resolve: (response: Response) => void
  reject: (error: Error) => void
  onProgress: ((progress: LoadProgress) => void) | null
}

type RequestBody = Request extends infer R ? (R extends Request ? Omit<R, 'id'> : never) : never

export class LabClient {
  readonly #worker: Worker
  readonly #pending = new Map<number, Pending>()
  readonly #listeners = new Set<(message: string) => void>()
  /** Pings since the worker was last heard. Counted, not timed: a page in the background is woken once a minute. */
  #unanswered = 0
  #watchdog: ReturnType<typeof setInterval> | null = null
  #nextId = 1
  #ended = false

  constructor({ workerUrl, onEnded }: LabClientOptions) {
    if (onEnded) this.#listeners.add(onEnded)
    this.#worker = new Worker(workerUrl)
    this.#worker.onmessage = (event: MessageEvent<Response>) => this.#hear(event.data)
    this.#worker.onerror = (event) => this.#end(event.message || 'The worker could not start.')
  }

  get ended(): boolean {
    return this.#ended
  }

  /** Calls back when the worker ends without being asked to; the returned function stops it. */
  onEnded(listener: (message: string) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Downloads and boots. @throws LabFailure */
  async load(
    request: { assets: string; lab: string; sources: LabSources; databases: number },
    onProgress: (progress: LoadProgress) => void,
  ): Promise<void> {
    await this.#ask({ kind: 'load', ...request }, onProgress)
  }

  /** @throws LabFailure with what is wrong with the recipe, or with the code under it */
  async run(recipe: Recipe): Promise<RunReport> {
    const response = await this.#ask({ kind: 'run', recipe })
    if (response.kind !== 'ran') throw new TypeError(`unexpected answer ${response.kind}`)
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

  async status(): Promise<WorkerStatus> {
    const response = await this.#ask({ kind: 'status' })
    if (response.kind !== 'status') throw new TypeError(`unexpected answer ${response.kind}`)
    return response.status
  }

  /** Ends the worker; requests without an answer are rejected. */
  close(): void {
    this.#listeners.clear()
    this.#end('The lab was closed.')
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
      this.#worker.postMessage({ ...body, id } satisfies Request)
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
    if (this.#pending.size === 0) this.#rest()
    if (response.kind === 'failed') pending.reject(new LabFailure(response.failure))
    else pending.resolve(response)
  }

  #watch(): void {
    if (this.#watchdog !== null) return
    this.#unanswered = 0
    this.#watchdog = setInterval(() => {
      const loading = [...this.#pending.values()].some((pending) => pending.onProgress !== null)
      const most = loading ? unansweredMost.load : unansweredMost.other
      if (this.#unanswered >= most) {
        const seconds = Math.round((most * pingEveryMs) / 1_000)
        return this.#end(`The simulation did not answer for ${seconds} s and was stopped.`)
      }
      this.#unanswered += 1
      this.#worker.postMessage({ kind: 'ping', id: 0 } satisfies Request)
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
    this.#worker.terminate()
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
    shared = { client: new LabClient({ workerUrl }), users: 0, url: workerUrl }
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
