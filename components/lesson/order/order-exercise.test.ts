import { describe, expect, it } from 'vitest'
import { moved } from './order-exercise'

describe('a step', () => {
  it.each([
    ['b', -1, 'bac'],
    ['b', 1, 'acb'],
    ['a', -1, 'abc'],
    ['c', 1, 'abc'],
    ['a', 2, 'bca'],
    ['c', -2, 'cab'],
    ['x', 1, 'abc'],
  ])('%s moves by %i: %s', (id, by, order) => {
    expect(moved(['a', 'b', 'c'], id, by).join('')).toBe(order)
  })
})
