import type { Span } from './schedule.ts'

/** The stretches between semicolons, trimmed; empty ones left out. Semicolons inside quotes do not separate. */
export function segmentsOf(text: string): Span[] {
  const segments: Span[] = []
  let start = 0
  let quoted = false
  for (let position = 0; position <= text.length; position += 1) {
    const character = text.charAt(position)
    // A line break ends a quote that was never closed, so that the rest is still read.
    if (character === '\n') quoted = false
    else if (character === '"') quoted = !quoted
    else if (quoted && character === '\\') position += 1
    if (position >= text.length || (character === ';' && !quoted)) {
      const segment = trimmed(text, start, Math.min(position, text.length))
      if (segment.end > segment.start) segments.push(segment)
      start = position + 1
    }
  }
  return segments
}

function trimmed(text: string, from: number, to: number): Span {
  let start = from
  let end = to
  while (start < end && isSpace(text.charAt(start))) start += 1
  while (end > start && isSpace(text.charAt(end - 1))) end -= 1
  return { start, end }
}

export function isSpace(character: string): boolean {
  return /^\s$/.test(character)
}
