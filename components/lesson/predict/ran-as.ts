/** The schedule of a question as the lab will print it: actions written out. By it a run is known to be the one asked about. */
import type { LabDefinition } from '@/simulations/kernel/lab'
import { withWorkload } from '@/simulations/runner/workload'
import { parseScheduleSyntax } from '@/simulations/schedule/parse-schedule'
import { printSchedule } from '@/simulations/schedule/print-schedule'
import type { QuestionRecipe } from './question'

/** @throws Error where the schedule cannot be read: a mistake in the lesson */
export function ranAs(lab: LabDefinition, { seed, schedule }: QuestionRecipe): string {
  const parsed = parseScheduleSyntax(schedule)
  if (!parsed.ok) throw new Error(`"${schedule}": ${parsed.problems[0]?.message}`)
  return printSchedule(withWorkload(lab, seed, parsed.schedule))
}
