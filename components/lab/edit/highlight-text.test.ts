import { describe, expect, it } from 'vitest'
import { highlight } from '@/components/lesson/highlight'
import type { Line, SpanKind } from '@/components/lesson/spans'
import { readLabSources } from '@/simulations/runner/node/load-lab'
import { highlightText } from './highlight-text'

const textOf = (lines: readonly Line[]) =>
  lines.map((line) => line.map(({ text }) => text).join('')).join('\n')

const all = (lines: readonly Line[], kind: SpanKind) =>
  lines.flat().flatMap((span) => (span.kind === kind ? [span.text.trim()] : []))

const sources = Object.entries(readLabSources('outbox')).filter(([path]) => !path.endsWith('.py'))

describe('a changed text is highlighted', () => {
  it.each(sources)('%s keeps every character', (path, source) => {
    expect(textOf(highlightText(path, source))).toBe(source.replace(/\n$/, ''))
  })

  it.each(sources)('%s has the comments that the site has', async (path, source) => {
    const built = await highlight(source, path.endsWith('.sql') ? 'sql' : 'ts')
    expect(all(highlightText(path, source), 'comment')).toEqual(all(built, 'comment'))
  })

  it('by keywords, strings, comments, and the SQL in strings', () => {
    const lines = highlightText(
      'orders.ts',
      `// store\nconst one = await tx.query(\`INSERT INTO orders VALUES (\${id})\`, 'a', null)\n`,
    )
    expect(all(lines, 'comment')).toEqual(['// store'])
    expect(all(lines, 'keyword')).toEqual(['const', 'await', 'INSERT INTO', 'VALUES', 'null'])
    expect(all(lines, 'string').join('')).toBe("`orders()`'a'")
  })

  it('also where it cannot be compiled', () => {
    const broken = 'const half = [\n`never closed'
    expect(textOf(highlightText('orders.ts', broken))).toBe(broken)
    expect(highlightText('orders.ts', '')).toEqual([[]])
  })
})
