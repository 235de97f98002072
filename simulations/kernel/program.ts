/** A service's compiled code as the kernel sees it: files, the places where it can crash, and a way to load it anew. */

/** Called by compiled code (see `simulations/compile`). */
export interface ProgramHooks {
  before(line: number): boolean
  after(line: number): boolean
  step(line: number): void
  awaiting(line: number): void
  resumed<T>(line: number, value: T): T
  /** `base ** exponent`, with the same digits in every engine. */
  power(base: unknown, exponent: unknown): unknown
  /** It reached for something that no simulated process has, and is thrown this. */
  forbidden(error: Error): void
  /** The process has crashed. */
  readonly dead: boolean
  readonly never: Promise<never>
}

export interface ProgramFile {
  name: string
  lines: readonly number[]
  labels: readonly { label: string; line: number }[]
}

export interface ServiceProgram {
  files: readonly ProgramFile[]
  /** Runs the modules from scratch, the entry last; returns the entry's exports. */
  load(
    hooksFor: (file: string) => ProgramHooks,
    imports: Record<string, Record<string, unknown>>,
    globals: Record<string, unknown>,
  ): Record<string, unknown>
}
