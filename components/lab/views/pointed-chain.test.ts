import { beforeAll, describe, expect, it } from 'vitest'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { lab } from '@/simulations/outbox/lab'
import { sampleRun, schedules } from '../testing/runs'
import { chainOfThing, thingsOf } from './pointed-chain'

describe('what is pointed at', () => {
  let trace: TraceEvent[]
  beforeAll(async () => {
    trace = await sampleRun('outbox', schedules.twice)
  })
  const last = () =>
    chainOfThing(trace, 'row payments-db payments 3', trace.length, lab).at(-1)?.index ?? 0

  it('marks the second charge, its messages, its record, its lines and the crash behind it', () => {
    const things = thingsOf(
      trace,
      chainOfThing(trace, 'row payments-db payments 3', trace.length, lab),
    )
    const crash = trace.findIndex((event) => event.kind === 'crash')
    for (const thing of [
      'row payments-db payments 3',
      'record orders 1 1',
      'line relay relay.ts 27',
      'link relay broker',
      `event ${crash}`,
    ])
      expect(things).toContain(thing)
    expect(things).not.toContain('row payments-db payments 2')
    expect(things).not.toContain('record orders 1 0')
  })

  it('is the same for the row, for the event that stored it and for the promise that it broke', () => {
    const verdict = trace.findIndex((event) => event.kind === 'verdict' && event.holds === false)
    for (const thing of [`event ${last()}`, `event ${verdict}`])
      expect(chainOfThing(trace, thing, trace.length, lab).at(-1)?.index).toBe(last())
  })

  it('is nothing before it has happened', () => {
    expect(chainOfThing(trace, 'row payments-db payments 3', last(), lab)).toEqual([])
    expect(chainOfThing(trace, `event ${last()}`, last(), lab)).toEqual([])
    expect(chainOfThing(trace, 'record orders 1 1', 100, lab)).toEqual([])
  })

  it('is nothing for what no run has', () => {
    for (const thing of ['message 9999', 'link orders broker', 'row a b c', '', 'event x'])
      expect(chainOfThing(trace, thing, trace.length, lab)).toEqual([])
  })
})
