/** The files that a variant runs, as the code panel shows them. */
import { fileName, type VariantDefinition } from '@/simulations/kernel/lab'
import type { CodeFile } from '../code/code-panel'
import { plannedCrashes } from '../faults/planned-crashes'
import type { LabContent } from '../session/lab-content'

/** @param schedule as it ran */
export function codeFilesOf(
  variant: VariantDefinition,
  content: LabContent,
  schedule = '',
): CodeFile[] {
  return variant.services.flatMap(({ node, files }) =>
    files.map((path): CodeFile => {
      const twin = path.replace(/\.ts$/, '.py')
      const python = content.highlighted[twin]
      const name = fileName(path)
      return {
        node,
        name,
        lines: content.highlighted[path] ?? [],
        breakable: content.code[path]?.lines ?? [],
        planned: plannedCrashes(schedule, { node, name }, content.code[path] ?? { labels: [] }),
        ...(python ? { python: { name: fileName(twin), lines: python } } : {}),
      }
    }),
  )
}
