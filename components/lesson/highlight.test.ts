import { describe, expect, test } from 'vitest'
import { highlight } from './highlight'
import type { Line } from './spans'

const kinds = (line: Line | undefined) =>
  line?.filter((span) => span.text.trim() !== '').map((span) => [span.text.trim(), span.kind])

describe('the monochrome scheme', () => {
  test('gives keywords, comments and strings their kind, and leaves operators plain', async () => {
    const lines = await highlight("// announce it\nconst sent = await send('orders');\n", 'ts')

    expect(kinds(lines[0])).toEqual([['// announce it', 'comment']])
    expect(kinds(lines[1])).toContainEqual(['const', 'keyword'])
    expect(kinds(lines[1])).toContainEqual(['await', 'keyword'])
    expect(
      lines[1]
        ?.filter((span) => span.kind === 'string')
        .map((span) => span.text)
        .join(''),
    ).toBe("'orders'")
    expect(lines[1]?.find((span) => span.text.includes('='))?.kind).toBe('plain')
  })

  test('finds the keywords of SQL inside a string', async () => {
    const [line] = await highlight('await db.query(`INSERT INTO orders VALUES ($1)`);', 'ts')

    expect(line?.filter((span) => span.kind === 'keyword').map((span) => span.text.trim())).toEqual(
      ['await', 'INSERT INTO', 'VALUES'],
    )
  })

  test('changes no character of the source', async () => {
    const source = "async def handle(request):\n    '''doc'''\n    return f'{request.id} ok'"

    const lines = await highlight(source, 'py')

    expect(lines.map((line) => line.map((span) => span.text).join('')).join('\n')).toBe(source)
  })
})
