/** The hooks that compiled code of one boot calls: they count, trace and stop it. */
import { CodeProgress } from './code-progress'
import { SimulationError } from './errors'
import type { Incarnation } from './incarnation'
import type { ProgramHooks } from './program'
import type { CodePosition } from './trace-event'

/** Code steps between two effects; a service that passes it loops for ever. */
const stepBound = 2_000_000

export class RunningCode {
  readonly position = new CodeProgress()
  /** What dead code awaits. Each boot has its own: one that outlived them would keep every frame that waits for it. */
  readonly never = new Promise<never>(() => undefined)
  readonly #incarnation: Incarnation
  #shown: CodePosition | null = null
  #steps = 0

  constructor(incarnation: Incarnation) {
    this.#incarnation = incarnation
  }

  beginTurn(): void {
    this.#steps = 0
  }

  readonly hooksFor = (file: string): ProgramHooks => {
    const incarnation = this.#incarnation
    const { position } = this
    /** `true` where code must not go on. */
    const stopped = (line: number): boolean => {
      if (!incarnation.alive) return true
      position.touch(file, line)
      this.#countStep()
      return !incarnation.hasTurn()
    }
    return {
      before: (line) => {
        if (stopped(line)) return true
        position.enter(file, line)
        this.#show(file, line)
        return incarnation.node.pass(file, line, 'before')
      },
      after: (line) => stopped(line) || incarnation.node.pass(file, line, 'after'),
      step: (line) => {
        if (!incarnation.alive) throw deadProcess
        position.touch(file, line)
        this.#countStep()
      },
      awaiting: (line) => position.awaiting(file, line),
      resumed: (line, value) => {
        if (incarnation.alive) position.resumed(file, line)
        return value
      },
      power: (base, exponent) => incarnation.power(base, exponent),
      forbidden: (error) => {
        const broken = new SimulationError('nondeterminism', error.message)
        if (incarnation.alive) incarnation.violate(broken)
      },
      get dead() {
        return !incarnation.alive
      },
      never: this.never,
    }
  }

  /** The current line is traced when it changes. */
  #show(file: string, line: number): void {
    if (this.#shown?.line === line && this.#shown.file === file) return
    this.#shown = { file, line }
    const { node, number, simulation } = this.#incarnation
    simulation.record({ kind: 'line', node: node.id, incarnation: number, file, line })
  }

  #countStep(): void {
    this.#steps += 1
    if (this.#steps <= stepBound) return
    const { node, simulation } = this.#incarnation
    const place = this.position.current
    simulation.loopsForEver(node.id, place, stepBound)
    throw endlessCode
  }
}

/** Ends synchronous code of a dead process, which cannot be left waiting. */
const deadProcess = new Error('This process has crashed.')
/** Thrown again by every further step, so that no `catch` or `finally` goes on. */
const endlessCode = new Error('This process loops without an effect.')
