/** The lines of the running orders service that the first screen shows, and the one to crash at. */
import path from 'node:path'
import { highlight } from '@/components/lesson/highlight'
import type { Line } from '@/components/lesson/spans'
import { lineAfterLabel, readServiceFile } from '@/components/lesson/service-source'

export type CrashExcerpt = {
  file: string
  firstLine: number
  lines: readonly Line[]
  /** The line that begins the announcement; a crash before it loses the event. */
  crashLine: number
  /** The line on which the row is stored. */
  storedLine: number | undefined
}

const source = { lab: 'outbox', file: 'services/dual-write/orders.ts' }
const linesBefore = 10
const linesAfter = 2

/** Undefined while the lab has no such file, or no step called "announce it". */
export async function readCrashExcerpt(): Promise<CrashExcerpt | undefined> {
  const text = await readServiceFile(source)
  if (text === undefined) return undefined
  const crashLine = lineAfterLabel(text, 'announce it')
  if (crashLine === undefined) return undefined
  const stepLine = lineAfterLabel(text, 'store the order')
  // The excerpt begins with the comment itself.
  const firstLine = stepLine === undefined ? Math.max(1, crashLine - linesBefore) : stepLine - 1
  const all = await highlight(text, 'ts')
  return {
    file: path.basename(source.file),
    firstLine,
    lines: all.slice(firstLine - 1, crashLine + linesAfter).map(withoutIndent),
    crashLine,
    storedLine: lastCodeLineBefore(all, crashLine - 1),
  }
}

/** The excerpt stands inside a function: its two spaces are taken off. */
function withoutIndent(line: Line): Line {
  return line.map((span, index) =>
    index === 0 ? { ...span, text: span.text.replace(/^ {2}/, '') } : span,
  )
}

function lastCodeLineBefore(lines: readonly Line[], comment: number): number | undefined {
  for (let number = comment - 1; number > 0; number -= 1) {
    const text = (lines[number - 1] ?? []).map((span) => span.text).join('')
    if (text.trim() !== '') return number
  }
  return undefined
}
