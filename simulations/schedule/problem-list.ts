import { problemsMax } from './bounds.ts'
import type { ScheduleProblem, Span } from './schedule.ts'

/** What is wrong at a place, before line and column are known. */
export interface Mistake {
  span: Span
  message: string
  closest?: string
  inCode?: true
}

/** A message shows at most the beginning of what was typed. */
const longName = /"([^"]{60})[^"]+"/g

/** Places mistakes in their text: sorted by position, the first ones only. */
export function placeMistakes(text: string, mistakes: readonly Mistake[]): ScheduleProblem[] {
  return mistakes
    .map((mistake, order) => ({ mistake, order }))
    .sort((a, b) => a.mistake.span.start - b.mistake.span.start || a.order - b.order)
    .slice(0, problemsMax)
    .map(({ mistake }) => {
      const { span, message, closest, inCode } = mistake
      const before = text.slice(0, span.start)
      const place = {
        span,
        line: before.split('\n').length,
        column: span.start - before.lastIndexOf('\n'),
        message: message.replace(longName, '"$1…"'),
        ...(inCode && { inCode }),
      }
      return closest === undefined ? place : { ...place, closest }
    })
}

/**
 * One line for a reader.
 *
 * @example formatProblem(problem) // 'Line 1, column 7: "ordres" is no node here. Closest: orders.'
 */
export function formatProblem(problem: ScheduleProblem): string {
  const closest = problem.closest === undefined ? '' : ` Closest: ${problem.closest}.`
  return `Line ${problem.line}, column ${problem.column}: ${problem.message}${closest}`
}
