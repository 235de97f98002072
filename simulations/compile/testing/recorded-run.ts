import { compileSource } from '../compile-source.ts'
import type { CompiledSource } from '../compiled-source.ts'
import type { LineHooks } from '../line-hooks.ts'
import { loadFactory } from '../load-factory.ts'

interface RecordOptions {
  /** The text of the file. It may export `main`, which is called with `log` and `tick`. */
  text: string
  /** The hook call to crash at, from 0, counting `before` and `after` only. */
  crashAt?: number
  /** Steps before every hook throws. */
  stepsMax?: number
}

export interface RecordedRun {
  compiled: CompiledSource
  /** What `main` gave: `value 3`, `error No`, or `pending`. */
  outcome: string
  /** What service code logged. */
  log: unknown[]
  /** Hook calls: `before 2`, `after 2`, `step 2`, `awaiting 2`, `resumed 2`. */
  hooks: string[]
  /** Entries of the log at the moment of the crash. */
  loggedAtCrash: number
  exports: Record<string, unknown>
}

export class StepBoundError extends Error {
  override readonly name = 'StepBoundError'
}

/** Hooks as a kernel would implement them: a dead process stays dead, a passed bound stays passed. */
class RecordingHooks implements LineHooks {
  readonly calls: string[] = []
  readonly never = new Promise<never>(() => {})
  dead = false
  private places = 0
  private steps = 0

  constructor(
    private readonly options: RecordOptions,
    private readonly onCrash: () => void,
  ) {}

  before(line: number): boolean {
    this.count('before', line)
    return this.place()
  }

  after(line: number): boolean {
    this.count('after', line)
    return this.place()
  }

  step(line: number): void {
    this.count('step', line)
    if (this.dead) throw new Error('The process is dead')
  }

  power(base: unknown, exponent: unknown): unknown {
    return Number(base) ** Number(exponent)
  }

  awaiting(line: number): void {
    this.record('awaiting', line)
  }

  resumed<T>(line: number, value: T): T {
    this.record('resumed', line)
    return value
  }

  private count(hook: string, line: number): void {
    this.record(hook, line)
    this.steps += 1
    if (this.steps > (this.options.stepsMax ?? 100_000)) throw new StepBoundError('Too many steps')
  }

  private record(hook: string, line: number): void {
    if (this.calls.length < 1000) this.calls.push(`${hook} ${line}`)
  }

  private place(): boolean {
    if (!this.dead && this.places === this.options.crashAt) {
      this.dead = true
      this.onCrash()
    }
    this.places += 1
    return this.dead
  }
}

/** Compiles a text, calls its `main`, and waits until nothing moves any more. */
export async function recordRun(options: RecordOptions): Promise<RecordedRun> {
  const compiled = compileSource({ file: 'test.ts', text: options.text })
  const factory = await loadFactory(compiled, { host: 'function', node: 'test' })
  const log: unknown[] = []
  let loggedAtCrash = -1
  const hooks = new RecordingHooks(options, () => {
    loggedAtCrash = log.length
  })
  const exports = factory(hooks, { faultline: { tick, base: 1, default: 'default' } }, {})
  const outcome = await settle(exports.main, log)
  return { compiled, outcome, log, hooks: hooks.calls, loggedAtCrash, exports }
}

/** Runs a text as it is, without hooks. */
export async function plainRun(text: string): Promise<{ outcome: string; log: unknown[] }> {
  const log: unknown[] = []
  const main: unknown = new Function(`${text.replaceAll('export ', '')}\nreturn main`)()
  return { outcome: await settle(main, log), log }
}

async function tick(value: unknown): Promise<unknown> {
  await null
  return value
}

async function settle(main: unknown, log: unknown[]): Promise<string> {
  if (typeof main !== 'function') return 'no main'
  let outcome = 'pending'
  try {
    const result: unknown = main((value: unknown) => log.push(value), tick)
    Promise.resolve(result).then(
      (value) => {
        outcome = `value ${JSON.stringify(value)}`
      },
      (error: unknown) => {
        outcome = `error ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`
      },
    )
  } catch (error) {
    outcome = `error ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`
  }
  await new Promise((resolve) => setImmediate(resolve))
  return outcome
}
