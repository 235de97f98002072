import { describe, expect, it } from 'vitest'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { commandLineOf, editsFileOf, fitsInTest, testOf, traceLinesOf } from './run-exports'
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
    expect(commandLineOf('outbox', run)).toBe(
      `npm run -s lab -- run outbox --variant dual-write --seed 7 --faults 'do place-order with item="Bo'\\''s lamp" at 2ms'`,
    )
    const plain = commandLineOf('outbox', { ...run, recipe: { ...recipe, schedule: '' } })
    expect(plain).not.toContain('--faults')
    expect(plain).not.toContain('--edits')
  })

  it('with the code that it ran: a file for the command, and the text itself for a test', () => {
    const edits = { 'services/dual-write/orders.ts': `const a = 'b\\n'\n// mine\n` }
    const changed = { ...run, recipe: { ...recipe, edits } }
    expect(commandLineOf('outbox', changed)).toMatch(
      / --edits outbox-dual-write-2526229b\.edits\.json$/,
    )
    expect(JSON.parse(editsFileOf(changed.recipe))).toEqual(edits)

    let pinned: unknown
    const text = testOf('outbox', changed)
    new Function('pinRun', 'lab', text)((...given: unknown[]) => {
      pinned = given[2]
    })
    expect(pinned).toMatchObject({ edits })
    expect(fitsInTest(changed.recipe)).toBe(true)
    expect(fitsInTest({ ...recipe, edits: { 'a.ts': 'x'.repeat(8_001) } })).toBe(false)
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
