import { beforeAll, describe, expect, it } from 'vitest'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { lab } from '@/simulations/outbox/lab'
import { messagesOf } from '@/simulations/story/messages'
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

  it('say at the end that it is up again and that the client knows nothing', () => {
    expect(wordsAt(endOf(trace))).toMatchObject({
      shop: 'got no answer',
      orders: 'boot 2, idle',
      broker: '1 message',
    })
  })

  it('keep what was never sent off the map until it is judged', () => {
    const { links } = mapLayout(lab, ['relay'], { width: 536, height: 310 })
    const missingAt = (index: number) =>
      linkStates(links, trace, runMarksOf(trace, lab), { at: endOf(trace), index }, lab).get(
        'orders broker',
      )?.missing
    expect(missingAt(trace.length - 10)).toBeNull()
    expect(missingAt(trace.length)).toBe('1042 never sent')
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
