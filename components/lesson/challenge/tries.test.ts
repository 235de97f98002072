import { describe, expect, it } from 'vitest'
import { type Try, triedOnce } from './tries'

const one: Try = { attempt: 'a', number: 3, cost: 2, left: 1 }

describe('tries', () => {
  it('that are seen again keep their number, and the best that they came to', () => {
    const swept = triedOnce([one], { ...one, number: 4, left: 0 })
    expect(swept).toEqual([{ ...one, left: 0 }])
    expect(triedOnce(swept, { ...one, left: 2 })).toEqual(swept)
  })

  it('that are new come last, and the oldest go', () => {
    const many = Array.from({ length: 8 }, (_, index) => ({
      ...one,
      attempt: String(index),
      number: index + 1,
    }))
    const kept = many.reduce<readonly Try[]>(triedOnce, [])
    expect(kept.map(({ number }) => number)).toEqual([3, 4, 5, 6, 7, 8])
  })
})
