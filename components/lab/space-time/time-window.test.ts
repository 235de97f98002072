import { describe, expect, it } from 'vitest'
import { lab } from '@/simulations/outbox/lab'
import { sampleRun, schedules } from '../testing/runs'
import { endOf } from '../views/playhead'
import { drawRun } from './drawing'
import { factorInWords, windowInWords, windowOf } from './time-window'

describe('the window of a zoomed view', () => {
  it('is the whole run where nothing is zoomed, and a part of it about the moment where something is', async () => {
    const trace = await sampleRun('dual-write', schedules.lost)
    const draw = (zoom?: { factor: number; at: number }) =>
      windowOf(drawRun(trace, lab, 'dual-write', { direction: 'right', width: 1_400, zoom }).frame)
    expect(draw()).toEqual({ from: 0, to: endOf(trace) })
    const close = draw({ factor: 4, at: 20_000 })
    expect(close.from).toBeGreaterThan(10_000)
    expect(close.from).toBeLessThan(20_000)
    expect(close.to).toBeGreaterThan(20_000)
    expect(close.to).toBeLessThan(30_000)
  })

  it('is said in words', () => {
    expect(windowInWords({ from: 44_000, to: 76_240 })).toBe('44.0 to 76.2 ms')
    expect(factorInWords(2.25)).toBe('2.3×')
    expect(factorInWords(3)).toBe('3×')
  })
})
