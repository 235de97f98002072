import { describe, expect, test } from 'vitest'
import { excerptOfLabel, excerptOfLines, lineAfterLabel } from './service-source'

const source = `export async function placeOrder(request) {
  // store the order
  await db.query('insert', [
    request.id,
  ]);

  // announce it
  await producer.send(request);
}
`

describe('an excerpt of a service file', () => {
  test('by label runs from the comment to the next one, without the blank line between', () => {
    const excerpt = excerptOfLabel(source, 'store the order')

    expect(excerpt?.firstLine).toBe(2)
    expect(excerpt?.text.split('\n')).toHaveLength(4)
    expect(excerpt?.text).toMatch(/\]\);$/)
  })

  test('by label ends with its block', () => {
    const excerpt = excerptOfLabel(source, 'announce it')

    expect(excerpt?.text).toBe('  // announce it\n  await producer.send(request);')
  })

  test('by lines counts from 1 and includes both ends', () => {
    const excerpt = excerptOfLines(source, 7, 8)

    expect(excerpt).toEqual({
      text: '  // announce it\n  await producer.send(request);',
      firstLine: 7,
    })
  })

  test('knows the line where a labelled step begins, and says so when there is none', () => {
    expect(lineAfterLabel(source, 'announce it')).toBe(8)
    expect(lineAfterLabel(source, 'announce')).toBeUndefined()
  })
})
