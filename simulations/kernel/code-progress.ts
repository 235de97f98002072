/** Where a process's code stands: the line that runs, and the awaits that are open. */
import type { CodePosition } from './trace-event'

interface OpenAwait {
  position: CodePosition
  open: number
  /** When it was last begun, among all awaits of the process. */
  order: number
}

export class CodeProgress {
  /** Last statement of async code that began, or went on after its `await`. */
  place: CodePosition | null = null
  /** Of the last hook of any kind, sync code included. */
  #file: string | null = null
  #line = 0
  readonly #awaits = new Map<string, OpenAwait>()
  #order = 0

  /** The line that runs now, sync code included. */
  get current(): CodePosition | null {
    return this.#file === null ? null : { file: this.#file, line: this.#line }
  }

  /** A statement of async code begins. */
  enter(file: string, line: number): void {
    this.touch(file, line)
    if (this.place?.line !== line || this.place.file !== file) this.place = { file, line }
  }

  /** Any hook of any code. */
  touch(file: string, line: number): void {
    this.#file = file
    this.#line = line
  }

  awaiting(file: string, line: number): void {
    this.touch(file, line)
    const key = `${file}:${line}`
    const found = this.#awaits.get(key)
    if (found) {
      found.open += 1
      found.order = ++this.#order
    } else this.#awaits.set(key, { position: { file, line }, open: 1, order: ++this.#order })
  }

  /** Not called where the operand is rejected: such a line stays open, and a later one outranks it. */
  resumed(file: string, line: number): void {
    this.enter(file, line)
    const found = this.#awaits.get(`${file}:${line}`)
    if (found && found.open > 0) found.open -= 1
  }

  /** The await begun last of those that are still open. */
  openAwait(): CodePosition | null {
    let last: OpenAwait | null = null
    for (const one of this.#awaits.values()) {
      if (one.open > 0 && (last === null || one.order > last.order)) last = one
    }
    return last?.position ?? null
  }
}
