/**
 * The source files of a lab, read as text at build time. What a lesson shows is the file that runs,
 * so the two cannot drift apart.
 */
import { readFile } from 'node:fs/promises'
import path from 'node:path'

export type ServiceFile = {
  lab: string
  /** Below the lab's folder, as `lab.ts` names it: "services/dual-write/orders.ts". */
  file: string
}

export type Excerpt = { text: string; firstLine: number }

/** The whole text, or undefined where the lab has no such file. */
export async function readServiceFile({ lab, file }: ServiceFile): Promise<string | undefined> {
  const place = path.join(process.cwd(), 'simulations', lab, file)
  return await readFile(place, 'utf8').catch(() => undefined)
}

/** Lines `from` to `to`, both counted from 1 and included. */
export function excerptOfLines(text: string, from: number, to: number): Excerpt {
  const lines = text.split('\n').slice(from - 1, to)
  return { text: lines.join('\n'), firstLine: from }
}

/**
 * The step under a comment: from the comment up to the next comment, or the end of the block, at the
 * same depth or less. Undefined where no comment says exactly this label.
 */
export function excerptOfLabel(text: string, label: string): Excerpt | undefined {
  const lines = text.split('\n')
  const start = lines.findIndex((line) => labelOf(line) === label)
  if (start === -1) return undefined
  const depth = depthOf(lines[start] ?? '')
  let end = start + 1
  while (end < lines.length && !endsStep(lines[end] ?? '', depth)) end += 1
  while (end > start + 1 && lines[end - 1]?.trim() === '') end -= 1
  return { text: lines.slice(start, end).join('\n'), firstLine: start + 1 }
}

/** The number of the line after the comment that says this label, where the step's code begins. */
export function lineAfterLabel(text: string, label: string): number | undefined {
  const index = text.split('\n').findIndex((line) => labelOf(line) === label)
  return index === -1 ? undefined : index + 2
}

function labelOf(line: string): string | undefined {
  return /^\s*(?:\/\/|#)\s*(.+?)\s*$/.exec(line)?.[1]
}

function depthOf(line: string): number {
  return line.length - line.trimStart().length
}

function endsStep(line: string, depth: number): boolean {
  if (line.trim() === '') return false
  return depthOf(line) < depth || (depthOf(line) === depth && labelOf(line) !== undefined)
}
