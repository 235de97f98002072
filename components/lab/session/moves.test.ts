import { describe, expect, it } from 'vitest'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { happened, runAt, sent } from '../testing/events'
import {
  endOfRun,
  happensTo,
  isFault,
  isViolation,
  nextWhere,
  playheadAfter,
  startOfRun,
  stepped,
  steppedAlong,
} from './moves'

const trace = runAt(100, 200, 200, 900)

describe('the playhead', () => {
  it.each([
    ['after the first event', 0, { at: 100, index: 1 }],
    ['after one of two at the same instant', 1, { at: 200, index: 2 }],
    ['before all', -1, startOfRun],
    ['never behind the end', 40, { at: 900, index: 4 }],
    ['never before the start', -9, startOfRun],
  ])('stands %s', (_, event, expected) => {
    expect(playheadAfter(trace, event)).toEqual(expected)
  })

  it.each([
    ['forward', startOfRun, 1, { at: 100, index: 1 }],
    ['back', { at: 200, index: 2 }, -1, { at: 100, index: 1 }],
    ['forward from between two events', { at: 150, index: 1 }, 1, { at: 200, index: 2 }],
    ['forward at the end', { at: 900, index: 4 }, 1, { at: 900, index: 4 }],
    ['back at the start', startOfRun, -1, startOfRun],
  ] as const)('steps %s', (_, from, by, expected) => {
    expect(stepped(trace, from, by)).toEqual(expected)
  })

  it('steps over what nobody sees: the start of the processes, and phases', () => {
    const boot = (at: number, incarnation: number): TraceEvent => ({
      kind: 'boot',
      node: 'orders',
      incarnation,
      at,
    })
    const phase: TraceEvent = { kind: 'phase', phase: 'judge', at: 7 }
    const run = [boot(0, 1), boot(0, 1), happened(3), boot(5, 2), phase, happened(9), phase]
    const forward = [3, 4, 6, 7]
    let playhead = startOfRun
    for (const index of forward) {
      playhead = stepped(run, playhead, 1)
      expect(playhead.index).toBe(index)
    }
    for (const index of [6, 4, 3, 0]) {
      playhead = stepped(run, playhead, -1)
      expect(playhead.index).toBe(index)
    }
  })

  it('is at the end of a run without events at its start', () => {
    expect(endOfRun([])).toEqual(startOfRun)
    expect(endOfRun(trace)).toEqual({ at: 900, index: 4 })
  })
})

describe('jumps', () => {
  const fault = (at: number, edge: 'begin' | 'end'): TraceEvent => ({
    kind: 'fault',
    fault: 'cut',
    text: 'cut',
    edge,
    node: null,
    from: 'orders',
    to: 'broker',
    at,
  })
  const verdict = (at: number, holds: boolean | null): TraceEvent => ({
    kind: 'verdict',
    invariant: 'announced',
    holds,
    evidence: null,
    at,
  })
  const run = [happened(1), fault(2, 'begin'), fault(3, 'end'), verdict(4, true), verdict(5, false)]

  it.each([
    ['the next fault', startOfRun, isFault, 2],
    ['the first fault again behind the last', { at: 2, index: 2 }, isFault, 2],
    ['the next broken promise', startOfRun, isViolation, 5],
  ])('lead to %s', (_, from, wanted, at) => {
    expect(nextWhere(run, from, wanted)?.at).toBe(at)
  })

  it('lead nowhere where there is nothing of that kind', () => {
    expect(nextWhere(runAt(1, 2), startOfRun, isViolation)).toBeNull()
  })

  it('go along one lane, and stop at its ends', () => {
    const lanes = [
      happened(1, 'a', 'orders'),
      happened(2, 'b', 'broker'),
      happened(3, 'c', 'orders'),
    ]
    const orders = (event: TraceEvent) => event.kind === 'log' && event.node === 'orders'
    expect(steppedAlong(lanes, { at: 1, index: 1 }, 1, orders)).toEqual({ at: 3, index: 3 })
    expect(steppedAlong(lanes, { at: 3, index: 3 }, -1, orders)).toEqual({ at: 1, index: 1 })
    expect(steppedAlong(lanes, { at: 3, index: 3 }, 1, orders)).toBeNull()
    expect(steppedAlong(lanes, { at: 1, index: 1 }, -1, orders)).toBeNull()
  })

  it('stop at what a lane sends, receives and loses', () => {
    const lost: TraceEvent = { kind: 'lost', message: 3, reason: 'cut', at: 7 }
    const [third] = sent(3, 'orders', 'broker', 6, 7)
    const run = [...sent(1, 'shop', 'orders', 1, 2), ...sent(2, 'shop', 'broker', 3, 4)]
    if (third) run.push(happened(5), third, lost)
    expect(run.filter(happensTo(run, 'orders')).map(({ at }) => at)).toEqual([2, 5, 6, 7])
    expect(run.filter(happensTo(run, 'broker')).map(({ at }) => at)).toEqual([4])
  })
})
