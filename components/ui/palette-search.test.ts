import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { found, marked, type PaletteGroup } from './palette-search'

const item = (title: string, detail?: string) => ({
  id: title,
  title,
  ...(detail === undefined ? {} : { detail }),
  run: () => undefined,
})
const groups: PaletteGroup[] = [
  {
    title: 'Faults',
    items: [
      item('Cut orders → broker only', 'cut orders->broker from 30.2ms'),
      item('orders: crash now', 'crash orders at 30.2ms'),
    ],
  },
  { title: 'Pages', items: [item('The outbox', 'Chapter 6')] },
]
const titles = (query: string) =>
  found(groups, query).flatMap(({ items }) => items.map(({ title }) => title))

describe('a palette', () => {
  it.each([
    ['', ['Cut orders → broker only', 'orders: crash now', 'The outbox']],
    ['cut ord', ['Cut orders → broker only']],
    ['BROKER cut', ['Cut orders → broker only']],
    ['crash orders at', ['orders: crash now']],
    ['chapter', ['The outbox']],
    ['nothing of the kind', []],
  ])('finds by words in any order: "%s"', (query, expected) => {
    expect(titles(query)).toEqual(expected)
  })

  it('leaves out groups with nothing in them, and shows a few of many', () => {
    expect(found(groups, 'outbox').map(({ title }) => title)).toEqual(['Pages'])
    const many = [{ title: 'Many', items: Array.from({ length: 40 }, (_, n) => item(`row ${n}`)) }]
    expect(found(many, 'row')[0]?.items).toHaveLength(6)
  })

  it('marks what was typed, and loses no character', () => {
    expect(marked('Cut orders', 'cut ord')).toEqual([
      { text: 'Cut', typed: true },
      { text: ' ', typed: false },
      { text: 'ord', typed: true },
      { text: 'ers', typed: false },
    ])
    fc.assert(
      fc.property(fc.string(), fc.string(), (title, query) => {
        expect(
          marked(title, query)
            .map(({ text }) => text)
            .join(''),
        ).toBe(title)
      }),
    )
  })
})
