import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { runAt, sent } from '../testing/events'
import { sampleRun, schedules } from '../testing/runs'
import { endOf } from '../views/playhead'
import { paceOf } from './pace'

describe('the pace of a run', () => {
  it.each([
    ['4.5 virtual milliseconds take a second', runAt(1, 4_500), 1_000],
    ['a hop of 0.1 ms takes a quarter of a second', sent(1, 'shop', 'orders', 0, 100), 250],
    ['a slow hop takes its time', sent(1, 'shop', 'orders', 0, 4_500), 1_000],
    ['nothing takes no time', [], 0],
  ])('%s', (_, trace, totalMs) => {
    expect(paceOf(trace).totalMs).toBeCloseTo(totalMs, 5)
  })

  it('folds an idle stretch into less time than it would take', () => {
    const idle = paceOf(runAt(0, 100_000))
    expect(idle.totalMs).toBeLessThan(100_000 / 4.5 / 10)
  })

  describe('over a real run', () => {
    let trace: TraceEvent[]
    beforeAll(async () => {
      trace = await sampleRun('dual-write', schedules.lost)
    })

    it('never goes back, and ends at the end', () => {
      const pace = paceOf(trace)
      fc.assert(
        fc.property(fc.nat(endOf(trace)), fc.nat(endOf(trace)), (one, other) => {
          const [early, late] = one < other ? [one, other] : [other, one]
          expect(pace.screenOf(early)).toBeLessThanOrEqual(pace.screenOf(late))
        }),
      )
      expect(pace.timeOf(pace.totalMs)).toBe(endOf(trace))
      expect(pace.timeOf(pace.totalMs * 2)).toBe(endOf(trace))
    })

    it('comes back to the microsecond that it left', () => {
      const pace = paceOf(trace)
      fc.assert(
        fc.property(fc.nat(endOf(trace)), (at) => {
          expect(Math.abs(pace.timeOf(pace.screenOf(at)) - at)).toBeLessThanOrEqual(1)
        }),
      )
    })
  })
})
