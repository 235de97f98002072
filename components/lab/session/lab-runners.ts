/**
 * Who runs a lab's recipes: the page's worker, and for changed code another one that can reach nothing. That one is
 * started when it is first needed.
 */
import type { LabSources } from '@/simulations/kernel/lab'
import type { Microseconds } from '@/simulations/kernel/time'
import { loadAssetBlobs } from '@/simulations/worker/asset-loader'
import { acquireLabClient, LabClient } from '@/simulations/worker/lab-client'
import type { LoadProgress, QueryReport, RunReport } from '@/simulations/worker/protocol'
import { sandboxedWorker } from '@/simulations/worker/sandboxed-worker'
import { dedicatedWorker } from '@/simulations/worker/worker-port'
import { assetsAddress, loadRequest } from './early-start'
import { effectiveRecipe } from './edits'
import type { LabAssets } from './lab-content'
import type { LabParts } from './lab-parts'
import type { LabRecipe } from './lab-recipe'

/** A worker, and when it can run this lab. */
interface Opened {
  client: LabClient
  ready: Promise<void>
}

export class LabRunners {
  readonly #lab: string
  readonly #assets: LabAssets
  readonly #parts: Promise<LabParts>
  readonly #own: { client: LabClient; release: () => void }
  readonly #unlisten: () => void
  #changed: Opened | null = null

  /**
   * Takes the page's worker at once: who has started it for this lab gives it back once this has begun.
   * @param onEnded the page's worker ended without being asked to
   */
  constructor(
    lab: string,
    assets: LabAssets,
    parts: Promise<LabParts>,
    onEnded: (message: string) => void,
  ) {
    this.#lab = lab
    this.#assets = assets
    this.#parts = parts
    this.#own = acquireLabClient(assets.worker)
    this.#unlisten = this.#own.client.onEnded(onEnded)
  }

  /** For the code that came with the site. */
  get own(): LabClient {
    return this.#own.client
  }

  /** @throws LabFailure or what the sources failed with */
  async load(onProgress: (progress: LoadProgress) => void): Promise<void> {
    await Promise.all([
      this.own.load(loadRequest(this.#lab, this.#assets), onProgress),
      this.#give(this.own),
    ])
  }

  /** @throws LabFailure */
  async run(recipe: LabRecipe): Promise<RunReport> {
    const effective = await this.#effective(recipe)
    const client = await this.runnerFor(effective.edits)
    return client.run({ lab: this.#lab, ...effective })
  }

  /** Asks a database as it stood at a moment of a run. @throws LabFailure with Postgres' own words */
  async query(
    recipe: LabRecipe,
    at: Microseconds,
    database: string,
    text: string,
  ): Promise<QueryReport> {
    const effective = await this.#effective(recipe)
    const client = await this.runnerFor(effective.edits)
    return client.query({ lab: this.#lab, ...effective }, at, database, text)
  }

  /**
   * The one worker that all recipes with such edits share.
   * @throws LabFailure when the worker for changed code cannot start
   */
  async runnerFor(edits: LabSources | undefined): Promise<LabClient> {
    if (!isChanged(edits)) return this.own
    const { client, ready } = this.#prepared()
    await ready
    return client
  }

  /** Starts the worker for changed code, so that the first change need not wait for it. */
  prepare(): void {
    this.#prepared()
  }

  /** Another worker for a recipe with these edits, ready; who asks for it closes it. @throws LabFailure */
  async openFor(edits: LabSources | undefined): Promise<LabClient> {
    const { client, ready } = isChanged(edits) ? this.#openChanged() : this.#openOwn()
    await ready
    return client
  }

  /** Nothing is told of the page's worker any more, which other labs of the page may go on with. */
  /** Ends the worker that runs a recipe, whatever it is doing. @returns whether it was the page's own */
  async interrupt(recipe: LabRecipe): Promise<boolean> {
    const { edits } = await this.#effective(recipe)
    if (isChanged(edits)) {
      // The next run of changed code starts another.
      this.#changed?.client.close()
      return false
    }
    this.own.interrupt()
    return true
  }

  release(): void {
    this.#unlisten()
    this.#own.release()
    this.#changed?.client.close()
    this.#changed = null
  }

  /** One that hung or was stopped is replaced: the text that did it may have been mended. */
  #prepared(): Opened {
    if (!this.#changed || this.#changed.client.ended) this.#changed = this.#openChanged()
    return this.#changed
  }

  #openChanged(): Opened {
    const { frame, worker } = this.#assets
    const client = new LabClient(sandboxedWorker({ frame, worker }))
    const loaded = loadAssetBlobs(assetsAddress(this.#assets), unheard).then((assets) =>
      client.load({ assets, lab: this.#lab }, unheard),
    )
    return this.#opened(client, loaded)
  }

  #openOwn(): Opened {
    const client = new LabClient(dedicatedWorker(this.#assets.worker), { ownCode: true })
    return this.#opened(client, client.load(loadRequest(this.#lab, this.#assets), unheard))
  }

  #opened(client: LabClient, loaded: Promise<void>): Opened {
    const ready = loaded.then(() => this.#give(client))
    // Who waits for it hears of it; nobody may wait.
    ready.catch(() => client.close())
    return { client, ready }
  }

  async #give(client: LabClient): Promise<void> {
    const { sources, code } = (await this.#parts).content
    await client.giveSources(this.#lab, sources, code)
  }

  async #effective(recipe: LabRecipe): Promise<LabRecipe> {
    return effectiveRecipe(recipe, (await this.#parts).definition)
  }
}

function isChanged(edits: LabSources | undefined): boolean {
  return edits !== undefined && Object.keys(edits).length > 0
}

function unheard(): void {}
