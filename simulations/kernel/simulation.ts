/**
 * The loop: pop the least (time, order), let at most one process go on, drain its microtasks, fold the promises, repeat.
 * It knows nodes and messages; what a database or a broker does is the engines' business.
 */
import { type Bounds, defaultBounds } from './bounds'
import { Drain } from './drain'
import { endlessLoopCode } from './endless-loop'
import { invariant, type SimulationError } from './errors'
import { EventQueue, ordinary, type QueueEntry } from './event-queue'
import type { Invariant } from './invariant'
import { Network } from './network'
import type { SimulatedNode } from './node'
import { RandomStream } from './random'
import { giveLanguageTo, tameLanguage } from './tamed-language'
import { type Microseconds, millisecond, second } from './time'
import type { CodePosition, Phase, RunOutcome, TraceBody, TraceEvent } from './trace-event'
import {
  beginTurn,
  endTurn,
  rejectionsReported,
  tellRejections,
  watchRejections,
} from './unhandled-rejections'
import { type Verdict, Verdicts } from './verdicts'

/** How long a workload goes on under faults after the last answer, before the faults are healed. */
const graceUs = 300 * millisecond
/** Events between two calls of `onTurn`. */
const turnsBetweenCalls = 512

/** The process that runs code right now, as the loop sees it. */
export interface RunningProcess {
  /** Its code broke a rule of the simulation: the run fails. */
  violate(error: SimulationError): SimulationError
  /** A promise of its code was rejected and nobody handles it. */
  rejected(reason: unknown): void
  /** Called after the microtasks are drained. */
  afterTurn(): void
}

export interface RunSummary {
  outcome: RunOutcome
  reason: string | null
  virtualUs: Microseconds
  verdicts: Verdict[]
}

export interface RunOptions {
  /** Stops before the first event later than this: the state of the world at a moment. */
  stopAt?: Microseconds
  /** Called now and then with the number of events so far; throw to cancel. */
  onTurn?: (events: number) => void
}

export class Simulation {
  readonly seed: number
  readonly trace: TraceEvent[] = []
  readonly network: Network
  now: Microseconds = 0
  phase: Phase = 'workload'
  /** Messages that have left and not arrived. */
  inFlight = 0
  /** Client requests without an answer. */
  unanswered = 0
  /** Commits with changes, appends, offset commits, cache changes, answers. */
  progress = 0
  /** The same by the node that caused it. */
  readonly progressOf = new Map<string, number>()
  /** Whose code runs in this turn. */
  running: RunningProcess | null = null
  readonly #bounds: Bounds
  readonly #queue = new EventQueue()
  readonly #nodes = new Map<string, SimulatedNode>()
  readonly #streams = new Map<string, RandomStream>()
  readonly #healers: (() => void)[] = []
  readonly #verdicts: Verdicts
  /** Rejections reported in this turn. */
  readonly #rejections: unknown[] = []
  #failure: Error | null = null
  /** Which bound was reached, in words. */
  #bound: string | null = null
  #looped = false
  #sequence = 0
  #work = 0
  #lastWorkAt: Microseconds = 0
  /** Timers that fired along the chain of causes of what happens now, since anything changed for good. */
  #idleFirings = 0

  constructor(options: { seed: number; invariants: readonly Invariant[]; bounds?: Bounds }) {
    this.seed = options.seed
    this.#bounds = options.bounds ?? defaultBounds
    this.network = new Network(this)
    this.#verdicts = new Verdicts(options.invariants)
  }

  addNode(node: SimulatedNode): void {
    invariant(!this.#nodes.has(node.id), `two nodes are called ${node.id}`)
    this.#nodes.set(node.id, node)
  }

  node(id: string): SimulatedNode {
    const node = this.#nodes.get(id)
    invariant(node, `no node is called ${id}`)
    return node
  }

  /** The stream of chance for one process and purpose, the same whatever else draws. */
  random(name: string): RandomStream {
    let stream = this.#streams.get(name)
    if (!stream) {
      stream = new RandomStream(this.seed, name)
      this.#streams.set(name, stream)
    }
    return stream
  }

  record(body: TraceBody): void {
    // A turn that writes without end still ends; what it writes beyond the bound is nobody's to read.
    if (this.#bound !== null) return
    if (this.trace.length >= this.#bounds.events) {
      this.reachBound(`${this.#bounds.events} events`)
      return
    }
    const event: TraceEvent = { at: this.now, ...body }
    this.trace.push(event)
    for (const verdict of this.#verdicts.fold(event)) this.trace.push({ at: this.now, ...verdict })
  }

  /** Ends the run after this turn: a result, not a mistake. */
  reachBound(reason: string): void {
    this.#bound ??= reason
  }

  /** Code goes round without asking anything of anyone: nothing that follows could be a result. */
  loopsForEver(node: string, place: CodePosition | null, steps: number): void {
    if (this.#bound !== null) return
    this.record({
      kind: 'error',
      node,
      place: place ? { file: place.file, line: place.line } : null,
      message: `This goes round for ever: ${steps / 1_000_000} million steps without a query, a message or a wait. The run was stopped here, and no promise was judged.`,
      code: endlessLoopCode,
    })
    this.#looped = true
    this.reachBound(`${steps} steps of ${node} at ${place?.file}:${place?.line} without an effect`)
  }

  /** A fault struck: whatever it hit has to try again before the run can count as quiet. */
  disturb(): void {
    this.progress += 1
    this.#idleFirings = 0
  }

  /** Something changed for good, so the run is not quiet yet. */
  advance(node: string): void {
    this.disturb()
    this.progressOf.set(node, (this.progressOf.get(node) ?? 0) + 1)
  }

  /** Puts an event on the agenda. `work` must happen before the workload counts as over. */
  at(
    due: Microseconds,
    sort: QueueEntry['sort'],
    run: () => void,
    options: { priority?: number } = {},
  ): QueueEntry {
    if (!Number.isSafeInteger(due)) throw new RangeError(`There is no moment ${due} µs.`)
    if (sort === 'work') this.#work += 1
    const { priority = ordinary } = options
    const entry: QueueEntry = {
      at: Math.max(due, this.now),
      priority,
      sequence: this.#sequence++,
      sort,
      idleFirings: this.#idleFirings,
      progress: this.progress,
      run,
      cancelled: false,
    }
    this.#queue.push(entry)
    return entry
  }

  after(delayUs: Microseconds, sort: QueueEntry['sort'], run: () => void): QueueEntry {
    return this.at(this.now + delayUs, sort, run)
  }

  /** What has happened already cannot be cancelled, and asking for it changes nothing. */
  cancel(entry: QueueEntry): void {
    if (entry.cancelled) return
    entry.cancelled = true
    if (entry.sort === 'work') this.#work -= 1
  }

  /** Runs when the workload is over: ends cuts, lags and pauses. */
  onHeal(heal: () => void): void {
    this.#healers.push(heal)
  }

  /** Ends the run with an error: code under it broke a rule, or the project's own code is wrong. */
  fail(error: Error): void {
    this.#failure ??= error
  }

  /**
   * Runs to the end, or to a moment.
   * @throws SimulationError when code under the simulation broke its rules
   */
  async run(options: RunOptions = {}): Promise<RunSummary> {
    const drain = new Drain()
    const unwatch = watchRejections()
    const untame = tameLanguage()
    try {
      this.record({ kind: 'phase', phase: 'workload' })
      for (const node of this.#nodes.values()) this.at(0, 'work', () => node.start())
      for (let turn = 0; ; turn++) {
        if (turn % turnsBetweenCalls === 0) options.onTurn?.(this.trace.length)
        const next = this.#next()
        if (!next || (options.stopAt !== undefined && next.at > options.stopAt)) break
        const others = beginTurn()
        if (others !== null) await others
        try {
          this.#perform(next)
          if (this.running) await this.#finishTurn(this.running, drain)
        } finally {
          giveLanguageTo(null)
          endTurn()
        }
        if (this.#failure) throw this.#failure
      }
      return options.stopAt === undefined ? this.#judge() : this.#stopped()
    } finally {
      drain.close()
      unwatch()
      untame()
      this.#queue.clear()
    }
  }

  /** The event to perform next, `null` at the end. Heals the run when its workload is over. */
  #next(): QueueEntry | null {
    for (;;) {
      const next = this.#queue.peek()
      const over = !next || (this.#isIdle() && this.#isQuiet())
      if (this.phase === 'workload' && (over || this.#graceIsOver(next))) {
        this.#heal()
        continue
      }
      if (over) return null
      if (next.at > this.#bounds.virtualUs) {
        this.reachBound(`${this.#bounds.virtualUs / second} s of virtual time`)
      }
      return this.#bound === null ? next : null
    }
  }

  #perform(entry: QueueEntry): void {
    this.#queue.pop()
    this.now = entry.at
    // It has happened: cancelling it from now on must not count.
    entry.cancelled = true
    if (entry.sort === 'work') {
      this.#work -= 1
      this.#lastWorkAt = this.now
    }
    this.#idleFirings = this.#firingsBehind(entry) + (entry.sort === 'timer' ? 1 : 0)
    giveLanguageTo(this)
    tellRejections((reason) => this.#rejections.push(reason))
    entry.run()
  }

  /** Lets the microtasks of a process run, and tells it of promises that it left rejected. */
  async #finishTurn(process: RunningProcess, drain: Drain): Promise<void> {
    await drain.turn()
    const reported = rejectionsReported()
    if (reported !== null) await reported
    this.running = null
    for (const reason of this.#rejections.splice(0)) process.rejected(reason)
    process.afterTurn()
  }

  #isIdle(): boolean {
    return this.inFlight === 0 && this.#work === 0 && this.unanswered === 0
  }

  /** Every pending timer comes after two that fired without anything being committed, appended or moved on. */
  #isQuiet(): boolean {
    return this.#queue.everyTimer((entry) => this.#firingsBehind(entry) >= 2)
  }

  #firingsBehind(entry: QueueEntry): number {
    return entry.progress === this.progress ? entry.idleFirings : 0
  }

  #graceIsOver(next: QueueEntry): boolean {
    return this.#work === 0 && this.unanswered === 0 && next.at > this.#lastWorkAt + graceUs
  }

  #heal(): void {
    this.phase = 'heal'
    this.record({ kind: 'phase', phase: 'heal' })
    for (const heal of this.#healers) heal()
    this.phase = 'settle'
    this.record({ kind: 'phase', phase: 'settle' })
    this.disturb()
  }

  #judge(): RunSummary {
    this.phase = 'judge'
    const reason = this.#bound
    const { verdicts, events } = this.#verdicts.judge(
      this.now,
      this.#looped ? 'looped' : reason !== null ? 'bound' : 'quiet',
    )
    const violated = verdicts.some((verdict) => verdict.holds === false)
    const outcome: RunOutcome = reason !== null ? 'bound' : violated ? 'violated' : 'holds'
    // Written past any bound on events: a view needs the end.
    const last: TraceBody[] = [
      { kind: 'phase', phase: 'judge' },
      ...events,
      { kind: 'end', outcome, reason },
    ]
    for (const body of last) this.trace.push({ at: this.now, ...body })
    return { outcome, reason, virtualUs: this.now, verdicts }
  }

  #stopped(): RunSummary {
    return { outcome: 'holds', reason: null, virtualUs: this.now, verdicts: [] }
  }
}
