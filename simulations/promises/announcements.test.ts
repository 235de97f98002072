import { describe, expect, it } from 'vitest'
import type { TraceEvent } from '../kernel/trace-event'
import { everyRowIsAnnounced, nothingIsAnnouncedInVain } from './announcements'

const options = {
  id: 'announced',
  title: 'Every committed order is announced',
  noun: 'order',
  database: 'orders-db',
  table: 'orders',
  sender: 'orders',
  broker: 'broker',
  topic: 'orders',
  needs: ['broker'],
  effect: { node: 'payments-db', table: 'payments' },
}

const stored = (key: string, at: number): TraceEvent => ({
  at,
  kind: 'rows',
  node: 'orders-db',
  transaction: at,
  by: 'orders',
  message: 1,
  changes: [{ table: 'orders', operation: 'insert', key, before: null, after: { id: key } }],
})

const announced = (key: string, at: number, offset = 0): TraceEvent => ({
  at,
  kind: 'append',
  node: 'broker',
  topic: 'orders',
  partition: 0,
  offset,
  key,
  value: '{}',
  headers: {},
  by: 'orders',
})

const crash: TraceEvent = {
  at: 1,
  kind: 'fault',
  fault: 'crash',
  text: 'crash broker at 1us',
  edge: 'begin',
  node: 'broker',
  from: null,
  to: null,
}

function judged(invariant: ReturnType<typeof everyRowIsAnnounced>, trace: readonly TraceEvent[]) {
  const fold = invariant.start()
  for (const event of trace) fold.step(event)
  return fold.judge(trace.at(-1)?.at ?? 0)
}

describe('every committed row is announced', () => {
  const promise = everyRowIsAnnounced(options)

  it('holds where each key stands in the topic', () => {
    expect(judged(promise, [stored('1041', 1_000), announced('1041', 2_000)])).toEqual({
      holds: true,
      status: '1 commit, 1 message',
      evidence: null,
    })
  })

  it('names the one that is missing and points at its row, its record and what should have followed', () => {
    const { evidence, status } = judged(promise, [stored('1041', 1_000)])
    expect(status).toBe('1041 waits since 1.0 ms')
    expect(evidence?.text).toBe('Order 1041, committed at 1.0 ms')
    expect(evidence?.targets.map((target) => target.text)).toEqual([
      'unannounced',
      '1041 never sent',
      'no row for order 1041, and none is coming',
    ])
  })

  it('points at each of several that are missing, and at no other', () => {
    const { evidence, status } = judged(promise, [
      stored('1041', 1_000),
      stored('1042', 2_000),
      announced('1042', 2_500),
      stored('1043', 3_000),
      stored('1044', 4_000),
    ])
    expect(status).toBe('1041 and 2 more wait, the first since 1.0 ms')
    expect(evidence?.text).toBe('Order 1041 and 2 more, the first committed at 1.0 ms')
    const keys = (type: string) =>
      evidence?.targets.flatMap((target) =>
        target.type === type && 'key' in target ? [target.key] : [],
      )
    expect(keys('missing-record')).toEqual(['1041', '1043', '1044'])
    expect(keys('row')).toEqual(['1041', '1041', '1043', '1043', '1044', '1044'])
  })

  it('cannot be judged while a node that matters is down', () => {
    expect(judged(promise, [stored('1041', 1_000), crash]).holds).toBeNull()
  })
})

describe('nothing is announced that was not committed', () => {
  const promise = nothingIsAnnouncedInVain(options)

  it('points at every record without a row, and at the place where the row would stand', () => {
    const { holds, evidence, status } = judged(promise, [
      announced('1041', 1_000, 0),
      announced('1042', 2_000, 1),
      stored('1042', 3_000),
      announced('1043', 4_000, 2),
    ])
    expect(holds).toBe(false)
    expect(status).toBe('1041 and 1 more are announced, the first since 1.0 ms, and not stored')
    expect(evidence?.text).toBe(
      'Order 1041 and 1 more, the first announced at 1.0 ms, were never stored',
    )
    expect(
      evidence?.targets.map((target) => (target.type === 'record' ? target.offset : target.text)),
    ).toEqual([
      0,
      'no row for order 1041, although it was announced',
      2,
      'no row for order 1043, although it was announced',
    ])
  })
})
