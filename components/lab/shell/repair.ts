/** What the reader's own code asks for next. Pure. */
import type { Edits } from '../edit/use-edits'
import type { NextHint } from '../session/run-desk'

/** Where a text cannot be compiled. */
export interface CodePlace {
  path: string
  line: number
  column: number
}

/** The one next step of a lab whose code is being changed. */
export type CodeStep =
  /** To the mistake that keeps it from running. */
  | { name: 'line'; place: CodePlace }
  /** The sweep of this very text left something to do. */
  | { name: 'hint'; hint: NextHint }
  | { name: 'sweep' }

export const sweepCodeLabel = 'Sweep your code'

export function codeStepLabel(step: CodeStep): string {
  switch (step.name) {
    case 'line':
      return `Go to line ${step.place.line}`
    case 'hint':
      return `Read hint ${step.hint.number}, try again`
    case 'sweep':
      return sweepCodeLabel
  }
}

export interface CodeStepState {
  edits: Pick<Edits, 'changed' | 'side' | 'mistake' | 'refusal'>
  /** An answer to the last text is awaited. */
  pending: boolean
  /** The code is changed for a task of the page. */
  repairing: boolean
  /** The lab's faults can be swept. */
  sweepable: boolean
  /** What the task has to say of this very text, where it has judged it. */
  hint: NextHint | null
}

/** @returns `null` where the next step is not one of the code */
export function codeStepOf(state: CodeStepState): CodeStep | null {
  const { changed, side, mistake, refusal } = state.edits
  if (mistake) {
    const { path, line, column } = mistake
    return { name: 'line', place: { path, line, column } }
  }
  const shown = changed.length > 0 && side === 'yours'
  if (!shown || !state.repairing || refusal !== null || state.pending) return null
  if (state.hint) return { name: 'hint', hint: state.hint }
  return state.sweepable ? { name: 'sweep' } : null
}
