import { describe, expect, it } from 'vitest'
import type { TraceBody, TraceEvent } from '../kernel/trace-event'
import { allOrNothing, nothingInDoubt } from './atomic-commit'

const find = (text: string) => /\b1\d{3}\b/.exec(text)?.[0] ?? null

const atomic = allOrNothing({
  id: 'all-or-nothing',
  title: 'All or nothing',
  noun: 'order',
  participants: [
    { service: 'inventory', database: 'inventory-db', table: 'reservations' },
    { service: 'payments', database: 'payments-db', table: 'charges' },
  ],
  find,
})

const doubt = nothingInDoubt({
  id: 'nothing-in-doubt',
  title: 'Nothing stays in doubt',
  noun: 'order',
  needs: ['checkout'],
  find,
})

const prepared = (node: string): TraceBody => ({
  kind: 'transaction',
  node,
  transaction: 1,
  by: node,
  state: 'prepared',
  reason: null,
  prepared: { gid: 'order-1041', locks: [], rows: [] },
})

const ended = (node: string, state: 'committed' | 'rolled-back'): TraceBody => ({
  kind: 'transaction',
  node,
  transaction: 1,
  by: node,
  state,
  reason: null,
})

const stored = (node: string, table: string): TraceBody => ({
  kind: 'rows',
  node,
  transaction: 1,
  by: node,
  message: 1,
  changes: [{ table, operation: 'insert', key: '1041', before: null, after: { order_id: 1041 } }],
})

const send = {
  kind: 'send',
  from: 'checkout',
  to: 'payments',
  label: '',
  place: null,
  copyOf: null,
} as const

const refusal: TraceBody[] = [
  {
    ...send,
    message: 7,
    purpose: 'http',
    replyTo: null,
    payload: { type: 'http', method: 'POST', path: '/orders', body: { id: 1041 } },
  },
  {
    ...send,
    message: 8,
    purpose: 'reply',
    replyTo: 7,
    payload: { type: 'http-reply', status: 409, body: null },
  },
]

const over: TraceBody = { kind: 'phase', phase: 'judge' }

function judged(promise: typeof atomic, bodies: readonly TraceBody[]) {
  const fold = promise.start()
  const trace = bodies.map((body, index): TraceEvent => ({ at: index + 1, ...body }))
  for (const event of trace) fold.step(event)
  return fold.judge(trace.length)
}

describe('all or nothing', () => {
  it('holds while one has committed and the other is still prepared, also at the end', () => {
    const bodies = [
      prepared('inventory-db'),
      prepared('payments-db'),
      ended('inventory-db', 'committed'),
      stored('inventory-db', 'reservations'),
      over,
    ]
    expect(judged(atomic, bodies)).toMatchObject({
      holds: true,
      status: '1 order, 0 committed by all, 1 undecided',
    })
  })

  it('breaks at the moment at which the other is rolled back', () => {
    const bodies = [
      prepared('inventory-db'),
      prepared('payments-db'),
      ended('inventory-db', 'committed'),
      ended('payments-db', 'rolled-back'),
    ]
    expect(judged(atomic, bodies.slice(0, 3)).holds).toBe(true)
    expect(judged(atomic, bodies)).toMatchObject({
      holds: false,
      evidence: {
        text: 'Order 1041: inventory committed it at 0.0 ms, payments rolled it back',
        at: 4,
        subject: '1041',
      },
    })
  })

  it('breaks whichever of the two ends first', () => {
    const bodies = [
      prepared('inventory-db'),
      prepared('payments-db'),
      ended('payments-db', 'rolled-back'),
      ended('inventory-db', 'committed'),
    ]
    expect(judged(atomic, bodies.slice(0, 3)).holds).toBe(true)
    expect(judged(atomic, bodies).holds).toBe(false)
  })

  it('breaks where a participant refuses what another has committed', () => {
    expect(judged(atomic, [stored('inventory-db', 'reservations'), ...refusal])).toMatchObject({
      holds: false,
      evidence: { text: 'Order 1041: inventory committed it at 0.0 ms, payments refused it' },
    })
  })

  it('waits for what has not begun until nothing more can happen', () => {
    const bodies = [stored('inventory-db', 'reservations'), over]
    expect(judged(atomic, bodies.slice(0, 1)).holds).toBe(true)
    expect(judged(atomic, bodies)).toMatchObject({
      holds: false,
      evidence: { text: 'Order 1041: inventory committed it at 0.0 ms, payments never did' },
    })
  })

  it('holds where all have rolled back or refused', () => {
    const bodies = [
      prepared('inventory-db'),
      ...refusal,
      ended('inventory-db', 'rolled-back'),
      over,
    ]
    expect(judged(atomic, bodies).holds).toBe(true)
  })
})

describe('nothing in doubt', () => {
  const crash: TraceBody = {
    kind: 'fault',
    fault: 'crash',
    text: '',
    edge: 'begin',
    node: 'checkout',
    from: null,
    to: null,
  }

  it('is broken by what is prepared and has not ended', () => {
    expect(judged(doubt, [prepared('inventory-db')])).toMatchObject({
      holds: false,
      status: 'order-1041 in doubt since 0.0 ms',
    })
  })

  it('is kept once it has ended, one way or the other', () => {
    for (const state of ['committed', 'rolled-back'] as const)
      expect(judged(doubt, [prepared('inventory-db'), ended('inventory-db', state)]).holds).toBe(
        true,
      )
  })

  it('cannot be judged while the coordinator is gone', () => {
    expect(judged(doubt, [prepared('inventory-db'), crash]).holds).toBe(null)
    expect(
      judged(doubt, [
        crash,
        prepared('inventory-db'),
        { kind: 'boot', node: 'checkout', incarnation: 2 },
      ]).holds,
    ).toBe(false)
  })
})
