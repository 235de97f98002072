/**
 * A started lab: keeps its state, talks to the worker, and does what the reader asks. React reads it with
 * `useSyncExternalStore`; nothing here knows React.
 */
import { labs } from '@/simulations/registry'
import type { LabDefinition } from '@/simulations/kernel/lab'
import type { Microseconds } from '@/simulations/kernel/time'
import { addItem } from '@/simulations/schedule/edit-schedule'
import { printItem } from '@/simulations/schedule/print-schedule'
import type { ScheduleItem } from '@/simulations/schedule/schedule'
import { acquireLabClient, type LabClient, LabFailure } from '@/simulations/worker/lab-client'
import type { Failure, QueryReport, WorkerStatus } from '@/simulations/worker/protocol'
import type { Playhead } from '../views/playhead'
import { withWorkload } from './injection'
import type { LabAssets, LabContent } from './lab-content'
import type { LabMode } from './lab-mode'
import { type LabRecipe, sameRecipe } from './lab-recipe'
import {
  type Arrival,
  type BesideOutcome,
  type Notice,
  type SessionEvent,
  type SessionState,
  sessionReducer,
  startState,
  type UndoChange,
} from './session-state'
import { startOfRun } from './moves'
import { loadFailure } from './start-failure'
import { loadRequest } from './early-start'

export interface LabSessionOptions {
  lab: string
  assets: LabAssets
  recipe: LabRecipe
  /** Stands in for `recipe` when that one is refused before anything has run. */
  fallback: LabRecipe
  notice: Notice | null
  /** What the recipe gave when its link was made. */
  fingerprint: string | null
  /** Where the playhead stands at first, paused; `null` at the start. */
  at: Microseconds | null
  /** What stands on the plate at first. */
  mode: LabMode
  /** Plays as soon as it can. */
  play: boolean
}

/** What the lab is, once it has been loaded. */
export interface LabParts {
  definition: LabDefinition
  content: LabContent
}

interface RunRequest {
  recipe: LabRecipe
  arrival: Arrival
  notice?: Notice | null
  undo?: UndoChange
  /** Said in front of what was wrong, where the recipe is refused. */
  refusal?: string
}

const sqlCharactersMost = 8_000

export class LabSession {
  readonly lab: string
  readonly #options: LabSessionOptions
  readonly #listeners = new Set<() => void>()
  #state: SessionState
  #parts: LabParts | null = null
  #held: { client: LabClient; release: () => void } | null = null
  #attempt = 0
  #request = 0

  constructor(options: LabSessionOptions) {
    this.lab = options.lab
    this.#options = options
    this.#state = startState(options.recipe, options.mode)
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly state = (): SessionState => this.#state

  /** `null` until it is loaded. */
  get parts(): LabParts | null {
    return this.#parts
  }

  /** Loads what is missing and runs the recipe; also after a failure. The schedule is kept. */
  readonly start = async (): Promise<void> => {
    const attempt = ++this.#attempt
    this.#leaveWorker()
    this.#send({ type: 'loading' })
    try {
      if (typeof WebAssembly === 'undefined') throw new WebAssemblyBlocked()
      // Before anything is awaited: who has started the worker for this lab gives it back once this has begun.
      const held = acquireLabClient(this.#options.assets.worker)
      this.#held = held
      held.client.onEnded((message) => this.#workerEnded(held.client, message))
      await Promise.all([
        held.client.load(loadRequest(this.lab, this.#options.assets), (progress) => {
          if (attempt === this.#attempt) this.#send({ type: 'progress', progress })
        }),
        this.#loadParts().then(({ content: { sources, code } }) =>
          held.client.giveSources(this.lab, sources, code),
        ),
      ])
      if (attempt !== this.#attempt) return
      this.#send({ type: 'loaded' })
      await this.#firstRun()
    } catch (error) {
      if (attempt !== this.#attempt) return
      this.#leaveWorker()
      this.#send({ type: 'broken', breakdown: { failure: loadFailure(error), when: 'loading' } })
    }
  }

  /** Gives the worker back. `start` begins anew. */
  readonly leave = (): void => {
    this.#attempt += 1
    this.#leaveWorker()
  }

  readonly setSchedule = (schedule: string): void => {
    this.#ask({
      recipe: { ...this.#recipe, schedule },
      arrival: { keep: 'past' },
      undo: 'remember',
    })
  }

  readonly setSeed = (seed: number): void => {
    this.#ask({ recipe: { ...this.#recipe, seed }, arrival: { keep: 'nothing', play: false } })
  }

  /** The same faults in another variant, paused at the start. Beside its own run, the two change places. */
  readonly setVariant = (variant: string): void => {
    const { mode, beside } = this.#state
    if (mode.name === 'beside' && mode.variant === variant && beside?.run) {
      this.swap()
      return
    }
    const title =
      this.#parts?.definition.variants.find((one) => one.id === variant)?.title ?? variant
    this.#ask({
      recipe: { ...this.#recipe, variant },
      arrival: { keep: 'nothing', play: false },
      refusal: `${title} cannot run this schedule.`,
    })
  }

  /** Adds one item to the schedule, from the playhead on: what has happened stays. */
  readonly inject = (item: ScheduleItem): void => {
    const { run } = this.#state
    if (!run) return
    const schedule = addItem(withWorkload(this.#recipe.schedule, run.report.schedule), item)
    this.#ask({
      recipe: { ...this.#recipe, schedule },
      arrival: { keep: 'past' },
      undo: 'remember',
      notice: { text: `Added: ${printItem(item)}.`, undo: true },
    })
  }

  /** Adds or takes away an item that lies in the past of the playhead; the playhead goes back to before it. */
  readonly rewrite = (schedule: string, before: Microseconds, notice: string): void => {
    this.#ask({
      recipe: { ...this.#recipe, schedule },
      arrival: { keep: 'before', at: before, play: false },
      undo: 'remember',
      notice: { text: notice, undo: true },
    })
  }

  readonly undo = (): boolean => {
    const schedule = this.#state.undo.at(-1)
    if (schedule === undefined) return false
    this.#ask({ recipe: { ...this.#recipe, schedule }, arrival: { keep: 'past' }, undo: 'take' })
    return true
  }

  /** @throws LabFailure with Postgres' own words */
  readonly query = async (database: string, text: string): Promise<QueryReport> => {
    const { run, playhead } = this.#state
    if (!this.#held || !run) throw new Error('The lab is not running.')
    if (text.length > sqlCharactersMost) {
      throw new Error(
        `A query has at most ${sqlCharactersMost} characters; this one has ${text.length}.`,
      )
    }
    return this.#held.client.query(
      { lab: this.lab, ...run.recipe },
      Math.floor(playhead.at),
      database,
      text,
    )
  }

  readonly status = async (): Promise<WorkerStatus | null> => this.#held?.client.status() ?? null

  readonly moveTo = (playhead: Playhead, playing?: boolean): void => {
    this.#send({ type: 'moved', playhead, ...(playing === undefined ? {} : { playing }) })
  }

  /** The playhead of a playing run goes on, or comes to the end. */
  readonly tick = (playhead: Playhead, ended: boolean): void => {
    this.#send({ type: 'ticked', playhead, ended })
  }

  readonly play = (playing: boolean): void => this.#send({ type: 'played', playing })

  readonly setSpeed = (speed: number): void => this.#send({ type: 'speed', speed })

  /** Puts something in place of the run, or the run back. Run and playhead stay. */
  readonly show = (mode: LabMode): void => {
    this.#send({ type: 'showed', mode })
    if (mode.name === 'beside') this.#askBeside(mode.variant)
  }

  /** The same schedule in another variant, beside this run and from the start. */
  readonly replayBeside = (variant: string): void => {
    this.#send({ type: 'moved', playhead: startOfRun, playing: true })
    this.show({ name: 'beside', variant })
  }

  /** The two runs that stand side by side change places. */
  readonly swap = (): void => this.#send({ type: 'swapped' })

  /** Goes on with the run beside, in place of the first. */
  readonly keepBeside = (): void => this.#send({ type: 'keptBeside' })

  readonly notice = (notice: Notice | null): void => this.#send({ type: 'noticed', notice })

  /** What was asked for last: a reader in a hurry changes it before it has been answered. */
  get #recipe(): LabRecipe {
    return this.#state.recipe
  }

  async #loadParts(): Promise<LabParts> {
    if (this.#parts) return this.#parts
    const [definition, content] = await Promise.all([
      labs[this.lab]?.(),
      fetch(this.#options.assets.content).then(async (answer) => {
        if (!answer.ok) throw new Error(`The lab's sources could not be loaded (${answer.status}).`)
        return (await answer.json()) as LabContent
      }),
    ])
    if (!definition) throw new Error(`No lab is called "${this.lab}".`)
    this.#parts = { definition, content }
    return this.#parts
  }

  async #firstRun(): Promise<void> {
    const { run, recipe } = this.#state
    if (run) return this.#run({ recipe, arrival: { keep: 'past' } })
    const { fallback, fingerprint, notice, at, play } = this.#options
    const start: Arrival = { keep: 'nothing', play }
    const arrival: Arrival = at === null ? start : { keep: 'moment', at }
    await this.#run({ recipe, arrival, notice })
    const ran = this.#state.run
    if (ran && fingerprint !== null && ran.report.fingerprint !== fingerprint) {
      const text =
        'This link was made with another version of the lab. The schedule is kept; the result may differ.'
      this.#send({ type: 'noticed', notice: { text, keep: true } })
    }
    // An address with a schedule that cannot be read: the default runs, and the text stands in its field.
    if (!this.#state.run && !sameRecipe(recipe, fallback))
      await this.#run({ recipe: fallback, arrival: start, notice, after: 'refusal' })
  }

  #ask(request: RunRequest): void {
    this.#run(request).catch((error: unknown) => {
      this.#send({ type: 'broken', breakdown: { failure: loadFailure(error), when: 'running' } })
    })
  }

  async #run(request: RunRequest & { after?: 'refusal' }): Promise<void> {
    const held = this.#held
    if (!held) return
    const { recipe, arrival, notice = null, undo = 'none' } = request
    const number = ++this.#request
    this.#send({ type: 'asked', recipe })
    try {
      const report = await held.client.run({ lab: this.lab, ...recipe })
      if (number !== this.#request || held !== this.#held) return
      const refusal = request.after === 'refusal' ? this.#state.refusal : null
      const beside = await this.#besideOf(held.client, recipe)
      if (number !== this.#request || held !== this.#held || held.client.ended) return
      this.#send({ type: 'ran', run: { recipe, report }, arrival, notice, undo, beside })
      this.#askAgain()
      if (refusal) this.#send({ type: 'refused', refusal, notice })
    } catch (error) {
      if (number !== this.#request || held !== this.#held || held.client.ended) return
      const failure: Failure =
        error instanceof LabFailure ? error.failure : { kind: 'unexpected', message: String(error) }
      const problems = failure.kind === 'recipe' ? failure.problems : []
      const said = request.refusal ? { text: request.refusal } : notice
      this.#send({ type: 'refused', refusal: { recipe, failure, problems }, notice: said })
      this.#askAgain()
    }
  }

  /** Another variant was put beside while this answer was awaited. */
  #askAgain(): void {
    const { beside } = this.#state
    if (beside?.pending) this.#askBeside(beside.variant)
  }

  #askBeside(variant: string): void {
    const { run } = this.#state
    const held = this.#held
    // What is about to run takes the one beside it along.
    if (!held || !run || this.#state.pending) return
    this.#besideOf(held.client, run.recipe)
      .then((outcome) => {
        const { mode, run: now } = this.#state
        const wanted = mode.name === 'beside' && mode.variant === variant && now === run
        if (outcome && wanted && held === this.#held) this.#send({ type: 'besideRan', outcome })
      })
      .catch((error: unknown) => {
        this.#send({ type: 'broken', breakdown: { failure: loadFailure(error), when: 'running' } })
      })
  }

  /** What the variant that stands beside makes of a recipe; `undefined` where none does. A refusal is its own. */
  async #besideOf(client: LabClient, recipe: LabRecipe): Promise<BesideOutcome | undefined> {
    const { mode } = this.#state
    if (mode.name !== 'beside') return undefined
    const { variant } = mode
    const itsRecipe = { ...recipe, variant }
    try {
      const report = await client.run({ lab: this.lab, ...itsRecipe })
      return { variant, run: { recipe: itsRecipe, report } }
    } catch (error) {
      const failure: Failure =
        error instanceof LabFailure ? error.failure : { kind: 'unexpected', message: String(error) }
      return { variant, failure }
    }
  }

  #workerEnded(client: LabClient, message: string): void {
    if (this.#held?.client !== client) return
    this.#attempt += 1
    this.#leaveWorker()
    const when = this.#state.run ? 'running' : 'loading'
    this.#send({ type: 'broken', breakdown: { failure: { kind: 'unexpected', message }, when } })
  }

  #leaveWorker(): void {
    const held = this.#held
    this.#held = null
    held?.release()
  }

  #send(event: SessionEvent): void {
    this.#state = sessionReducer(this.#state, event)
    for (const listener of this.#listeners) listener()
  }
}

/** Said before anything is downloaded. */
class WebAssemblyBlocked extends Error {
  override readonly name = 'WebAssemblyBlocked'
}
