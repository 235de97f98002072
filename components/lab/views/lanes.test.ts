import { describe, expect, it } from 'vitest'
import { lab } from '@/simulations/outbox/lab'
import { lanesOf } from './lanes'

describe('the order of lanes', () => {
  it('puts a store under its owner, the relay under its database, the broker between producers and consumers', () => {
    expect(lanesOf(lab).map((lane) => lane.node)).toEqual([
      'shop',
      'orders',
      'orders-db',
      'relay',
      'broker',
      'payments',
      'payments-db',
      'notifications',
    ])
  })

  it('is the same in a variant that leaves a node out', () => {
    const all = lanesOf(lab).map((lane) => lane.node)
    expect(lanesOf(lab, ['relay']).map((lane) => lane.node)).toEqual(
      all.filter((node) => node !== 'relay'),
    )
  })
})
