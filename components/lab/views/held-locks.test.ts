import { beforeAll, describe, expect, it } from 'vitest'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { sampleRun } from '@/simulations/story/testing/sample-runs'
import { lab } from '@/simulations/two-phase-commit/lab'
import { lockTimeline } from './held-locks'

let trace: TraceEvent[] = []

/** The state just before the first event at or after a time. */
const at = (ms: number) => {
  const index = trace.findIndex((event) => event.at >= ms * 1_000)
  return lockTimeline(trace).at(index === -1 ? trace.length : index)
}

describe('what is in doubt', () => {
  beforeAll(async () => {
    const crash = 'crash checkout before checkout.ts:"log the decision", restart after 3s'
    trace = await sampleRun('two-phase-commit', crash, lab)
  })

  it('is nothing before the first vote and after the last decision', () => {
    expect(at(10)).toEqual({ held: [], waiting: [] })
    expect(at(3_700)).toEqual({ held: [], waiting: [] })
  })

  it('is each prepared transaction, with its locks and the rows it changed, until it ends', () => {
    const { held } = at(1_000)
    expect(held.map(({ node, gid, by }) => `${gid} in ${node} by ${by}`)).toEqual([
      'order-1041 in payments-db by payments',
      'order-1041 in inventory-db by inventory',
    ])
    const [, inventory] = held
    expect(inventory?.rows).toEqual([
      { table: 'stock', key: 'oak shelf' },
      { table: 'reservations', key: '1041' },
    ])
    expect(inventory?.locks).toContainEqual({ on: 'stock', mode: 'RowExclusiveLock' })
  })

  it('keeps waiting who came after, and says for whom', () => {
    const { waiting } = at(1_000)
    expect(waiting).toMatchObject([
      {
        node: 'inventory-db',
        from: 'inventory',
        label: 'UPDATE stock',
        handles: 'POST /pick-ups of bo',
        waitsFor: 'order-1041',
      },
    ])
  })

  it('survives a crash of its database; who waited there does not', async () => {
    trace = await sampleRun(
      'two-phase-commit',
      'crash checkout before checkout.ts:"log the decision", restart after 3s; crash inventory-db at 50ms',
      lab,
    )
    const { held, waiting } = at(1_000)
    expect(held.map(({ node }) => node)).toContain('inventory-db')
    expect(waiting).toEqual([])
  })
})
