/** What is said of faults whose place in the code the reader's own text no longer has. */
import type { ScheduleProblem } from '@/simulations/schedule/schedule'
import { segmentsOf } from '@/simulations/schedule/segments'

/** @param text the schedule that has the problem */
export function missingWords({ span, message, closest }: ScheduleProblem, text: string): string {
  const item = segmentsOf(text).find(({ start, end }) => span.start >= start && span.end <= end)
  const fault = item ? text.slice(item.start, item.end) : text
  const near = closest === undefined ? '' : ` Closest: ${closest}.`
  return `The schedule says ${fault}, and your code has no such place any more: ${message}${near} Put it back, or take the fault out.`
}

/** "that fault", "those faults". */
export function faultsWords(problems: readonly ScheduleProblem[]): string {
  return problems.filter(({ inCode }) => inCode).length === 1 ? 'that fault' : 'those faults'
}
