/**
 * A process: a service's code, running. Each boot is an incarnation with its own modules; a crash drops the incarnation,
 * whose promises never settle and whose context goes inert, so nothing of it runs again, not even a `finally`.
 */
import { EffectError } from './errors'
import { Incarnation } from './incarnation'
import { BaseNode, type CrashCause } from './node'
import type { ServiceProgram } from './program'
import type { Simulation } from './simulation'
import { type Microseconds, millisecond } from './time'

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

/** What the services of a process can reach: module imports and shadowed globals, made anew for each boot. */
export type Bind = (incarnation: Incarnation) => {
  imports: Record<string, Record<string, unknown>>
  globals: Record<string, unknown>
}

export class ProcessNode extends BaseNode {
  readonly kind = 'service'
  readonly id: string
  readonly program: ServiceProgram
  /** Filled only while a sweep looks for crash moments. */
  passages: Passage[] | null = null
  /** Effects begun or settled, over all boots. */
  effects = 0
  readonly #bind: Bind
  readonly #armed = new Map<string, ArmedCrash[]>()
  readonly #counts = new Map<string, number>()
  #current: Incarnation | null = null
  #boots = 0

  constructor(
    simulation: Simulation,
    options: { id: string; program: ServiceProgram; bind: Bind },
  ) {
    super(simulation)
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

  /** Waits for the `nth` passage of that place over the whole run. */
  arm(
    place: { file: string; line: number; when: 'before' | 'after' },
    nth: number,
    fire: () => void,
  ): void {
    const key = placeKey(place.file, place.line, place.when)
    this.#armed.set(key, [...(this.#armed.get(key) ?? []), { nth, fire }])
  }

  /** Counts a passage; `true` where an armed crash struck there. */
  pass(file: string, line: number, when: 'before' | 'after'): boolean {
    const key = placeKey(file, line, when)
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

  /** The process ended by itself: an error nobody caught. A supervisor starts it again. */
  exit(incarnation: Incarnation, error: unknown): void {
    if (incarnation !== this.#current) return
    const message = messageOf(error)
    this.simulation.record({
      kind: 'error',
      node: this.id,
      place: incarnation.lastPlace,
      message,
      code: error instanceof EffectError ? error.code : null,
    })
    this.crash({ cause: 'exit', place: null, message })
    // A timer, not work: a process that ends again and again must not keep a run from its end.
    this.simulation.after(supervisorUs, 'timer', () => this.start())
  }

  protected boot(): void {
    this.#boots += 1
    const incarnation = new Incarnation(this, this.#boots)
    this.#current = incarnation
    this.simulation.record({ kind: 'boot', node: this.id, incarnation: this.#boots })
    const { imports, globals } = this.#bind(incarnation)
    incarnation.boot(imports, globals)
  }

  protected override onPause(paused: boolean): void {
    this.#current?.tellPause(paused)
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function placeKey(file: string, line: number, when: 'before' | 'after'): string {
  return `${when} ${file}:${line}`
}
