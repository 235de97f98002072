import { describe, expect, it } from 'vitest'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { playheadAt } from './playhead'
import { Timeline } from './timeline'

const trace = Array.from(
  { length: 5_000 },
  (_, index): TraceEvent => ({ at: Math.floor(index / 3) * 10, kind: 'arrive', message: index }),
)
const count = { initial: 0, step: (state: number) => state + 1 }

describe('a timeline', () => {
  it('has the state of any playhead, in whatever order it is asked', () => {
    const timeline = new Timeline(trace, count)
    for (const index of [0, 4_999, 17, 2_560, 2_559, 5_000, 1, 256])
      expect(timeline.at(index)).toBe(index)
  })

  it('never folds further than to the next checkpoint once it has been at the end', () => {
    let steps = 0
    const timeline = new Timeline(trace, {
      initial: 0,
      step: (state: number) => state + 1 + Math.min(0, steps++),
    })
    timeline.at(5_000)
    steps = 0
    timeline.at(2_815)
    expect(steps).toBeLessThanOrEqual(256)
  })

  it('keeps within the trace', () => {
    expect(new Timeline(trace, count).at(9_999)).toBe(5_000)
  })
})

describe('the playhead at a time', () => {
  it('has all events of that instant behind it', () => {
    expect(playheadAt(trace, 10)).toEqual({ at: 10, index: 6 })
    expect(playheadAt(trace, 9)).toEqual({ at: 9, index: 3 })
    expect(playheadAt(trace, 1e9).index).toBe(5_000)
  })
})
