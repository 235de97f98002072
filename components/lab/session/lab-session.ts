/**
 * A started lab: keeps its state, talks to the worker, and does what the reader asks. React reads it with
 * `useSyncExternalStore`; nothing here knows React.
 */
import type { LabSources } from '@/simulations/kernel/lab'
import type { Microseconds } from '@/simulations/kernel/time'
import { addItem, removeItemsAt } from '@/simulations/schedule/edit-schedule'
import { printItem } from '@/simulations/schedule/print-schedule'
import type { ScheduleItem } from '@/simulations/schedule/schedule'
import { interrupted } from '@/simulations/worker/lab-client'
import type { QueryReport, WorkerStatus } from '@/simulations/worker/protocol'
import type { Campaigns } from '../sweep/campaigns'
import { openCampaigns, sweepVariant } from '../sweep/session-campaigns'
import type { Playhead } from '../views/playhead'
import { type Consents, readArrivedCode } from './arrived-code'
import { changedOnly, noEdits, sameEdits, withEdits } from './edits'
import { withWorkload } from './injection'
import type { LabAssets } from './lab-content'
import { type LabMode, runMode } from './lab-mode'
import { type LabParts, loadParts } from './lab-parts'
import { type LabRecipe, sameRecipe } from './lab-recipe'
import { LabRunners } from './lab-runners'
import { startOfRun } from './moves'
import {
  type Arrival,
  type BesideOutcome,
  type CodeLink,
  type Notice,
  type Refusal,
  type SessionEvent,
  type SessionState,
  sessionReducer,
  startState,
  type UndoChange,
} from './session-state'
import { loadFailure, runFailure } from './start-failure'

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
  /** Changed code that came with the address, packed. It runs when the reader has agreed. */
  code: string | null
  /** What the reader has agreed to run. */
  consents: Consents
  /** Plays as soon as it can. */
  play: boolean
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
  #runners: LabRunners | null = null
  /** Of the address; read once. */
  #code: string | null
  #fingerprint: string | null
  #linkProblem: string | null = null
  #campaigns: Campaigns | null = null
  #attempt = 0
  #request = 0

  constructor(options: LabSessionOptions) {
    this.lab = options.lab
    this.#options = options
    this.#code = options.code
    this.#fingerprint = options.fingerprint
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

  /** Many runs at once, of any variant. Only once it is loaded. */
  get campaigns(): Campaigns {
    const parts = this.#parts
    if (!parts) throw new Error('The lab is not loaded.')
    this.#campaigns ??= openCampaigns(parts.definition, () => this.#runners)
    return this.#campaigns
  }

  /** Loads what is missing and runs the recipe; also after a failure. The schedule is kept. */
  readonly start = async (): Promise<void> => {
    const attempt = ++this.#attempt
    this.#leaveWorker()
    this.#send({ type: 'loading' })
    try {
      if (typeof WebAssembly === 'undefined') throw new WebAssemblyBlocked()
      const parts = this.#loadParts()
      const runners = new LabRunners(this.lab, this.#options.assets, parts, (message) =>
        this.#workerEnded(runners, message),
      )
      this.#runners = runners
      const loading = runners.load((progress) => {
        if (attempt === this.#attempt) this.#send({ type: 'progress', progress })
      })
      // The question can be read while the databases boot.
      const asking = this.#readCode(parts).then((link) => {
        if (attempt === this.#attempt && link) this.#send({ type: 'asking', link })
        return link
      })
      const [asked] = await Promise.all([asking, loading])
      if (attempt !== this.#attempt) return
      this.#send({ type: 'loaded' })
      if (!asked) await this.#firstRun()
    } catch (error) {
      if (attempt !== this.#attempt) return
      this.#leaveWorker()
      this.#send({ type: 'broken', breakdown: { failure: loadFailure(error), when: 'loading' } })
    }
  }

  /** What the reader answers to a link that carries code: run it, or the lab's own. */
  readonly answerLink = async (run: boolean): Promise<void> => {
    const { link, recipe } = this.#state
    if (!link) return
    this.#code = null
    // Not waited for: what cannot be kept is asked again at the next visit.
    if (run) this.#options.consents.add(link.hash).catch(() => undefined)
    // The link's fingerprint is that of its code.
    else this.#fingerprint = null
    const answered = run ? withEdits(recipe, link.edits) : recipe
    this.#send({ type: 'answered', recipe: answered })
    await this.#firstRun()
  }

  /** Gives the worker back. `start` begins anew. */
  readonly leave = (): void => {
    this.#attempt += 1
    this.#campaigns?.leave()
    this.#leaveWorker()
  }

  /** Runs every single fault of the variant that is shown, in the reader's code where that is only refused for its schedule. */
  readonly sweep = (): void => {
    const { definition } = this.#parts ?? {}
    if (definition)
      sweepVariant(this.campaigns, definition, withEdits(this.#recipe, this.#meantEdits()))
  }

  /** @returns why there is nothing to sweep: the reader's text does not run, and other code is not what they ask about */
  readonly sweepProblem = (): string | null => {
    const { refusal, run } = this.#state
    if (!refusal || isOfSchedule(refusal)) return null
    if (sameEdits(refusal.recipe.edits, run?.recipe.edits)) return null
    return 'Your text does not run yet, so there is nothing of it to sweep. Mend it, or take the original back.'
  }

  /**
   * Another run in place of what is shown. Ctrl Z brings back a schedule of the same variant.
   * @param at where it stands, paused; without one it is played from its start
   */
  readonly openRun = (recipe: LabRecipe, at?: Microseconds): void => {
    this.show(runMode)
    const undo = recipe.variant === this.#recipe.variant ? 'remember' : 'none'
    const arrival: Arrival =
      at === undefined ? { keep: 'nothing', play: true } : { keep: 'moment', at }
    this.#ask({ recipe, arrival, undo })
  }

  /** Another run in place of what is shown, whatever stands on the plate: at its end, or played from its start. */
  readonly replaceRun = (recipe: LabRecipe, { play }: { play: boolean }): void => {
    const undo = recipe.variant === this.#recipe.variant ? 'remember' : 'none'
    const arrival: Arrival = play
      ? { keep: 'nothing', play }
      : { keep: 'moment', at: Number.MAX_SAFE_INTEGER }
    this.#ask({ recipe, arrival, undo })
  }

  readonly setSchedule = (schedule: string): void => {
    this.#ask({
      // Mended in its own field, it is still meant for the code that it was refused with.
      recipe: withEdits({ ...this.#recipe, schedule }, this.#meantEdits()),
      arrival: { keep: 'past' },
      undo: 'remember',
    })
  }

  /** Runs the reader's code without the faults that it has no place for any more. */
  readonly takeOutMissing = (): void => {
    const { refusal } = this.#state
    if (!refusal) return
    const { recipe, problems } = refusal
    const spans = problems.filter(({ inCode }) => inCode).map(({ span }) => span)
    this.setSchedule(removeItemsAt(recipe.schedule, spans))
  }

  readonly setSeed = (seed: number): void => {
    this.#ask({ recipe: { ...this.#recipe, seed }, arrival: { keep: 'nothing', play: false } })
  }

  /** Runs the same recipe with the reader's own text of some files; the lab's own where it is the same. */
  readonly setEdits = (edits: LabSources): void => {
    const sources = this.#parts?.content.sources ?? {}
    this.#ask({
      recipe: withEdits(this.#recipe, changedOnly(edits, sources)),
      arrival: { keep: 'past' },
    })
  }

  /** Has the worker for changed code started before the reader has changed anything. */
  readonly prepareEdits = (): void => {
    this.#runners?.prepare()
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
    if (!this.#runners || !run) throw new LabNotRunning()
    if (text.length > sqlCharactersMost) {
      throw new Error(
        `A query has at most ${sqlCharactersMost} characters; this one has ${text.length}.`,
      )
    }
    return this.#runners.query(run.recipe, Math.floor(playhead.at), database, text)
  }

  /**
   * Ends a statement that is under way, and with it the databases that it runs in: Postgres has no other ear while it
   * works. They start again; run, playhead and texts stay.
   */
  readonly cancelQuery = async (): Promise<void> => {
    const { run } = this.#state
    if (run) await this.#runners?.interrupt(run.recipe)
  }

  readonly status = async (): Promise<WorkerStatus | null> => this.#runners?.own.status() ?? null

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

  /** Of a recipe whose schedule was refused, else of what is shown. */
  #meantEdits(): LabSources {
    const { refusal } = this.#state
    return (refusal && isOfSchedule(refusal) ? refusal.recipe : this.#recipe).edits ?? noEdits
  }

  /** @returns code of the address that the reader is to be asked about; `null` where there is none */
  async #readCode(parts: Promise<LabParts>): Promise<CodeLink | null> {
    if (this.#code === null) return null
    const { content } = await parts
    const arrived = await readArrivedCode(this.#code, content.sources, this.#options.consents)
    if (arrived.kind === 'ask') return arrived.link
    this.#code = null
    if (arrived.kind === 'unusable') this.#linkProblem = arrived.why
    else this.#send({ type: 'answered', recipe: withEdits(this.#recipe, arrived.edits) })
    return null
  }

  async #loadParts(): Promise<LabParts> {
    this.#parts ??= await loadParts(this.lab, this.#options.assets)
    return this.#parts
  }

  async #firstRun(): Promise<void> {
    const { run, recipe } = this.#state
    if (run) return this.#run({ recipe, arrival: { keep: 'past' } })
    const { fallback, at, play } = this.#options
    const fingerprint = this.#fingerprint
    const notice = this.#linkProblem
      ? { text: this.#linkProblem, keep: true }
      : this.#options.notice
    const start: Arrival = { keep: 'nothing', play }
    const arrival: Arrival = at === null ? start : { keep: 'moment', at }
    await this.#run({ recipe, arrival, notice })
    const ran = this.#state.run
    if (ran && fingerprint !== null && ran.report.fingerprint !== fingerprint) {
      const text =
        'This link was made with another version of the lab. The schedule is kept; the result may differ.'
      this.#send({ type: 'noticed', notice: { text, keep: true } })
    }
    // An address with a schedule that cannot be read: the rest of it runs without, and the text stands in its field.
    if (!this.#state.run && recipe.schedule !== '')
      await this.#run({
        recipe: { ...recipe, schedule: '' },
        arrival: start,
        notice,
        after: 'refusal',
      })
    if (!this.#state.run && !sameRecipe(recipe, fallback))
      await this.#run({ recipe: fallback, arrival: start, notice, after: 'refusal' })
  }

  #ask(request: RunRequest): void {
    this.#run(request).catch((error: unknown) => {
      this.#send({ type: 'broken', breakdown: { failure: loadFailure(error), when: 'running' } })
    })
  }

  async #run(request: RunRequest & { after?: 'refusal' }): Promise<void> {
    const runners = this.#runners
    if (!runners) return
    const { recipe, arrival, notice = null, undo = 'none' } = request
    const number = ++this.#request
    this.#send({ type: 'asked', recipe, undo })
    const current = () => number === this.#request && runners === this.#runners
    try {
      const report = await runners.run(recipe)
      if (!current()) return
      const refusal = request.after === 'refusal' ? this.#state.refusal : null
      const beside = await this.#besideOf(runners, recipe)
      if (!current() || runners.own.ended) return
      this.#send({ type: 'ran', run: { recipe, report }, arrival, notice, beside })
      this.#askAgain()
      if (refusal) this.#send({ type: 'refused', refusal, notice })
    } catch (error) {
      // When the page's own worker has ended, the whole lab has.
      if (!current() || runners.own.ended) return
      const failure = runFailure(error)
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
    const runners = this.#runners
    // What is about to run takes the one beside it along.
    if (!runners || !run || this.#state.pending) return
    this.#besideOf(runners, run.recipe)
      .then((outcome) => {
        const { mode, run: now } = this.#state
        const wanted = mode.name === 'beside' && mode.variant === variant && now === run
        if (outcome && wanted && runners === this.#runners)
          this.#send({ type: 'besideRan', outcome })
      })
      .catch((error: unknown) => {
        this.#send({ type: 'broken', breakdown: { failure: loadFailure(error), when: 'running' } })
      })
  }

  /** What the variant that stands beside makes of a recipe; `undefined` where none does. A refusal is its own. */
  async #besideOf(runners: LabRunners, recipe: LabRecipe): Promise<BesideOutcome | undefined> {
    const { mode } = this.#state
    if (mode.name !== 'beside') return undefined
    const { variant } = mode
    const itsRecipe = { ...recipe, variant }
    try {
      return { variant, run: { recipe: itsRecipe, report: await runners.run(itsRecipe) } }
    } catch (error) {
      return { variant, failure: runFailure(error) }
    }
  }

  #workerEnded(runners: LabRunners, message: string): void {
    if (this.#runners !== runners) return
    if (message === interrupted) {
      void this.start()
      return
    }
    this.#attempt += 1
    this.#leaveWorker()
    const when = this.#state.run ? 'running' : 'loading'
    this.#send({ type: 'broken', breakdown: { failure: { kind: 'unexpected', message }, when } })
  }

  #leaveWorker(): void {
    const runners = this.#runners
    this.#runners = null
    runners?.release()
  }

  #send(event: SessionEvent): void {
    this.#state = sessionReducer(this.#state, event)
    for (const listener of this.#listeners) listener()
  }
}

function isOfSchedule({ failure }: Refusal): boolean {
  return failure.kind === 'recipe' && failure.field === 'schedule'
}

/** Its worker has ended: `start` begins anew. */
export class LabNotRunning extends Error {
  override readonly name = 'LabNotRunning'

  constructor() {
    super('The lab has stopped, and with it its databases.')
  }
}

/** Said before anything is downloaded. */
class WebAssemblyBlocked extends Error {
  override readonly name = 'WebAssemblyBlocked'
}
