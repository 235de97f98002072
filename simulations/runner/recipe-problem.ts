/** A recipe that cannot run, with what was wrong in words for the person who wrote it. */
import type { ScheduleProblem } from '../schedule/schedule'

export type RecipeField = 'lab' | 'variant' | 'seed' | 'schedule' | 'edits'

export class RecipeError extends Error {
  override readonly name = 'RecipeError'
  readonly field: RecipeField
  readonly problems: ScheduleProblem[]
  /** For an edited file: where in it. */
  readonly place: { file: string; line: number; column: number } | null

  constructor(
    field: RecipeField,
    message: string,
    details: {
      problems?: ScheduleProblem[]
      place?: { file: string; line: number; column: number }
    } = {},
  ) {
    super(message)
    this.field = field
    this.problems = details.problems ?? []
    this.place = details.place ?? null
  }
}
