/** One service source file, compiled: plain data that can be stored and posted to a worker. */
export interface CompiledSource {
  /** The name readers see, such as `orders.ts`. */
  file: string
  /** Body of the factory function. Its line n holds line n of the source. */
  code: string
  /** Lines, ascending, on which a statement of async code starts: the only lines where a crash can be put. */
  lines: number[]
  /** Step comments, in source order. A label may occur more than once; the reader of this list decides. */
  labels: StepLabel[]
  /** Module specifiers, in source order, each once. Imports that only served types are gone. */
  imports: string[]
}

/** A comment such as `// announce it`, alone above a statement of async code, and that statement's line. */
export interface StepLabel {
  label: string
  line: number
}
