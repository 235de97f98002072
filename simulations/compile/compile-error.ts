/** A place in the reader's own text: line and column from 1. */
export interface SourcePosition {
  line: number
  column: number
}

/** The text of a service cannot be run. Nothing of it is. */
export class CompileError extends Error {
  override readonly name = 'CompileError'
  readonly code = 'compile'
  readonly definite = true
  readonly file: string
  readonly line: number
  readonly column: number
  /** A whole sentence without the place: what was found and what to write instead. */
  readonly reason: string

  constructor(file: string, position: SourcePosition, reason: string) {
    super(`${file}, line ${position.line}, column ${position.column}: ${reason}`)
    this.file = file
    this.line = position.line
    this.column = position.column
    this.reason = reason
  }
}
