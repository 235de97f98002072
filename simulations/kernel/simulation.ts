/**
 * The loop: pop the least (time, order), let at most one process go on, drain its microtasks, fold the promises, repeat.
 * It knows nodes and messages; what a database or a broker does is the engines' business.
 */
import { Drain } from './drain'
import { invariant, SimulationError } from './errors'
import { EventQueue, ordinary, type QueueEntry } from './event-queue'
import type { InvariantFold, Invariant } from './invariant'
import { Network } from './network'
import type { SimulatedNode } from './node'
import { RandomStream } from './random'
import { type Microseconds, millisecond, second } from './time'
import type { Phase, RunOutcome, TraceBody, TraceEvent } from './trace-event'

export interface Bounds {
  events: number
  virtualUs: Microseconds
}

export const defaultBounds: Bounds = { events: 20_000, virtualUs: 120 * second }

/** How long a workload goes on under faults after the last answer, before the faults are healed. */
const graceUs = 300 * millisecond

/** The process that runs code right now, as the loop sees it. */
export interface RunningProcess {
  /** Called after the microtasks are drained. */
  afterTurn(): void
}

export interface RunSummary {
  outcome: RunOutcome
  reason: string | null
  virtualUs: Microseconds
  verdicts: { invariant: Invariant; holds: boolean | null; violatedAt: Microseconds | null }[]
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
  running: RunningProcess | null = null
  /** An effect was rejected in this turn, so a rejection may go unhandled. */
  rejectedInTurn = false
  failure: SimulationError | null = null
  readonly #bounds: Bounds
  readonly #queue = new EventQueue()
  readonly #nodes = new Map<string, SimulatedNode>()
  readonly #streams = new Map<string, RandomStream>()
  readonly #healers: (() => void)[] = []
  readonly #endings: (() => void)[] = []
  readonly #folds: {
    invariant: Invariant
    fold: InvariantFold
    violatedAt: Microseconds | null
  }[] = []
  #sequence = 0
  #work = 0
  #lastWorkAt: Microseconds = 0
  /** How often each kind of timer has fired since something last changed. */
  readonly #firings = new Map<string, number>()
  #firingsSince = -1

  constructor(options: { seed: number; invariants: readonly Invariant[]; bounds?: Bounds }) {
    this.seed = options.seed
    this.#bounds = options.bounds ?? defaultBounds
    this.network = new Network(this)
    for (const item of options.invariants)
      this.#folds.push({ invariant: item, fold: item.start(), violatedAt: null })
  }

  addNode(node: SimulatedNode): void {
    invariant(!this.#nodes.has(node.id), `two nodes are called ${node.id}`)
    this.#nodes.set(node.id, node)
  }

  node(id: string): SimulatedNode {
    const node = this.#nodes.get(id)
    if (!node) throw new SimulationError('lab', `No node is called "${id}".`)
    return node
  }

  nodes(): SimulatedNode[] {
    return [...this.#nodes.values()]
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
    const event = { at: this.now, ...body } as TraceEvent
    this.trace.push(event)
    this.#fold(event)
  }

  /** A fault struck: whatever it hit has to try again before the run can count as quiet. */
  disturb(): void {
    this.progress += 1
  }

  /** Something changed for good, so the run is not quiet yet. */
  advance(node: string): void {
    this.progress += 1
    this.progressOf.set(node, (this.progressOf.get(node) ?? 0) + 1)
  }

  /** Puts an event on the agenda. `work` must happen before the workload counts as over. */
  at(
    due: Microseconds,
    sort: QueueEntry['sort'],
    run: () => void,
    options: { priority?: number; key?: string } = {},
  ): QueueEntry {
    if (sort === 'work') this.#work += 1
    const { priority = ordinary, key = '' } = options
    const entry: QueueEntry = {
      at: Math.max(due, this.now),
      priority,
      sequence: this.#sequence++,
      sort,
      key,
      run,
      cancelled: false,
    }
    this.#queue.push(entry)
    return entry
  }

  after(
    delayUs: Microseconds,
    sort: QueueEntry['sort'],
    run: () => void,
    options: { key?: string } = {},
  ): QueueEntry {
    return this.at(this.now + delayUs, sort, run, options)
  }

  cancel(entry: QueueEntry): void {
    if (entry.cancelled) return
    entry.cancelled = true
    if (entry.sort === 'work') this.#work -= 1
  }

  /** Runs when the workload is over: ends cuts, lags and pauses. */
  onHeal(heal: () => void): void {
    this.#healers.push(heal)
  }

  /** Runs once when the run is over, for whatever must be let go. */
  onEnd(end: () => void): void {
    this.#endings.push(end)
  }

  fail(error: SimulationError): void {
    this.failure ??= error
  }

  /**
   * Runs to the end.
   * @param options.stopAt stops before the first event later than this: the state of the world at a moment
   * @param options.onTurn called now and then with the number of events so far; throw to cancel
   * @throws SimulationError when code under the simulation broke its rules
   */
  async run(
    options: { stopAt?: Microseconds; onTurn?: (events: number) => void } = {},
  ): Promise<RunSummary> {
    const drain = new Drain()
    try {
      this.record({ kind: 'phase', phase: 'workload' })
      for (const node of this.#nodes.values()) {
        this.at(0, 'work', () => node.start())
      }
      let reason: string | null = null
      for (let turn = 0; ; turn++) {
        if (turn % 512 === 0) options.onTurn?.(this.trace.length)
        const next = this.#queue.peek()
        if (this.#isIdle()) {
          if (this.#isQuiet(next)) {
            if (this.phase === 'workload') {
              this.#heal()
              continue
            }
            break
          }
        }
        if (this.phase === 'workload' && this.#graceIsOver(next)) {
          this.#heal()
          continue
        }
        if (!next) {
          // Nothing can happen any more, although something waits: a promise will say what.
          if (this.phase === 'workload') {
            this.#heal()
            continue
          }
          break
        }
        reason = this.#boundReached(next)
        if (reason) break
        if (options.stopAt !== undefined && next.at > options.stopAt) break
        this.#queue.pop()
        this.now = next.at
        if (next.sort === 'work') {
          this.#work -= 1
          this.#lastWorkAt = this.now
        } else if (next.sort === 'timer') {
          this.#firings.set(next.key, (this.#firings.get(next.key) ?? 0) + 1)
        }
        next.run()
        if (this.running) {
          await drain.turn()
          if (this.rejectedInTurn) {
            // A rejection that nobody handles is reported by the platform a task later.
            this.rejectedInTurn = false
            await drain.turn()
            await drain.turn()
          }
          const process: RunningProcess = this.running
          this.running = null
          process.afterTurn()
        }
        if (this.failure) throw this.failure
      }
      return this.#end(reason, options.stopAt !== undefined)
    } finally {
      drain.close()
      for (const end of this.#endings) end()
      this.#queue.clear()
    }
  }

  #fold(event: TraceEvent): void {
    for (const entry of this.#folds) {
      const changed = entry.fold.step(event)
      if (!changed || entry.invariant.kind !== 'always' || entry.violatedAt !== null) continue
      const judgement = entry.fold.judge(event.at)
      if (judgement.holds !== false) continue
      entry.violatedAt = event.at
      this.trace.push({
        at: event.at,
        kind: 'verdict',
        invariant: entry.invariant.id,
        holds: false,
        evidence: judgement.evidence,
      })
    }
  }

  #isIdle(): boolean {
    return this.inFlight === 0 && this.#work === 0 && this.unanswered === 0
  }

  /** Quiet: every timer of the kinds pending now has fired twice since anything was committed, appended or moved on. */
  #isQuiet(next: QueueEntry | undefined): boolean {
    if (!next) return true
    if (this.#firingsSince !== this.progress) {
      this.#firings.clear()
      this.#firingsSince = this.progress
    }
    return this.#queue.everyTimer((key) => (this.#firings.get(key) ?? 0) >= 2)
  }

  #graceIsOver(next: QueueEntry | undefined): boolean {
    return (
      this.#work === 0 &&
      this.unanswered === 0 &&
      next !== undefined &&
      next.at > this.#lastWorkAt + graceUs
    )
  }

  #heal(): void {
    this.phase = 'heal'
    this.record({ kind: 'phase', phase: 'heal' })
    for (const heal of this.#healers) heal()
    this.phase = 'settle'
    this.record({ kind: 'phase', phase: 'settle' })
    this.#firingsSince = -1
  }

  #boundReached(next: QueueEntry): string | null {
    if (this.trace.length >= this.#bounds.events) return `${this.#bounds.events} events`
    if (next.at > this.#bounds.virtualUs)
      return `${this.#bounds.virtualUs / second} s of virtual time`
    return null
  }

  #end(reason: string | null, stopped: boolean): RunSummary {
    const verdicts: RunSummary['verdicts'] = []
    if (stopped) return { outcome: 'holds', reason: null, virtualUs: this.now, verdicts }
    this.phase = 'judge'
    this.trace.push({ at: this.now, kind: 'phase', phase: 'judge' })
    let violated = false
    for (const entry of this.#folds) {
      let holds: boolean | null = entry.violatedAt === null
      if (entry.violatedAt === null) {
        const judgement = entry.fold.judge(this.now)
        holds = judgement.holds
        if (reason && entry.invariant.kind === 'eventually') holds = false
        if (holds === false) entry.violatedAt = this.now
        this.trace.push({
          at: this.now,
          kind: 'verdict',
          invariant: entry.invariant.id,
          holds,
          evidence: holds === false ? judgement.evidence : null,
        })
      }
      if (holds === false) violated = true
      verdicts.push({ invariant: entry.invariant, holds, violatedAt: entry.violatedAt })
    }
    const outcome: RunOutcome = reason ? 'bound' : violated ? 'violated' : 'holds'
    this.trace.push({ at: this.now, kind: 'end', outcome, reason })
    return { outcome, reason, virtualUs: this.now, verdicts }
  }
}
