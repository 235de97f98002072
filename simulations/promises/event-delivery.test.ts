import { describe, expect, it } from 'vitest'
import type { Invariant } from '../kernel/invariant'
import type { TraceEvent } from '../kernel/trace-event'
import { everyEventIsAnnounced, eventsArriveInOrder } from './event-delivery'

const options = {
  id: 'delivery',
  title: 'Events are delivered',
  database: 'orders-db',
  table: 'outbox',
  broker: 'broker',
  topic: 'orders',
  noun: 'order',
}
const announced = everyEventIsAnnounced({ ...options, sender: 'relay', needs: ['broker'] })
const inOrder = eventsArriveInOrder({
  ...options,
  effect: { node: 'shipping-db', table: 'parcels' },
})

function outbox(operation: 'insert' | 'delete', id: string, aggregate: string): TraceEvent {
  const row = { id, aggregateid: aggregate, type: `Type-${id}` }
  const change = { table: 'outbox', operation, key: id }
  return {
    at: 1_000,
    kind: 'rows',
    node: 'orders-db',
    transaction: 1,
    by: 'orders',
    message: 1,
    changes: [
      operation === 'insert'
        ? { ...change, before: null, after: row }
        : { ...change, before: row, after: null },
    ],
  }
}

function record(id: string, offset: number): TraceEvent {
  return {
    at: 2_000,
    kind: 'append',
    node: 'broker',
    topic: 'orders',
    partition: 0,
    offset,
    key: null,
    value: '{}',
    headers: { id },
    by: 'relay',
  }
}

const lost = (from: number): TraceEvent => ({
  at: 3_000,
  kind: 'truncate',
  node: 'broker',
  topic: 'orders',
  partition: 0,
  from,
})

function judge(invariant: Invariant, trace: readonly TraceEvent[]) {
  const fold = invariant.start()
  for (const event of trace) fold.step(event)
  return fold.judge(3_000)
}

describe('every event is announced', () => {
  it.each<[string, TraceEvent[], boolean]>([
    ['nothing was committed', [], true],
    ['its record came', [outbox('insert', 'a', '1'), record('a', 0)], true],
    ['its record came before the row was seen', [record('a', 0), outbox('insert', 'a', '1')], true],
    ['another event of the order was sent', [outbox('insert', 'a', '1'), record('b', 0)], false],
    [
      'the row was cleared away unsent',
      [outbox('insert', 'a', '1'), outbox('delete', 'a', '1')],
      false,
    ],
    [
      'the record was lost with a leader',
      [outbox('insert', 'a', '1'), record('a', 0), lost(0)],
      false,
    ],
  ])('%s: %#', (_title, trace, holds) => {
    expect(judge(announced, trace).holds).toBe(holds)
  })

  it('points at every row, and says which no longer stands there', () => {
    const { evidence } = judge(announced, [
      outbox('insert', 'a', '1'),
      outbox('insert', 'b', '2'),
      outbox('delete', 'b', '2'),
    ])
    expect(evidence?.targets.filter((target) => target.type === 'row')).toMatchObject([
      { key: 'a', missing: false, text: 'never sent' },
      { key: 'b', missing: true, text: 'cleared away, never sent' },
    ])
  })
})

describe('events arrive in order', () => {
  const two = [outbox('insert', 'a', '1'), outbox('insert', 'b', '1')]

  it.each<[string, TraceEvent[], boolean]>([
    ['as committed', [...two, record('a', 0), record('b', 1)], true],
    ['the second alone', [...two, record('b', 0)], true],
    ['the second first', [...two, record('b', 0), record('a', 1)], false],
    [
      'the first once more at the end',
      [...two, record('a', 0), record('b', 1), record('a', 2)],
      true,
    ],
    [
      'of two orders, either way',
      [outbox('insert', 'a', '1'), outbox('insert', 'b', '2'), record('b', 0), record('a', 1)],
      true,
    ],
    [
      'the second was lost with a leader before the first came',
      [...two, record('b', 0), lost(0), record('a', 0), record('b', 1)],
      true,
    ],
  ])('%s: %#', (_title, trace, holds) => {
    expect(judge(inOrder, trace).holds).toBe(holds)
  })
})
