import { beforeAll, describe, expect, it } from 'vitest'
import { lab } from '@/simulations/outbox/lab'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { drawRun, scaleFor } from '../space-time/drawing'
import { sampleRun, schedules } from '../testing/runs'
import { createScale } from './scale'

describe('the scale of a run', () => {
  let lost: TraceEvent[]
  let outbox: TraceEvent[]
  beforeAll(async () => {
    lost = await sampleRun('dual-write', schedules.lost)
    outbox = await sampleRun('outbox')
  })

  it('gives ten moments the same place on the axis, at the arrows and on the scrubber', () => {
    const scrubber = scaleFor(lost, 1400)
    const drawing = drawRun(lost, lab, 'dual-write', { direction: 'right', width: 1400 })
    const arrows = drawing.arrows.slice(0, 10)
    expect(arrows).toHaveLength(10)
    for (const arrow of arrows) expect(arrow.start.along).toBe(scrubber.toX(arrow.message.sentAt))
    const axis = drawing.axis.flatMap((shape) =>
      shape.kind === 'text' && /^\d+( ms)?$/.test(shape.text) ? [shape] : [],
    )
    for (const tick of axis)
      expect(tick.x).toBeCloseTo(scrubber.toX(Number.parseInt(tick.text, 10) * 1_000), 0)
    expect(axis.length).toBeGreaterThan(9)
  })

  it('finds the moment of each place again', () => {
    const scale = createScale(lost, { width: 1000, lanesOffset: 118 })
    for (const event of lost)
      expect(Math.abs(scale.toTime(scale.toX(event.at)) - event.at)).toBeLessThanOrEqual(1)
  })

  it('folds what is idle to 54 px, and says how long that was', () => {
    const [fold] = createScale(lost, { width: 1400, lanesOffset: 140 }).folds
    expect(fold?.label).toBe('15 ms idle')
    expect((fold?.x1 ?? 0) - (fold?.x0 ?? 0)).toBeCloseTo(54)
  })

  it('counts polls that found nothing as idle, and says how many', () => {
    const labels = createScale(outbox, { width: 1400, lanesOffset: 140 }).folds.map(
      (fold) => fold.label,
    )
    expect(labels).toEqual(['47 ms, 4 polls, 0 rows'])
  })

  it('can be told not to fold', () => {
    expect(createScale(lost, { width: 1400, lanesOffset: 140, fold: false }).folds).toEqual([])
  })

  it('has ticks at 1, 2 or 5 × 10ⁿ, at least 60 px apart and clear of folds', () => {
    for (const width of [760, 1000, 1400]) {
      const { ticks, folds } = createScale(lost, { width, lanesOffset: 118 })
      const steps = ticks.slice(1).map((tick, index) => tick.at - (ticks[index]?.at ?? 0))
      expect(String(Math.min(...steps) / 1_000)).toMatch(/^[125]0*$/)
      for (const [index, tick] of ticks.entries()) {
        if (index > 0) expect(tick.x - (ticks[index - 1]?.x ?? 0)).toBeGreaterThanOrEqual(60)
        for (const fold of folds)
          expect(Math.abs(tick.x - (fold.x0 + fold.x1) / 2)).toBeGreaterThanOrEqual(58)
      }
    }
  })

  it('zooms about a moment that keeps its place, and shows no time before the run', () => {
    const whole = createScale(lost, { width: 1400, lanesOffset: 140 })
    const close = createScale(lost, {
      width: 1400,
      lanesOffset: 140,
      zoom: { factor: 8, at: 20_000 },
    })
    expect(close.toX(20_000)).toBeCloseTo(whole.toX(20_000))
    expect(close.pixelsPerMs).toBeCloseTo(whole.pixelsPerMs * 8)
    expect(
      createScale(lost, { width: 1400, lanesOffset: 140, zoom: { factor: 8, at: 0 } }).from,
    ).toBeCloseTo(140)
  })
})
