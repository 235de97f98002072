import type { Comment } from 'acorn'
import type { StepLabel } from './compiled-source.ts'

/** Comments that speak to tools, not to readers. */
const pragma = /^(@ts-|biome-|eslint-|prettier-|v8 |c8 |istanbul |#)/

interface StepLabelsOptions {
  source: string
  comments: readonly Comment[]
  /** Position of each statement that may be crashed at → its line. */
  statements: ReadonlyMap<number, number>
}

/**
 * The step comments of a file: a one-line `//` comment alone on its line, with nothing between it and a statement
 * of async code. Several comment lines in a row are prose and label nothing.
 */
export function stepLabels({ source, comments, statements }: StepLabelsOptions): StepLabel[] {
  const alone = comments.filter((comment) => isAlone(source, comment))
  const commentLines = new Set(alone.map(lineOfComment))
  const labels: StepLabel[] = []
  for (const comment of alone) {
    const label = comment.value.trim()
    const commentLine = lineOfComment(comment)
    if (comment.type !== 'Line' || label === '' || pragma.test(label)) continue
    if (commentLines.has(commentLine - 1) || commentLines.has(commentLine + 1)) continue
    const line = statements.get(nextCode(source, comment.end))
    if (line !== undefined) labels.push({ label, line })
  }
  return labels
}

function lineOfComment(comment: Comment): number {
  return comment.loc?.start.line ?? 0
}

function isAlone(source: string, comment: Comment): boolean {
  const lineStart = source.lastIndexOf('\n', comment.start - 1) + 1
  return source.slice(lineStart, comment.start).trim() === ''
}

function nextCode(source: string, from: number): number {
  let position = from
  while (position < source.length && /\s/.test(source.charAt(position))) position += 1
  return position
}
