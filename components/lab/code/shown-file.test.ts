import { describe, expect, it } from 'vitest'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { happened } from '../testing/events'
import { shownFile } from './shown-file'

const orders = { node: 'orders', name: 'orders.ts', planned: [] }
const relay = { node: 'relay', name: 'relay.ts', planned: [] }
const crash: TraceEvent = {
  kind: 'crash',
  node: 'relay',
  incarnation: 1,
  cause: 'fault',
  place: { file: 'relay.ts', line: 7, when: 'before' },
  message: null,
  at: 2,
}
const trace = [happened(1), crash, happened(3)]

describe('the file in sight', () => {
  it('is the first while nothing happens in another', () => {
    expect(shownFile([orders, relay], trace, { at: 1, index: 1 })).toBe(orders)
    expect(shownFile([], trace, { at: 1, index: 1 })).toBeUndefined()
  })

  it('is the one in which a crash is to come', () => {
    const planned = { ...relay, planned: [{ line: 7 }] }
    expect(shownFile([orders, planned], trace, { at: 0, index: 0 })).toBe(planned)
  })

  it('is the one that was struck, also for who comes to the end without playing', () => {
    expect(shownFile([orders, relay], trace, { at: 3, index: 3 })).toBe(relay)
  })
})
