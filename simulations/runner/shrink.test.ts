import { describe, expect, test } from 'vitest'
import { parseScheduleSyntax } from '../schedule/parse-schedule'
import { printSchedule } from '../schedule/print-schedule'
import type { FaultItem } from '../schedule/schedule'
import { shrinkSchedule } from './shrink'

function faultsOf(text: string): FaultItem[] {
  const parsed = parseScheduleSyntax(text)
  if (!parsed.ok) throw new Error(text)
  return parsed.schedule.items.filter((item) => item.kind !== 'do')
}

const many =
  'lag a->b by 6ms; pause c at 14ms for 9ms; crash a at 5.4ms, restart after 120ms; cut b->c from 3ms to 9ms'

describe('the smallest failing schedule', () => {
  test('loses what it does not need, and says which faults are left', async () => {
    const { faults, needed } = await shrinkSchedule(faultsOf(many), async (candidate) =>
      candidate.some((item) => item.kind === 'crash'),
    )
    expect(needed).toEqual([2])
    expect(printSchedule({ items: faults })).toBe('crash a at 5ms')
  })

  test('keeps two faults that need each other, in their order', async () => {
    const { needed } = await shrinkSchedule(
      faultsOf(many),
      async (candidate) =>
        candidate.some((item) => item.kind === 'pause') &&
        candidate.some((item) => item.kind === 'cut'),
    )
    expect(needed).toEqual([1, 3])
  })

  test('is never empty, and stops at its bound', async () => {
    let runs = 0
    const { faults } = await shrinkSchedule(faultsOf(many), async () => {
      runs += 1
      return true
    })
    expect(faults).toHaveLength(1)
    const hundred = [...Array(100).keys()].flatMap(() => faultsOf('drop a->b #1'))
    runs = 0
    await shrinkSchedule(hundred, async () => {
      runs += 1
      return false
    })
    expect(runs).toBe(80)
  })
})
