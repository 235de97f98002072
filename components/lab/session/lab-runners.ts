/**
 * Who runs a lab's recipes: the page's worker, and for changed code another one that can reach nothing. That one is
 * started when it is first needed.
 */
import { loadAssetBlobs } from '@/simulations/worker/asset-loader'
import { acquireLabClient, LabClient } from '@/simulations/worker/lab-client'
import type { LoadProgress } from '@/simulations/worker/protocol'
import { sandboxedWorker } from '@/simulations/worker/sandboxed-worker'
import { dedicatedWorker } from '@/simulations/worker/worker-port'
import type { LabSources } from '@/simulations/kernel/lab'
import { assetsAddress, loadRequest } from './early-start'
import type { LabAssets, LabContent } from './lab-content'

type Progress = (progress: LoadProgress) => void

export class LabRunners {
  readonly #lab: string
  readonly #assets: LabAssets
  readonly #content: Promise<LabContent>
  readonly #own: { client: LabClient; release: () => void }
  #changed: { client: LabClient; ready: Promise<void> } | null = null

  /**
   * Takes the page's worker at once: who has started it for this lab gives it back once this has begun.
   * @param onEnded the page's worker ended without being asked to
   */
  constructor(
    lab: string,
    assets: LabAssets,
    content: Promise<LabContent>,
    onEnded: (message: string) => void,
  ) {
    this.#lab = lab
    this.#assets = assets
    this.#content = content
    this.#own = acquireLabClient(assets.worker)
    this.#own.client.onEnded(onEnded)
  }

  /** For the code that came with the site. */
  get own(): LabClient {
    return this.#own.client
  }

  /** @throws LabFailure or what the sources failed with */
  async load(onProgress: Progress): Promise<void> {
    await Promise.all([
      this.own.load(loadRequest(this.#lab, this.#assets), onProgress),
      this.#give(this.own),
    ])
  }

  /**
   * For a recipe with these edits.
   * @throws LabFailure when the worker for changed code cannot start
   */
  async runnerFor(edits: LabSources | undefined, onProgress?: Progress): Promise<LabClient> {
    if (!edits || Object.keys(edits).length === 0) return this.own
    // One that hung or was stopped is replaced: the text that did it may have been mended.
    if (!this.#changed || this.#changed.client.ended) this.#changed = this.openChanged(onProgress)
    const { client, ready } = this.#changed
    await ready
    return client
  }

  /** Starts the worker for changed code, so that the first change need not wait for it. */
  prepare(): void {
    if (!this.#changed || this.#changed.client.ended) this.#changed = this.openChanged()
  }

  /** Another worker for changed code; who asks for it closes it. */
  openChanged(onProgress: Progress = () => undefined): { client: LabClient; ready: Promise<void> } {
    const { frame, worker } = this.#assets
    const client = new LabClient(sandboxedWorker({ frame, worker }))
    const ready = loadAssetBlobs(assetsAddress(this.#assets), onProgress).then(async (assets) => {
      await client.load({ assets, lab: this.#lab }, onProgress)
      await this.#give(client)
    })
    // Who waits for it hears of it; nobody may wait.
    ready.catch(() => client.close())
    return { client, ready }
  }

  /** Another worker for a recipe with these edits, ready; who asks for it closes it. @throws LabFailure */
  async openFor(edits: LabSources | undefined): Promise<LabClient> {
    if (edits && Object.keys(edits).length > 0) {
      const { client, ready } = this.openChanged()
      await ready
      return client
    }
    const client = new LabClient(dedicatedWorker(this.#assets.worker))
    try {
      await client.load(loadRequest(this.#lab, this.#assets), () => undefined)
      await this.#give(client)
      return client
    } catch (error) {
      client.close()
      throw error
    }
  }

  async #give(client: LabClient): Promise<void> {
    const { sources, code } = await this.#content
    await client.giveSources(this.#lab, sources, code)
  }

  release(): void {
    this.#own.release()
    this.#changed?.client.close()
    this.#changed = null
  }
}
