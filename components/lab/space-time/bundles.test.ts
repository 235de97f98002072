import { beforeAll, describe, expect, it } from 'vitest'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { lab } from '@/simulations/outbox/lab'
import { sampleRun } from '../testing/runs'
import { bundled, mostArrows } from './bundles'
import { drawRun } from './drawing'

describe('bundles of arrows', () => {
  let crowded: TraceEvent[]
  beforeAll(async () => {
    const orders = Array.from({ length: 40 }, (_, index) => `do place-order at ${2 + index * 2}ms`)
    crowded = await sampleRun(
      'dual-write',
      `${orders.join('; ')}; crash payments at 30ms; drop orders->broker #3`,
    )
  })
  const drawn = () =>
    drawRun(crowded, lab, 'dual-write', { direction: 'right', width: 1_000 }).arrows

  it('are not made of what can be followed', () => {
    const few = drawn().slice(0, 50)
    expect(bundled(few, false)).toEqual({ single: few, bundles: [] })
  })

  it('leave at most 400 things to draw, and lose no arrow', () => {
    const arrows = drawn()
    expect(arrows.length).toBeGreaterThan(mostArrows)
    const { single, bundles } = bundled(arrows, false)
    expect(single.length + bundles.length).toBeLessThanOrEqual(mostArrows)
    expect(single.length + bundles.reduce((sum, bundle) => sum + bundle.arrows.length, 0)).toBe(
      arrows.length,
    )
    for (const bundle of bundles) {
      expect(bundle.arrows.length).toBeGreaterThanOrEqual(3)
      expect(bundle.lanes[0]).toBeLessThan(bundle.lanes[1])
    }
  })

  it('never hold what was lost, refused or in doubt', () => {
    const { bundles } = bundled(drawn(), false, 50)
    const styles = new Set(bundles.flatMap((bundle) => bundle.arrows.map((arrow) => arrow.style)))
    expect([...styles].filter((style) => !['request', 'reply', 'poll'].includes(style))).toEqual([])
  })

  it('never hold the order that is selected', () => {
    const arrows = drawn().map((arrow, index) => ({ ...arrow, dim: index % 10 !== 0 }))
    const { bundles } = bundled(arrows, true, 50)
    expect(bundles.length).toBeGreaterThan(0)
    expect(bundles.every((bundle) => bundle.arrows.every((arrow) => arrow.dim))).toBe(true)
  })

  it('are drawn with their number', () => {
    const { body } = drawRun(crowded, lab, 'dual-write', { direction: 'right', width: 1_000 })
    const numbers = body.flatMap((shape) =>
      shape.kind === 'text' && shape.text.startsWith('×') ? [shape.text] : [],
    )
    expect(numbers.length).toBeGreaterThan(0)
  })
})
