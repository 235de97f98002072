/** The schedule of a recipe as a lab will print it, actions written out: by it a run is known to be one that is asked about. */
import type { LabDefinition, Recipe } from '../kernel/lab'
import { parseScheduleSyntax } from '../schedule/parse-schedule'
import { printSchedule } from '../schedule/print-schedule'
import { withWorkload } from './workload'

/** @throws Error where the schedule cannot be read: a mistake in a lesson or in a lab */
export function ranAs(
  lab: LabDefinition,
  { seed, schedule }: Pick<Recipe, 'seed' | 'schedule'>,
): string {
  const parsed = parseScheduleSyntax(schedule)
  if (!parsed.ok) throw new Error(`"${schedule}": ${parsed.problems[0]?.message}`)
  return printSchedule(withWorkload(lab, seed, parsed.schedule))
}
