import { describe, expect, it } from 'vitest'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { commandLineOf, testOf, traceLinesOf } from './run-exports'
import type { Run } from './session-state'

const verdict = (at: number, invariant: string, holds: boolean | null): TraceEvent => ({
  at,
  kind: 'verdict',
  invariant,
  holds,
  evidence: null,
})
const trace = [
  verdict(1, 'announced', null),
  verdict(2, 'announced', false),
  verdict(2, 'no-ghost', true),
]
const recipe = {
  variant: 'dual-write',
  seed: 7,
  schedule: `do place-order with item="Bo's lamp" at 2ms`,
}
const run = {
  recipe,
  report: { trace, schedule: recipe.schedule, fingerprint: '2526229b00000000' },
} as unknown as Run

describe('a run leaves the page', () => {
  it('as a command that a shell reads as it was written', () => {
    expect(commandLineOf('outbox', recipe)).toBe(
      `npm run -s lab -- run outbox --variant dual-write --seed 7 --faults 'do place-order with item="Bo'\\''s lamp" at 2ms'`,
    )
    expect(commandLineOf('outbox', { ...recipe, schedule: '' })).not.toContain('--faults')
  })

  it('as a test that names what it broke in the end', () => {
    const text = testOf('outbox', run)
    const pinned: unknown[] = []
    new Function('pinRun', 'lab', text)((...given: unknown[]) => pinned.push(...given), 'the lab')
    expect(pinned).toEqual([
      'outbox',
      'the lab',
      {
        variant: 'dual-write',
        seed: 7,
        schedule: recipe.schedule,
        violates: ['announced'],
        fingerprint: '2526229b00000000',
      },
    ])
  })

  it('as one event a line', () => {
    const lines = traceLinesOf(trace).trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line))).toEqual(trace)
  })
})
