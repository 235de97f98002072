/** A reader's own text of a lab's files: which of it makes a difference. */
import { sourceCharactersMax } from '@/simulations/compile/bounds'
import {
  fileName,
  type LabDefinition,
  type LabSources,
  type VariantDefinition,
} from '@/simulations/kernel/lab'

export const noEdits: LabSources = {}

/** What a variant runs, and nothing else can be edited: its services' files and its schemas, by path. */
export function filesOf(variant: VariantDefinition): string[] {
  const paths = [
    ...variant.services.flatMap((service) => service.files),
    ...Object.values(variant.schemas),
  ]
  return [...new Set(paths)]
}

/** Only the texts that differ from the lab's own. */
export function changedOnly(edits: LabSources, sources: LabSources): LabSources {
  return Object.fromEntries(Object.entries(edits).filter(([path, text]) => sources[path] !== text))
}

/** Only the texts of files that the variant runs: others change nothing of its run. */
export function editsOf(edits: LabSources | undefined, variant: VariantDefinition): LabSources {
  const files = new Set(filesOf(variant))
  return Object.fromEntries(Object.entries(edits ?? noEdits).filter(([path]) => files.has(path)))
}

/** What of a recipe decides its run: without edits of files that its variant does not run. */
export function effectiveRecipe<T extends { variant: string; edits?: LabSources }>(
  recipe: T,
  { variants }: Pick<LabDefinition, 'variants'>,
): T {
  const variant = variants.find((one) => one.id === recipe.variant)
  return variant ? withEdits(recipe, editsOf(recipe.edits, variant)) : recipe
}

export function sameEdits(one: LabSources = noEdits, other: LabSources = noEdits): boolean {
  const paths = Object.keys(one)
  return (
    paths.length === Object.keys(other).length && paths.every((path) => one[path] === other[path])
  )
}

/** @returns why these texts are neither run nor kept, in a whole sentence; `null` where each file is short enough */
export function tooLongIn(edits: LabSources): string | null {
  const long = Object.entries(edits).find(([, text]) => text.length > sourceCharactersMax)
  if (!long) return null
  const [path, { length }] = long
  return `${fileName(path)} has ${length} characters; at most ${sourceCharactersMax} are run and kept.`
}

/** Without the key where there is nothing: two recipes that run the same look the same. */
export function withEdits<T extends { edits?: LabSources }>(recipe: T, edits: LabSources): T {
  const { edits: _, ...rest } = recipe
  return (Object.keys(edits).length === 0 ? rest : { ...rest, edits }) as T
}
