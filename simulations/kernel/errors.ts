/**
 * Errors that the simulated world returns to service code, and errors of the simulation itself.
 * An error is *definite* when the caller knows that the effect did not happen; a timeout is not.
 */

export interface FaultlineErrorOptions {
  /** Short constant: `ETIMEDOUT`, `ECONNREFUSED`, a SQLSTATE, a Kafka error name. */
  code: string
  /** What the caller can do about it. */
  fix?: string
  /** `false`: the effect may have happened. */
  definite: boolean
  /** Postgres' own detail, position and constraint where it gave them. */
  detail?: string
  constraint?: string
  position?: number
}

/** An error that service code receives from an effect. */
export class EffectError extends Error {
  override readonly name: string = 'EffectError'
  readonly code: string
  readonly definite: boolean
  readonly fix: string | undefined
  readonly detail: string | undefined
  readonly constraint: string | undefined
  readonly position: number | undefined

  constructor(message: string, options: FaultlineErrorOptions) {
    super(message)
    this.code = options.code
    this.definite = options.definite
    this.fix = options.fix
    this.detail = options.detail
    this.constraint = options.constraint
    this.position = options.position
  }
}

export type SimulationErrorCode =
  /** Service code awaits a promise that no effect of the kernel will settle. */
  | 'foreign-promise'
  /** Service code went on outside its turn: real time or another host resumed it. */
  | 'out-of-turn'
  /** Service code touched something that differs between two runs. */
  | 'nondeterminism'
  /** A lab's own definition or source is wrong. */
  | 'lab'
  /** The engine would have had to wait for real. */
  | 'engine'

/** The run cannot go on because code under it broke a rule of the simulation. Names process and line. */
export class SimulationError extends Error {
  override readonly name: string = 'SimulationError'
  readonly code: SimulationErrorCode
  readonly node: string | undefined
  readonly file: string | undefined
  readonly line: number | undefined

  constructor(
    code: SimulationErrorCode,
    message: string,
    place: { node?: string | undefined; file?: string | undefined; line?: number | undefined } = {},
  ) {
    super(message)
    this.code = code
    this.node = place.node
    this.file = place.file
    this.line = place.line
  }
}

/** A programmer's mistake in this project, not in a lab: stops everything. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Broken assumption: ${message}`)
}
