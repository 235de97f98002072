import { expect, it } from 'vitest'
import { faultsWords, missingWords } from './missing-words'

it('says which fault of the schedule has lost its place, in words that name no position', () => {
  const text = 'do place-order at 2ms; crash orders before orders.ts:"announce it" #2'
  const start = text.indexOf('"announce')
  const problem = {
    span: { start, end: start + 13 },
    line: 1,
    column: start + 1,
    message: 'orders.ts has no step "announce it".',
    inCode: true,
  } as const
  expect(missingWords(problem, text)).toBe(
    'The schedule says crash orders before orders.ts:"announce it" #2, and your code has no such place any more: orders.ts has no step "announce it". Put it back, or take the fault out.',
  )
  expect(faultsWords([problem])).toBe('that fault')
  expect(faultsWords([problem, problem])).toBe('those faults')
})
