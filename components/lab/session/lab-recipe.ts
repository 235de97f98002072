/** What a reader of one lab chooses: the part of a recipe that the address holds. */
import { z } from 'zod'
import type { LabSources } from '@/simulations/kernel/lab'
import { sameEdits } from './edits'

export interface LabRecipe {
  variant: string
  seed: number
  schedule: string
  /** The reader's own text of some files; absent where all are the lab's. */
  edits?: LabSources
}

export const seedMax = 0xffff_ffff

export const seedSchema = z
  .number({ message: 'The seed is a whole number.' })
  .int('The seed is a whole number.')
  .min(0, 'The seed is not below 0.')
  .max(seedMax, `The seed is at most ${seedMax}.`)

export function sameRecipe(one: LabRecipe, other: LabRecipe): boolean {
  return (
    one.variant === other.variant &&
    one.seed === other.seed &&
    one.schedule === other.schedule &&
    sameEdits(one.edits, other.edits)
  )
}
