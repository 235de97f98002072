import fc from 'fast-check'
import { expect, test } from 'vitest'
import { exactPower } from './exact-power'

test('is what the language gives wherever that has to be exact', () => {
  for (let base = -40; base <= 40; base++) {
    for (let exponent = 0; exponent <= 40; exponent++) {
      const exact = BigInt(base) ** BigInt(exponent)
      if (exact > -(2n ** 53n) && exact < 2n ** 53n)
        expect(exactPower(base, exponent), `${base} ** ${exponent}`).toBeCloseTo(Number(exact), 0)
    }
  }
  for (let exponent = -1074; exponent <= 1023; exponent++)
    expect(exactPower(2, exponent), `2 ** ${exponent}`).toBe(2 ** exponent)
  for (let exponent = 0; exponent <= 22; exponent++)
    expect(exactPower(10, exponent)).toBe(Number(`1e${exponent}`))
  expect(exactPower(10, -3)).toBe(0.001)
})

const edges = [0, -0, 1, -1, 2, -3, 0.5, Infinity, -Infinity, NaN]

test.each(edges)('has the edges of the language, base %d', (base) => {
  for (const exponent of [0, -0, 1, -1, 2, -2, 3, Infinity, -Infinity, NaN]) {
    const found = exactPower(base, exponent) ?? Number.NaN
    const wanted = base ** exponent
    expect(
      Object.is(found, wanted) || Math.abs(found / wanted - 1) < 1e-15,
      `${base} ** ${exponent}: ${found}`,
    ).toBe(true)
  }
})

test('is near what the language gives for every whole exponent', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      fc.integer({ min: -60, max: 60 }),
      (base, exponent) => {
        const [found, wanted] = [exactPower(base, exponent) ?? Number.NaN, base ** exponent]
        if (Object.is(found, wanted) || Math.abs(wanted) < 1e-290 || Math.abs(wanted) > 1e290)
          return
        expect(Math.abs(found / wanted - 1)).toBeLessThan(1e-13)
      },
    ),
  )
})

test('has no fraction as exponent', () => {
  expect(exactPower(2, 0.5)).toBeNull()
})
