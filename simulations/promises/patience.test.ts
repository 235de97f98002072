import { describe, expect, it } from 'vitest'
import { millisecond, second } from '../kernel/time'
import type { TraceBody, TraceEvent } from '../kernel/trace-event'
import { nobodyWaits } from './patience'

const promise = nobodyWaits({
  id: 'nobody-waits',
  title: 'Nobody waits over 1 s',
  limitUs: second,
  clients: ['bo'],
  databases: { inventory: 'inventory-db' },
})

const asked: TraceEvent = {
  at: 20 * millisecond,
  kind: 'send',
  message: 1,
  from: 'bo',
  to: 'inventory',
  purpose: 'http',
  label: 'POST /pick-ups',
  payload: { type: 'http', method: 'POST', path: '/pick-ups', body: null },
  replyTo: null,
  place: null,
  copyOf: null,
}

const answered = (at: number): TraceEvent => ({
  at,
  kind: 'answer',
  node: 'bo',
  request: 'bo-1',
  action: 'pick-up',
  outcome: 'answered',
  status: 201,
  body: null,
})

const event = (atMs: number, body: TraceBody): TraceEvent => ({ at: atMs * millisecond, ...body })

const link = (edge: 'begin' | 'end', from: string, to: string): TraceBody => ({
  kind: 'fault',
  fault: 'cut',
  text: '',
  edge,
  node: null,
  from,
  to,
})

const crash = (node: string, cause: 'fault' | 'exit' = 'fault'): TraceBody => ({
  kind: 'crash',
  node,
  incarnation: 1,
  cause,
  place: null,
  message: null,
})

function judged(trace: readonly TraceEvent[], at = trace.at(-1)?.at ?? 0) {
  const fold = promise.start()
  for (const one of trace) fold.step(one)
  return fold.judge(at)
}

describe('nobody waits', () => {
  it('is broken as soon as the limit is reached, with or without an event there', () => {
    expect(judged([asked], 1_019_999)).toMatchObject({
      holds: true,
      status: 'POST /pick-ups waits since 20.0 ms',
    })
    expect(judged([asked], 1_020_000)).toMatchObject({
      holds: false,
      evidence: {
        at: 1_020_000,
        text: 'POST /pick-ups of bo had no answer for 1 s, and nothing of its own was at fault',
      },
    })
  })

  it('stays broken when the answer comes after all, and is kept where it came in time', () => {
    expect(judged([asked, answered(3 * second)]).holds).toBe(false)
    expect(judged([asked, answered(25 * millisecond)])).toMatchObject({
      holds: true,
      status: 'the longest wait took 5.0 ms',
    })
  })

  it('does not count what its own process, database or links hold up', () => {
    const own: TraceBody[] = [
      crash('inventory'),
      crash('inventory-db'),
      { kind: 'pause', node: 'inventory' },
      link('begin', 'inventory-db', 'inventory'),
      link('begin', 'bo', 'inventory'),
    ]
    for (const body of own) {
      expect(judged([event(10, body), asked, answered(3 * second)]).holds).toBe(true)
      expect(judged([asked, event(30, body), answered(3 * second)]).holds).toBe(true)
    }
  })

  it('counts what waits for somebody else, or after a fault of its own has ended', () => {
    const others: TraceBody[] = [
      crash('checkout'),
      crash('inventory', 'exit'),
      link('begin', 'checkout', 'inventory'),
    ]
    for (const body of others)
      expect(judged([event(10, body), asked, answered(3 * second)]).holds).toBe(false)
    const ended = [
      event(2, crash('inventory')),
      event(3, { kind: 'boot', node: 'inventory', incarnation: 2 }),
      event(4, link('begin', 'inventory', 'inventory-db')),
      event(5, link('end', 'inventory', 'inventory-db')),
      event(6, { kind: 'pause', node: 'inventory-db' }),
      event(7, { kind: 'resume', node: 'inventory-db' }),
    ]
    expect(judged([...ended, asked, answered(3 * second)]).holds).toBe(false)
  })
})
