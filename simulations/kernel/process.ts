/**
 * A process: a service's code, running. Each boot is an incarnation with its own modules; a crash drops the incarnation,
 * whose promises never settle and whose context goes inert, so nothing of it runs again, not even a `finally`.
 */
import { EffectError, SimulationError } from './errors'
import type { QueueEntry } from './event-queue'
import { BaseNode, type CrashCause } from './node'
import type { ProgramHooks, ServiceProgram } from './program'
import type { RunningProcess, Simulation } from './simulation'
import { type Microseconds, millisecond } from './time'

/** Code steps between two effects; a service that passes it loops for ever. */
const stepBound = 2_000_000
/** How long a supervisor takes to start a process again that ended by itself. */
const supervisorUs = 50 * millisecond

/** A crash waiting for its line. */
interface ArmedCrash {
  nth: number
  fire: () => void
}

/** A line that code passed, for the sweep: it becomes a crash moment. */
export interface Passage {
  node: string
  file: string
  line: number
  when: 'before' | 'after'
  nth: number
  /** Effects begun or settled by this node so far: passages with the same number are one crash. */
  effects: number
  at: Microseconds
  progress: number
}

export interface Settle<T> {
  resolve(value: T): void
  reject(error: Error): void
}

/** What the services of a process can reach: module imports and shadowed globals, made anew for each boot. */
export type Bind = (incarnation: Incarnation) => {
  imports: Record<string, Record<string, unknown>>
  globals: Record<string, unknown>
}

export class ProcessNode extends BaseNode {
  readonly kind = 'service'
  readonly id: string
  readonly simulation: Simulation
  readonly program: ServiceProgram
  /** Filled only while a sweep looks for crash moments. */
  passages: Passage[] | null = null
  readonly #bind: Bind
  readonly #armed = new Map<string, ArmedCrash[]>()
  readonly #counts = new Map<string, number>()
  #current: Incarnation | null = null
  #boots = 0
  effects = 0

  constructor(
    simulation: Simulation,
    options: { id: string; program: ServiceProgram; bind: Bind },
  ) {
    super()
    this.simulation = simulation
    this.id = options.id
    this.program = options.program
    this.#bind = options.bind
  }

  get current(): Incarnation | null {
    return this.#current
  }

  isUp(): boolean {
    return this.#current !== null
  }

  incarnationNumber(): number {
    return this.#boots
  }

  start(): void {
    if (this.#current) return
    this.#boots += 1
    const incarnation = new Incarnation(this, this.#boots)
    this.#current = incarnation
    this.simulation.record({ kind: 'boot', node: this.id, incarnation: this.#boots })
    const { imports, globals } = this.#bind(incarnation)
    incarnation.boot(imports, globals)
  }

  crash(cause: CrashCause): void {
    const incarnation = this.#current
    if (!incarnation) return
    this.#current = null
    this.simulation.record({
      kind: 'crash',
      node: this.id,
      incarnation: incarnation.number,
      cause: cause.cause,
      place: cause.place ?? null,
      message: cause.message ?? null,
    })
    incarnation.kill()
    this.forgetDeferred()
  }

  override pause(): void {
    if (!this.isUp() || this.isPaused()) return
    super.pause()
    this.simulation.record({ kind: 'pause', node: this.id })
    this.#current?.paused()
  }

  override resume(): void {
    if (!this.isPaused()) return
    this.simulation.record({ kind: 'resume', node: this.id })
    this.#current?.resumed()
    super.resume()
  }

  /** Waits for the `nth` passage of that place over the whole run. */
  arm(
    place: { file: string; line: number; when: 'before' | 'after' },
    nth: number,
    fire: () => void,
  ): void {
    const key = `${place.when} ${place.file}:${place.line}`
    this.#armed.set(key, [...(this.#armed.get(key) ?? []), { nth, fire }])
  }

  /** Counts a passage; `true` where an armed crash struck there. */
  pass(file: string, line: number, when: 'before' | 'after'): boolean {
    const key = `${when} ${file}:${line}`
    const nth = (this.#counts.get(key) ?? 0) + 1
    this.#counts.set(key, nth)
    this.passages?.push({
      node: this.id,
      file,
      line,
      when,
      nth,
      effects: this.effects,
      at: this.simulation.now,
      progress: this.simulation.progressOf.get(this.id) ?? 0,
    })
    const armed = this.#armed.get(key)?.find((crash) => crash.nth === nth)
    if (!armed) return false
    armed.fire()
    return true
  }

  /** How often a place was passed. */
  passed(file: string, line: number, when: 'before' | 'after'): number {
    return this.#counts.get(`${when} ${file}:${line}`) ?? 0
  }

  protected release(deferred: (() => void)[]): void {
    for (const run of deferred) this.simulation.after(0, 'work', run)
  }

  /** The process ended by itself: an error nobody caught. A supervisor starts it again. */
  exit(incarnation: Incarnation, error: unknown): void {
    if (incarnation !== this.#current) return
    const place = incarnation.lastPlace
    const message = error instanceof Error ? error.message : String(error)
    this.simulation.record({
      kind: 'error',
      node: this.id,
      place,
      message,
      code: error instanceof EffectError ? error.code : null,
    })
    this.crash({ cause: 'exit', place: null, message })
    this.simulation.after(supervisorUs, 'work', () => this.start())
  }
}

/** One boot of a process. */
export class Incarnation implements RunningProcess {
  readonly node: ProcessNode
  readonly number: number
  readonly simulation: Simulation
  alive = true
  lastPlace: { file: string; line: number } | null = null
  readonly #cleanups: (() => void)[] = []
  readonly #timers = new Set<QueueEntry>()
  readonly #pauseListeners: ((paused: boolean) => void)[] = []
  readonly #turnListeners: (() => void)[] = []
  #lastAwait: { file: string; line: number } | null = null
  #pending = 0
  #activities = 0
  #activityNumber = 0
  #subscriptions = 0
  #steps = 0

  constructor(node: ProcessNode, number: number) {
    this.node = node
    this.number = number
    this.simulation = node.simulation
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

  paused(): void {
    for (const listener of this.#pauseListeners) listener(true)
  }

  resumed(): void {
    for (const listener of this.#pauseListeners) listener(false)
  }

  boot(imports: Record<string, Record<string, unknown>>, globals: Record<string, unknown>): void {
    this.enter()
    try {
      const entry = this.node.program.load(this.#hooksFor, imports, globals)
      const start = entry.start
      if (typeof start !== 'function') return
      this.#activities += 1
      this.#watch(Promise.resolve(start()))
    } catch (error) {
      this.#refuse(error)
    }
  }

  /** Marks this process as the one whose microtasks run now. */
  enter(): void {
    this.simulation.running = this
    this.#steps = 0
  }

  /**
   * An effect: something outside the process that service code awaits.
   * @param begin is called at once; it arranges for one of the two to be called in a later event
   */
  effect<T>(begin: (settle: Settle<T>) => void): Promise<T> {
    if (!this.alive) return never
    this.#requireTurn()
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
        reject: (error) =>
          settle(() => {
            this.simulation.rejectedInTurn = true
            reject(error)
          }),
      })
    })
  }

  /** Virtual sleep. */
  sleep(delayUs: Microseconds): Promise<void> {
    return this.effect((settle) => this.timer(delayUs, () => settle.resolve()))
  }

  /** Calls back in virtual time, later if the process is paused then, never if it is dead. */
  timer(delayUs: Microseconds, run: () => void, purpose = 'timer'): { cancel(): void } {
    const due = () => {
      this.#timers.delete(entry)
      if (!this.alive) return
      if (this.node.isPaused()) this.node.defer(due)
      else run()
    }
    const place = this.lastPlace
    const key = `${this.node.id} ${purpose} ${place?.file}:${place?.line}`
    const entry = this.simulation.after(delayUs, 'timer', due, { key })
    this.#timers.add(entry)
    return {
      cancel: () => {
        this.#timers.delete(entry)
        this.simulation.cancel(entry)
      },
    }
  }

  /** Runs a callback of the service, such as that of a timer; what it throws ends the process. */
  callback(run: () => void): void {
    if (!this.alive) return
    this.enter()
    try {
      run()
    } catch (error) {
      this.#refuse(error)
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
    end: (outcome: { value: T } | { error: unknown }) => void,
  ): void {
    if (!this.alive) return
    const activity = ++this.#activityNumber
    this.#activities += 1
    this.enter()
    this.simulation.record({
      kind: 'activity',
      node: this.node.id,
      incarnation: this.number,
      activity,
      edge: 'begin',
      message,
    })
    const finish = (outcome: { value: T } | { error: unknown }) => {
      if (!this.alive) return
      this.#activities -= 1
      this.simulation.record({
        kind: 'activity',
        node: this.node.id,
        incarnation: this.number,
        activity,
        edge: 'end',
        message,
      })
      end(outcome)
    }
    new Promise<T>((resolve) => resolve(run())).then(
      (value) => finish({ value }),
      (error: unknown) => finish({ error }),
    )
  }

  /** After the microtasks are drained: code that waits for nothing the kernel knows is waiting for the wrong thing. */
  afterTurn(): void {
    if (!this.alive) return
    for (const listener of this.#turnListeners) listener()
    if (this.#activities === 0 || this.#pending > 0 || this.#subscriptions > 0) return
    this.simulation.fail(this.foreignPromise())
  }

  /** At the end of a run: an activity that is still open without an effect. */
  waitsForNothing(): boolean {
    return this.alive && this.#activities > 0 && this.#pending === 0
  }

  foreignPromise(): SimulationError {
    const place = this.#lastAwait ?? this.lastPlace
    return new SimulationError(
      'foreign-promise',
      `${this.node.id} waits at ${place ? `${place.file}:${place.line}` : 'an unknown line'} for a promise that no effect will settle. ` +
        'Await only db, kafka, fetch, sleep and what is made of them.',
      { node: this.node.id, ...(place ?? {}) },
    )
  }

  #watch(started: Promise<unknown>): void {
    started.then(
      () => {
        if (this.alive) this.#activities -= 1
      },
      (error: unknown) => {
        if (!this.alive) return
        this.#activities -= 1
        this.#refuse(error)
      },
    )
  }

  /** An error that reached the top of the process. */
  #refuse(error: unknown): void {
    if (error instanceof SimulationError) this.simulation.fail(this.#placed(error))
    else this.node.exit(this, error)
  }

  #placed(error: SimulationError): SimulationError {
    if (error.line !== undefined || !this.lastPlace) return error
    const { file, line } = this.lastPlace
    return new SimulationError(error.code, `${this.node.id}, ${file}:${line}: ${error.message}`, {
      node: this.node.id,
      file,
      line,
    })
  }

  #requireTurn(): void {
    if (this.simulation.running === this) return
    this.simulation.fail(this.#outOfTurn())
  }

  #outOfTurn(): SimulationError {
    const place = this.lastPlace
    return new SimulationError(
      'out-of-turn',
      `${this.node.id} went on at ${place ? `${place.file}:${place.line}` : 'its start'} outside its turn: ` +
        'a promise that the kernel does not know settled in real time.',
      { node: this.node.id, ...(place ?? {}) },
    )
  }

  readonly #hooksFor = (file: string): ProgramHooks => {
    const incarnation = this
    const passing = (line: number): boolean => {
      if (!this.alive) return true
      this.#countStep(file, line)
      if (this.simulation.running !== this) {
        this.simulation.fail(this.#outOfTurn())
        return true
      }
      return false
    }
    return {
      before: (line) => {
        if (passing(line)) return true
        if (this.lastPlace?.line !== line || this.lastPlace.file !== file) {
          this.lastPlace = { file, line }
          this.simulation.record({
            kind: 'line',
            node: this.node.id,
            incarnation: this.number,
            file,
            line,
          })
        }
        return this.node.pass(file, line, 'before')
      },
      after: (line) => passing(line) || this.node.pass(file, line, 'after'),
      step: (line) => {
        if (!this.alive) throw deadProcess
        this.#countStep(file, line)
      },
      awaiting: (line) => {
        this.#lastAwait = { file, line }
      },
      resumed: (_line, value) => value,
      get dead() {
        return !incarnation.alive
      },
      never,
    }
  }

  #countStep(file: string, line: number): void {
    this.#steps += 1
    if (this.#steps <= stepBound) return
    const error = new SimulationError(
      'lab',
      `${this.node.id} ran ${stepBound} steps at ${file}:${line} without an effect: it loops for ever.`,
      {
        node: this.node.id,
        file,
        line,
      },
    )
    this.simulation.fail(error)
    throw error
  }
}

/** Never settles; shared by everything that died. */
export const never: Promise<never> = new Promise<never>(() => undefined)

/** Ends synchronous code of a dead process, which cannot be left waiting. */
const deadProcess = new Error('This process has crashed.')
