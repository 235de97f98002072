/** The files that a variant runs, as the code panel shows them. */
import { fileName, type VariantDefinition } from '@/simulations/kernel/lab'
import type { CodeFile } from '../code/code-panel'
import type { LabContent } from '../session/lab-content'

export function codeFilesOf(variant: VariantDefinition, content: LabContent): CodeFile[] {
  return variant.services.flatMap(({ node, files }) =>
    files.map((path): CodeFile => {
      const twin = path.replace(/\.ts$/, '.py')
      const python = content.highlighted[twin]
      return {
        node,
        name: fileName(path),
        lines: content.highlighted[path] ?? [],
        breakable: content.code[path]?.lines ?? [],
        ...(python ? { python: { name: fileName(twin), lines: python } } : {}),
      }
    }),
  )
}
