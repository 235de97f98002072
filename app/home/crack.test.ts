import { expect, test } from 'vitest'
import { crackAt } from './crack'

test('the crack meets every rule inside its box, and leans to the left on the whole', () => {
  const places = Array.from({ length: 10 }, (_, index) => crackAt(index, 10))

  for (const place of places) {
    expect(place).toBeGreaterThan(2)
    expect(place).toBeLessThan(62)
  }
  expect(places.at(-1)).toBeLessThan(places[0] ?? 0)
})
