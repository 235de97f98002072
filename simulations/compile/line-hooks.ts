/**
 * What compiled code calls between its statements. The kernel implements it once per incarnation.
 *
 * In async code: `if (before(12)) await never` … statement … `if (after(12)) await never`.
 * In sync code, which cannot wait: `step(12)`.
 *
 * In a dead process `before` and `after` stay `true` and `dead` is, so that async code waits for ever; `step` throws,
 * which ends sync code. Such a process may leave rejected promises that nobody handles: the host must not take their
 * `unhandledrejection` for an exit of the process.
 */
export interface LineHooks {
  /** A statement of async code starts on this line. `true`: the process crashes here. Counts as a step. */
  before(line: number): boolean
  /** That statement completed normally. `true`: the process crashes here. */
  after(line: number): boolean
  /**
   * A statement of sync code starts, or a further one on a line that `before` has reported. Throws once the
   * step bound is passed, and again each time: the first hook of every `catch` and `finally` then ends them too.
   */
  step(line: number): void
  /** An `await` on this line is about to evaluate its operand. */
  awaiting(line: number): void
  /** That operand was fulfilled. Not called when it is rejected: the next hook then is one of a `catch`. */
  resumed<T>(line: number, value: T): T
  /** `base ** exponent`, with the same digits in every engine. */
  power(base: unknown, exponent: unknown): unknown
  /** Code reached for something of the host. It is thrown this error, and may swallow it. */
  forbidden?(error: Error): void
  /** The process has crashed. Async code reads it where it calls `step` and after each `await`. */
  readonly dead: boolean
  /** Never settles, so that nothing runs after a crash, `finally` included. */
  readonly never: Promise<never>
}
