/** Anything drawn as a box that can be reached by messages: a process, a database, a broker, the customers. */
import type { CodePosition } from './trace-event'
import type { NodeKind } from './lab'

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
  pause(): void
  resume(): void
}

/** What every node does about pauses and being up; stores and processes add the rest. */
export abstract class BaseNode implements SimulatedNode {
  abstract readonly id: string
  abstract readonly kind: NodeKind
  #paused = false
  #deferred: (() => void)[] = []

  abstract isUp(): boolean
  abstract incarnationNumber(): number
  abstract start(): void
  abstract crash(cause: CrashCause): void

  isPaused(): boolean {
    return this.#paused
  }

  defer(run: () => void): void {
    this.#deferred.push(run)
  }

  pause(): void {
    this.#paused = true
  }

  /** Goes through what arrived meanwhile, in its order. Subclasses turn each into an event of its own. */
  resume(): void {
    this.#paused = false
    this.release(this.#takeDeferred())
  }

  /** A crash forgets what had not been taken in. */
  protected forgetDeferred(): void {
    this.#paused = false
    this.release(this.#takeDeferred())
  }

  protected abstract release(deferred: (() => void)[]): void

  #takeDeferred(): (() => void)[] {
    const deferred = this.#deferred
    this.#deferred = []
    return deferred
  }
}
