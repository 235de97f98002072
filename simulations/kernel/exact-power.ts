/**
 * Powers whose digits are the same everywhere. ECMAScript lets engines round `**` as they like; products and quotients it
 * does not. So a whole exponent is multiplied out: exact as long as the result is a safe integer, and within some units of
 * the last digit beyond.
 * @returns `null` for a fraction as exponent, which cannot be multiplied out
 */
export function exactPower(base: number, exponent: number): number | null {
  if (Number.isNaN(exponent)) return Number.NaN
  if (!Number.isFinite(exponent)) return infinitePower(base, exponent)
  if (!Number.isInteger(exponent)) return null
  if (exponent >= 0) return multipliedOut(base, exponent)
  const power = multipliedOut(base, -exponent)
  // The quotient of one is nearer than a product of quotients, but a power beyond all numbers has none.
  return Number.isFinite(power) ? 1 / power : multipliedOut(1 / base, -exponent)
}

/** By squares, so that no exponent takes more than a thousand steps. */
function multipliedOut(base: number, exponent: number): number {
  let [power, square] = [1, base]
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) power *= square
    square *= square
  }
  return power
}

function infinitePower(base: number, exponent: number): number {
  const size = Math.abs(base)
  if (Number.isNaN(size) || size === 1) return Number.NaN
  return size > 1 === exponent > 0 ? Number.POSITIVE_INFINITY : 0
}
