/** Anything drawn as a box that can be reached by messages: a process, a database, a broker, the customers. */
import { released } from './event-queue'
import type { NodeKind } from './lab'
import type { Simulation } from './simulation'
import type { Microseconds } from './time'
import type { CodePosition } from './trace-event'

export interface CrashCause {
  cause: 'fault' | 'exit'
  place?: (CodePosition & { when: 'before' | 'after' }) | null
  message?: string | null
}

export interface SimulatedNode {
  readonly id: string
  readonly kind: NodeKind
  isUp(): boolean
  /** Which boot of it is running; stores count their boots too. */
  incarnationNumber(): number
  isPaused(): boolean
  /** Keeps something that reached a paused node until it resumes. */
  defer(run: () => void): void
  start(): void
  crash(cause: CrashCause): void
  /** It is not started again, whoever asks. */
  retire(): void
  pause(): void
  resume(): void
}

/** What every node does about pauses and being up; stores and processes add the rest. */
export abstract class BaseNode implements SimulatedNode {
  abstract readonly id: string
  abstract readonly kind: NodeKind
  readonly simulation: Simulation
  #paused = false
  #retired = false
  #deferred: (() => void)[] = []

  constructor(simulation: Simulation) {
    this.simulation = simulation
  }

  abstract isUp(): boolean
  abstract incarnationNumber(): number
  abstract crash(cause: CrashCause): void
  protected abstract boot(): void

  start(): void {
    if (!this.isUp() && !this.#retired) this.boot()
  }

  retire(): void {
    this.#retired = true
  }

  isPaused(): boolean {
    return this.#paused
  }

  defer(run: () => void): void {
    this.#deferred.push(run)
  }

  pause(): void {
    if (!this.isUp() || this.#paused) return
    this.#paused = true
    this.simulation.record({ kind: 'pause', node: this.id })
    this.onPause(true)
  }

  /** Goes through what arrived meanwhile, in its order. */
  resume(): void {
    if (!this.#paused) return
    this.#paused = false
    this.simulation.record({ kind: 'resume', node: this.id })
    this.#release()
    this.onPause(false)
  }

  /** Something it does itself takes this long: a pause holds it up. After a crash, `run` has to tell that it is late. */
  protected takeTime(delayUs: Microseconds, run: () => void): void {
    const { simulation } = this
    simulation.inFlight += 1
    const due = () => {
      if (this.#paused) return this.defer(due)
      simulation.inFlight -= 1
      run()
    }
    simulation.after(delayUs, 'message', due)
  }

  /** Called when a pause has begun or ended. */
  protected onPause(_paused: boolean): void {}

  /** A crash forgets what had not been taken in. */
  protected forgetDeferred(): void {
    this.#paused = false
    this.#release()
  }

  /** Each becomes an event of its own, ahead of what reaches the node at the same moment. */
  #release(): void {
    const deferred = this.#deferred
    this.#deferred = []
    const { simulation } = this
    for (const run of deferred) simulation.at(simulation.now, 'work', run, { priority: released })
  }
}
