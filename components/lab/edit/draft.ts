/**
 * What a reader has changed of a lab and not kept by name: one record for each lab, written by all that change it. A page
 * may show a lab twice, and be open in two tabs, so each writes only the files that it has changed itself.
 */
import type { Attempt } from '@/components/progress/records'
import type { LabSources } from '@/simulations/kernel/lab'

export interface DraftChange {
  /** Texts that are not the lab's, before and after. */
  from: LabSources
  to: LabSources
}

/**
 * @param before what is stored, whoever wrote it
 * @param rest of the record
 * @returns what is to be stored; `null` where no text is left
 */
export function draftAfter(
  before: Attempt | null,
  { from, to }: DraftChange,
  rest: Omit<Attempt, 'edits'>,
): Attempt | null {
  const edits = { ...before?.edits }
  for (const path of Object.keys(from)) {
    if (!Object.hasOwn(to, path)) delete edits[path]
  }
  for (const [path, text] of Object.entries(to)) {
    // A text that stands here as it did may be an older one than that of another tab.
    if (text !== from[path] || !Object.hasOwn(edits, path)) edits[path] = text
  }
  return Object.keys(edits).length === 0 ? null : { ...rest, edits }
}
