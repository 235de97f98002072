import { describe, expect, it } from 'vitest'
import type { Invariant } from './invariant'
import { type RunEnding, Verdicts } from './verdicts'

const invariantOf = (kind: Invariant['kind'], holds: boolean): Invariant => ({
  id: kind,
  title: kind,
  kind,
  start: () => {
    const fold = {
      step: () => true,
      judge: () => ({ holds, evidence: null, status: '' }),
      fork: () => fold,
    }
    return fold
  },
})

function judged(ending: RunEnding): (boolean | null)[] {
  const verdicts = new Verdicts([invariantOf('always', true), invariantOf('eventually', true)])
  return verdicts.judge(9, ending).verdicts.map(({ holds }) => holds)
}

describe('promises at the end of a run', () => {
  it.each([
    ['quiet', [true, true]],
    ['bound', [true, false]],
    ['looped', [null, null]],
  ] as const)('that is %s', (ending, holds) => {
    expect(judged(ending)).toEqual(holds)
  })

  it('that were broken before the code began to loop stay broken', () => {
    const verdicts = new Verdicts([invariantOf('always', false)])
    verdicts.fold({ kind: 'phase', phase: 'workload', at: 1 })
    expect(verdicts.judge(9, 'looped').verdicts[0]?.holds).toBe(false)
  })
})
