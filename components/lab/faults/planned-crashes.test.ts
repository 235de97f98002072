import { describe, expect, it } from 'vitest'
import { plannedCrashes } from './planned-crashes'

const orders = { node: 'orders', name: 'orders.ts' }
const facts = { labels: [{ label: 'announce it', line: 23 }] }

describe('crashes that a schedule plans', () => {
  it('stand at their lines, by number and by step comment', () => {
    const schedule =
      'do place-order at 2ms; crash orders before orders.ts:"announce it" #2; crash orders after orders.ts:14'
    expect(plannedCrashes(schedule, orders, facts)).toEqual([
      { line: 23, when: 'before', nth: 2 },
      { line: 14, when: 'after', nth: 1 },
    ])
  })

  it.each([
    ['of another process', 'crash relay before orders.ts:14'],
    ['of another file', 'crash orders before relay.ts:14'],
    ['by the clock', 'crash orders at 5ms'],
    ['at a step that the file does not have', 'crash orders before orders.ts:"pay"'],
    ['of a text that cannot be read', 'crash orders befor orders.ts:14'],
  ])('are none %s', (_, schedule) => {
    expect(plannedCrashes(schedule, orders, facts)).toEqual([])
  })
})
