/** A lab as one of its runs has it: the reader's own text where there is some. */
import type { Line } from '@/components/lesson/spans'
import { effectiveRecipe, noEdits } from './edits'
import type { LabParts } from './lab-parts'
import type { Run } from './session-state'

/** A text of the reader's own into spans. */
export type Highlighter = (path: string, text: string) => Line[]

export function editedParts(
  parts: LabParts,
  { recipe, report }: Run,
  highlight: Highlighter,
): LabParts {
  const { edits = noEdits } = effectiveRecipe(recipe, parts.definition)
  if (Object.keys(edits).length === 0) return parts
  const { sources, highlighted, code } = parts.content
  const twins = Object.keys(edits).map((path) => path.replace(/\.ts$/, '.py'))
  return {
    ...parts,
    content: {
      sources: { ...sources, ...edits },
      highlighted: {
        ...without(highlighted, twins),
        ...Object.fromEntries(
          Object.entries(edits).map(([path, text]) => [path, highlight(path, text)]),
        ),
      },
      code: { ...code, ...report.code },
    },
  }
}

/** The Python twin of a changed file is no twin any more. */
function without<T>(entries: Record<string, T>, keys: readonly string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(entries).filter(([key]) => !keys.includes(key)))
}

export const plainLines: Highlighter = (_path, text) => {
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => [{ text: line, kind: 'plain' }])
}
