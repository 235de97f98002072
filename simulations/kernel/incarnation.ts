/** One boot of a process: its effects, timers and activities, and the hooks its compiled code calls. */
import { SimulationError } from './errors'
import type { QueueEntry } from './event-queue'
import { exactPower } from './exact-power'
import type { ProcessNode } from './process'
import { RunningCode } from './running-code'
import type { RunningProcess, Simulation } from './simulation'
import type { Microseconds } from './time'
import type { CodePosition } from './trace-event'

export interface Settle<T> {
  resolve(value: T): void
  reject(error: Error): void
}

export type Outcome<T> = { value: T } | { error: unknown }

export class Incarnation implements RunningProcess {
  readonly node: ProcessNode
  readonly number: number
  readonly simulation: Simulation
  alive = true
  readonly #code = new RunningCode(this)
  readonly #cleanups: (() => void)[] = []
  readonly #timers = new Set<QueueEntry>()
  readonly #pauseListeners: ((paused: boolean) => void)[] = []
  readonly #turnListeners: (() => void)[] = []
  /** Effects and timers of service code that have not come. */
  #pending = 0
  /** Calls of service code that have not returned. */
  #activities = 0
  #activityNumber = 0
  #subscriptions = 0

  constructor(node: ProcessNode, number: number) {
    this.node = node
    this.number = number
    this.simulation = node.simulation
  }

  /** The statement of async code that ran last. */
  get lastPlace(): CodePosition | null {
    return this.#code.position.place
  }

  /** Runs when this boot ends, in reverse order of registration. */
  onEnd(cleanup: () => void): void {
    this.#cleanups.push(cleanup)
  }

  onPause(listener: (paused: boolean) => void): void {
    this.#pauseListeners.push(listener)
  }

  /** Called when its microtasks are drained: whatever it was going to ask for in this turn, it has asked for. */
  onTurnEnd(listener: () => void): void {
    this.#turnListeners.push(listener)
  }

  /** It listens to something, so it may rightly wait without an effect of its own. */
  subscribe(): void {
    this.#subscriptions += 1
  }

  kill(): void {
    this.alive = false
    for (const timer of this.#timers) this.simulation.cancel(timer)
    this.#timers.clear()
    for (const cleanup of this.#cleanups.reverse()) cleanup()
  }

  tellPause(paused: boolean): void {
    for (const listener of this.#pauseListeners) listener(paused)
  }

  boot(imports: Record<string, Record<string, unknown>>, globals: Record<string, unknown>): void {
    this.enter()
    try {
      const { start } = this.node.program.load(this.#code.hooksFor, imports, globals)
      if (typeof start !== 'function') return
      this.#activities += 1
      Promise.resolve(start()).then(
        () => this.#started(),
        (error: unknown) => {
          this.#started()
          this.rejected(error)
        },
      )
    } catch (error) {
      this.rejected(error)
    }
  }

  /** Marks this process as the one whose microtasks run now. */
  enter(): void {
    this.simulation.running = this
    this.#code.beginTurn()
  }

  /**
   * An effect: something outside the process that service code awaits.
   * @param begin is called at once; it arranges for one of the two to be called in a later event
   */
  effect<T>(begin: (settle: Settle<T>) => void): Promise<T> {
    if (!this.alive || !this.hasTurn()) return this.#code.never
    this.#pending += 1
    this.node.effects += 1
    return new Promise<T>((resolve, reject) => {
      let settled = false
      const settle = (run: () => void) => {
        if (settled || !this.alive) return
        settled = true
        this.#pending -= 1
        this.node.effects += 1
        this.enter()
        run()
      }
      begin({
        resolve: (value) => settle(() => resolve(value)),
        reject: (error) => settle(() => reject(error)),
      })
    })
  }

  /** Virtual sleep. */
  sleep(delayUs: Microseconds): Promise<void> {
    return this.effect((settle) => this.timer(delayUs, () => settle.resolve()))
  }

  /** Calls back in virtual time, later if the process is paused then, never if it is dead. */
  timer(delayUs: Microseconds, run: () => void): { cancel(): void } {
    const due = () => {
      this.#timers.delete(entry)
      if (!this.alive) return
      if (this.node.isPaused()) this.node.defer(due)
      else run()
    }
    const entry = this.simulation.after(delayUs, 'timer', due)
    this.#timers.add(entry)
    return {
      cancel: () => {
        this.#timers.delete(entry)
        this.simulation.cancel(entry)
      },
    }
  }

  /** A timer that service code set itself: until it comes or is cancelled, the process rightly waits. */
  callback(delayUs: Microseconds, run: () => void): { cancel(): void } {
    if (!this.alive || !this.hasTurn()) return { cancel: () => undefined }
    this.#pending += 1
    let over = false
    const end = () => {
      if (over) return false
      over = true
      this.#pending -= 1
      return true
    }
    const timer = this.timer(delayUs, () => {
      if (!end()) return
      this.enter()
      this.guard(run)
    })
    return {
      cancel: () => {
        end()
        timer.cancel()
      },
    }
  }

  /**
   * Handles a message in service code.
   * @param message the message that began it
   * @param run calls the service's handler
   * @param end is called with what it returned or threw, unless the process is dead by then
   */
  activity<T>(
    message: number,
    run: () => Promise<T> | T,
    end: (outcome: Outcome<T>) => void,
  ): void {
    if (!this.alive) return
    const traced = {
      kind: 'activity',
      node: this.node.id,
      incarnation: this.number,
      activity: ++this.#activityNumber,
      message,
    } as const
    this.#activities += 1
    this.enter()
    this.simulation.record({ ...traced, edge: 'begin' })
    const finish = (outcome: Outcome<T>) => {
      if (!this.alive) return
      this.#activities -= 1
      this.simulation.record({ ...traced, edge: 'end' })
      try {
        end(outcome)
      } catch (error) {
        // The engine's own code: nothing a service did may be blamed for it.
        this.simulation.fail(error instanceof Error ? error : new Error(String(error)))
      }
    }
    new Promise<T>((resolve) => resolve(run())).then(
      (value) => finish({ value }),
      (error: unknown) => finish({ error }),
    )
  }

  /** Calls service code that nothing is above: what it throws ends the process. */
  guard(run: () => void): void {
    if (!this.alive) return
    try {
      run()
    } catch (error) {
      this.rejected(error)
    }
  }

  /** An error that reached the top of the process. */
  rejected(error: unknown): void {
    if (!this.alive) return
    if (error instanceof SimulationError) this.violate(error)
    else this.node.exit(this, error)
  }

  /**
   * Its code broke a rule of the simulation: the run fails, whatever the code makes of the error.
   * @returns the error with the process and the line
   */
  violate(error: SimulationError): SimulationError {
    const position = this.#code.position.current
    const placed =
      error.line !== undefined || !position
        ? error
        : new SimulationError(
            error.code,
            `${this.node.id}, ${position.file}:${position.line}: ${error.message}`,
            { node: this.node.id, ...position },
          )
    this.simulation.fail(placed)
    return placed
  }

  /**
   * `base ** exponent`, of numbers or of two bigints.
   * @throws SimulationError for a fraction as exponent
   */
  power(base: unknown, exponent: unknown): number | bigint {
    const [left, right] = [numericOf(base), numericOf(exponent)]
    if (typeof left === 'bigint' && typeof right === 'bigint') return left ** right
    if (typeof left === 'bigint' || typeof right === 'bigint')
      throw new TypeError('Cannot mix BigInt and other types, use explicit conversions')
    const power = exactPower(left, right)
    if (power !== null) return power
    throw this.violate(
      new SimulationError(
        'nondeterminism',
        `A power with the exponent ${right} may differ in its last digit between browsers. Use whole exponents.`,
      ),
    )
  }

  /** After the microtasks are drained: code that waits for nothing the kernel knows is waiting for the wrong thing. */
  afterTurn(): void {
    if (!this.alive) return
    for (const listener of this.#turnListeners) listener()
    if (this.#subscriptions === 0 && this.waitsForNothing()) {
      this.simulation.fail(this.foreignPromise())
    }
  }

  /** An activity is open without an effect or a timer. */
  waitsForNothing(): boolean {
    return this.alive && this.#activities > 0 && this.#pending === 0
  }

  foreignPromise(): SimulationError {
    const place = this.#code.position.openAwait() ?? this.lastPlace
    return new SimulationError(
      'foreign-promise',
      `${this.node.id} waits at ${place ? `${place.file}:${place.line}` : 'an unknown line'} for a promise that no effect will settle. ` +
        'Await only db, kafka, fetch, sleep and what is made of them.',
      { node: this.node.id, ...(place ?? {}) },
    )
  }

  #started(): void {
    if (this.alive) this.#activities -= 1
  }

  /** Whether it may go on now: no other process runs, and the kernel resumed this one. */
  hasTurn(): boolean {
    if (this.simulation.running === this) return true
    const place = this.#code.position.current
    this.simulation.fail(
      new SimulationError(
        'out-of-turn',
        `${this.node.id} went on at ${place ? `${place.file}:${place.line}` : 'its start'} outside its turn: ` +
          'a promise that the kernel does not know settled in real time.',
        { node: this.node.id, ...(place ?? {}) },
      ),
    )
    return false
  }
}

/** A number or a bigint, as an operator takes an operand. @throws TypeError for a symbol */
function numericOf(value: unknown): number | bigint {
  if (typeof value === 'number' || typeof value === 'bigint') return value
  return Number(value)
}
