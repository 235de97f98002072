import { beforeAll, describe, expect, it } from 'vitest'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { lab } from '@/simulations/outbox/lab'
import { messagesOf } from '@/simulations/story/messages'
import { lab as saga } from '@/simulations/saga/lab'
import { lab as twoPhaseCommit } from '@/simulations/two-phase-commit/lab'
import { sampleRun, schedules } from '../testing/runs'
import { linkStates } from './link-states'
import { mapLayout } from './map-layout'
import { nodeTimeline } from './node-states'
import { nodeWords } from './node-words'
import { endOf, playheadAt } from './playhead'
import { runMarksOf } from './run-marks'

describe('the words under a node', () => {
  let trace: TraceEvent[]
  beforeAll(async () => {
    trace = await sampleRun('dual-write', schedules.lost)
  })
  const wordsAt = (at: number) => {
    const states = nodeTimeline(trace, lab).at(playheadAt(trace, at).index)
    return Object.fromEntries(
      lab.nodes.map((node) => [node.id, nodeWords(node, states, messagesOf(trace), lab).texts[0]]),
    )
  }

  it('say at the crash who waits, what is stored and who is down', () => {
    expect(wordsAt(26_000)).toMatchObject({
      shop: 'waiting for 1042',
      orders: 'crashed',
      'orders-db': '1042 stored',
      payments: 'idle, lag 0',
      'payments-db': '1 payment',
    })
  })

  it('say what is in doubt, and what a schema made without counting it', async () => {
    const crash =
      'crash checkout before checkout.ts:"log the decision", restart after 1s; crash payments-db at 50ms'
    const run = await sampleRun('two-phase-commit', crash, twoPhaseCommit)
    const words = (node: string, at: number) => {
      const states = nodeTimeline(run, twoPhaseCommit).at(playheadAt(run, at).index)
      const kind = twoPhaseCommit.nodes.find(({ id }) => id === node)?.kind ?? 'postgres'
      return nodeWords({ id: node, kind }, states, messagesOf(run), twoPhaseCommit).texts[0]
    }
    expect(words('inventory-db', 1_000)).toBe('as at the start')
    expect(words('checkout-db', 1_000)).toBe('no rows')
    expect(words('inventory-db', 30_000)).toBe('1 in doubt')
    expect(words('payments-db', 80_000)).toBe('boot 2, 1 in doubt')
  })

  it('count what was refused apart from what was done', async () => {
    const orders =
      'do place-order with card=refused at 2ms; do place-order at 10ms; do place-order at 18ms'
    const run = await sampleRun('orchestrated', orders, saga)
    const words = (at: number) => {
      const states = nodeTimeline(run, saga).at(playheadAt(run, at).index)
      const node = { id: 'provider-db', kind: 'postgres' } as const
      return nodeWords(node, states, messagesOf(run), saga).texts[0]
    }
    expect(words(1_000)).toBe('no rows')
    expect(words(65_000)).toBe('1 refused')
    expect(words(endOf(run))).toBe('2 charges, 1 refused')
  })

  it('say at the end that it is up again and that the client knows nothing', () => {
    expect(wordsAt(endOf(trace))).toMatchObject({
      shop: 'got no answer',
      orders: 'boot 2, idle',
      broker: '1 message',
    })
  })

  it('do not say that somebody works who gave up at a timeout', async () => {
    const cut = await sampleRun('dual-write', schedules.cut)
    const states = nodeTimeline(cut, lab).at(cut.length)
    const orders = lab.nodes.find((node) => node.id === 'orders')
    expect(orders && nodeWords(orders, states, messagesOf(cut), lab).texts[0]).toBe('idle')
  })

  it('say exactly what a node waits for once nothing more can come', () => {
    const ask: TraceEvent = {
      at: 1_000,
      kind: 'send',
      message: 2,
      from: 'orders',
      to: 'broker',
      purpose: 'produce',
      label: 'orders',
      payload: {
        type: 'record',
        topic: 'orders',
        partition: 0,
        offset: null,
        key: '1042',
        value: '{}',
        headers: {},
      },
      replyTo: null,
      place: { file: 'orders.ts', line: 26 },
      copyOf: null,
    }
    const events: TraceEvent[] = [
      { at: 0, kind: 'boot', node: 'orders', incarnation: 1 },
      { at: 900, kind: 'line', node: 'orders', incarnation: 1, file: 'orders.ts', line: 26 },
      ask,
      { at: 2_000, kind: 'lost', message: 2, reason: 'cut' },
      { at: 3_000, kind: 'end', outcome: 'violated', reason: null },
    ]
    const wordsOf = (length: number) =>
      nodeWords(
        { id: 'orders', kind: 'service' },
        nodeTimeline(events, lab).at(length),
        messagesOf(events),
        lab,
      )
    expect(wordsOf(4).texts[0]).toBe('running, line 26')
    expect(wordsOf(5)).toMatchObject({
      texts: ['waits for broker: orders 1042', 'waits for broker'],
      ink: 'doubt',
    })
  })

  it('keep what was never sent off the map until it is judged', () => {
    const { links } = mapLayout(lab, ['relay'], { width: 536, height: 310 })
    const missingAt = (index: number) =>
      linkStates(links, trace, runMarksOf(trace, lab), { at: endOf(trace), index }, lab).get(
        'orders broker',
      )?.missing
    expect(missingAt(trace.length - 10)).toBeNull()
    expect(missingAt(trace.length)).toEqual({ who: '1042', fate: 'never sent' })
  })

  it('call a message by its label while it is in flight', () => {
    const { links } = mapLayout(lab, ['relay'], { width: 536, height: 310 })
    expect(
      linkStates(links, trace, runMarksOf(trace, lab), playheadAt(trace, 20_000), lab).get(
        'shop orders',
      )?.words,
    ).toBe('up, 1 in flight: POST /orders 1042')
  })
})
