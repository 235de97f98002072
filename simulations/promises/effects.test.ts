import { describe, expect, it } from 'vitest'
import type { Invariant } from '../kernel/invariant'
import type { Json, TraceEvent } from '../kernel/trace-event'
import { everyAcceptedHasItsRow, everyRecordHasItsEffect } from './effects'

const row = (table: string, key: string, order: number): TraceEvent => ({
  at: 3_000,
  kind: 'rows',
  node: 'db',
  transaction: 1,
  by: 'orders',
  message: 1,
  changes: [{ table, operation: 'insert', key, before: null, after: { order_id: order } }],
})
const answer = (status: number | null, body: Json): TraceEvent => ({
  at: 2_000,
  kind: 'answer',
  node: 'shop',
  request: 'shop-1',
  action: 'place-order',
  outcome: status === null ? 'timeout' : 'answered',
  status,
  body,
})
const record = (key: string): TraceEvent => ({
  at: 2_000,
  kind: 'append',
  node: 'broker',
  topic: 'orders',
  partition: 0,
  offset: 0,
  key,
  value: '{}',
  headers: {},
  by: 'orders',
})
const crash = (node: string): TraceEvent => ({
  at: 1_000,
  kind: 'fault',
  fault: 'crash',
  text: '',
  edge: 'begin',
  node,
  from: null,
  to: null,
})

function judged(invariant: Invariant, ...trace: TraceEvent[]) {
  const fold = invariant.start()
  for (const event of trace) fold.step(event)
  return fold.judge(9_000)
}

describe('every accepted request has its row', () => {
  const audit = everyAcceptedHasItsRow({
    id: 'stored',
    title: 'Stored',
    noun: 'Order',
    action: 'place-order',
    member: 'id',
    database: 'db',
    table: 'orders',
    column: 'order_id',
  })

  it('holds where it is stored, and where nothing was accepted', () => {
    expect(judged(audit, answer(201, { id: 7 }), row('orders', '1', 7)).holds).toBe(true)
    expect(judged(audit, answer(500, { id: 7 }), answer(null, null)).holds).toBe(true)
  })

  it('fails where it is not, and says which', () => {
    const { holds, evidence } = judged(audit, answer(201, { id: 7 }), row('orders', '1', 8))
    expect(holds).toBe(false)
    expect(evidence?.text).toBe('Order 7, accepted at 2.0 ms, has no row in orders')
  })

  it('fails where the answer does not say what it accepts', () => {
    expect(judged(audit, answer(201, {}), row('orders', '1', 7)).holds).toBe(false)
    expect(judged(audit, answer(201, null)).holds).toBe(false)
  })
})

describe('every record has its effect', () => {
  const audit = everyRecordHasItsEffect({
    id: 'billed',
    title: 'Billed',
    noun: 'Order',
    broker: 'broker',
    topic: 'orders',
    needs: ['payments'],
    database: 'db',
    table: 'payments',
    column: 'order_id',
  })

  it('holds once the row is there, under whatever key', () => {
    expect(judged(audit, record('7')).holds).toBe(false)
    expect(judged(audit, record('7'), row('payments', '1', 7)).holds).toBe(true)
  })

  it('cannot be judged while a node that it needs is gone', () => {
    expect(judged(audit, record('7'), crash('payments')).holds).toBeNull()
    expect(judged(audit, record('7'), crash('orders')).holds).toBe(false)
  })
})
