import { describe, expect, it } from 'vitest'
import { printItem } from '@/simulations/schedule/print-schedule'
import { happened, passes } from '../testing/events'
import { playheadAt } from '../views/playhead'
import { crashAtLine, lineOptions, pathOf, withoutCrashAt } from './crash-at-line'

const facts = {
  lines: [14, 23, 26, 30],
  labels: [
    { label: 'announce it', line: 23 },
    { label: 'twice', line: 26 },
    { label: 'twice', line: 30 },
  ],
}
const line = (number: number) => ({ node: 'orders', file: 'orders.ts', line: number })
const trace = [
  passes(14, 1_000),
  passes(23, 2_000),
  passes(23, 2_500, 'payments'),
  passes(14, 5_000),
  passes(23, 6_000),
  happened(9_000),
]

describe('a crash put on a line', () => {
  it.each([
    ['at the start: the last passage', 23, 0, 'before orders.ts:"announce it" #2', null],
    ['between: the next passage', 23, 3_000, 'before orders.ts:"announce it" #2', null],
    ['before the first', 23, 1_000, 'before orders.ts:"announce it"', null],
    [
      'behind the last: the last, in the past',
      23,
      9_000,
      'before orders.ts:"announce it" #2',
      6_000,
    ],
    ['a line that nothing passes', 30, 3_000, 'before orders.ts:30', null],
    ['a line whose label another has too', 26, 3_000, 'before orders.ts:26', null],
    ['a line without a label', 14, 3_000, 'before orders.ts:14 #2', null],
  ])('%s', (_, number, at, place, past) => {
    const found = crashAtLine(
      { ...line(number), when: 'before' },
      facts,
      trace,
      playheadAt(trace, at),
    )
    expect(printItem(found.item)).toBe(`crash orders ${place}`)
    expect(found.past).toBe(past)
  })

  it('is after the line where that is asked for', () => {
    const { item } = crashAtLine({ ...line(14), when: 'after' }, facts, trace, {
      at: 0,
      index: 0,
    })
    expect(printItem(item)).toBe('crash orders after orders.ts:14 #2')
  })
})

describe('a crash taken off a line', () => {
  const schedule = 'do place-order at 2ms; crash orders before orders.ts:"announce it" #2'
  it.each([
    ['by its label', schedule, 23, 'do place-order at 2ms'],
    ['by its number', 'crash orders after orders.ts:14', 14, ''],
    ['not where there is none', schedule, 14, null],
    ['not of another node', 'crash payments before orders.ts:14', 14, null],
    ['not in a text that cannot be read', 'crash orders before', 14, null],
  ])('%s', (_, text, number, left) => {
    expect(withoutCrashAt(text, line(number), facts)?.schedule ?? null).toBe(left)
  })
})

describe('what a line offers', () => {
  const scene = { trace, playhead: playheadAt(trace, 3_000) }
  it('is a crash on either side of it', () => {
    const options = lineOptions(line(23), facts, { ...scene, schedule: '' })
    expect(options.map(({ letter, item }) => [letter, item && printItem(item)])).toEqual([
      ['B', 'crash orders before orders.ts:"announce it" #2'],
      ['A', 'crash orders after orders.ts:"announce it" #2'],
    ])
  })

  it('names the time: the next one first, then the one that was chosen', () => {
    expect(lineOptions(line(23), facts, { ...scene, schedule: '' })[0]?.nth).toEqual({
      value: 2,
      most: 2,
    })
    const [before, after] = lineOptions(line(23), facts, { ...scene, schedule: '' }, { B: 1 })
    expect(before?.item && printItem(before.item)).toBe(
      'crash orders before orders.ts:"announce it"',
    )
    expect(after?.nth?.value).toBe(2)
  })

  it('goes back for a time that is over', () => {
    const chosen = { ...line(23), when: 'before' as const, nth: 1 }
    expect(crashAtLine(chosen, facts, trace, scene.playhead).past).toBe(2_000)
    expect(crashAtLine({ ...chosen, nth: 2 }, facts, trace, scene.playhead).past).toBeNull()
  })

  it('is the way back where it has one', () => {
    const schedule = 'crash orders after orders.ts:23'
    expect(lineOptions(line(23), facts, { ...scene, schedule })).toMatchObject([
      { letter: 'T', item: null, takes: schedule },
    ])
  })
})

describe('the path of a file', () => {
  const services = [
    { node: 'orders', files: ['services/outbox/orders.ts', 'services/shared/money.ts'] },
    { node: 'payments', files: ['services/shared/payments.ts'] },
  ]
  it.each([
    ['orders', 'orders.ts', 'services/outbox/orders.ts'],
    ['payments', 'orders.ts', null],
    ['nobody', 'orders.ts', null],
  ])('of %s, %s', (node, file, path) => {
    expect(pathOf(services, { node, file })).toBe(path)
  })
})
