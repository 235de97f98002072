import { describe, expect, it } from 'vitest'
import { LabelPlacer } from './label-placer'

const at = (x: number) => ({ x, y: 20, align: 'start' as const })

describe('placing labels', () => {
  it('takes the first place that is free', () => {
    const placer = new LabelPlacer({ from: 0, to: 400 })
    placer.block({ x: 0, y: 0, width: 100, height: 40 })
    expect(placer.place({ texts: ['COMMIT'], anchors: [at(10), at(150)] })?.x).toBe(150)
  })

  it('shortens a text before it drops it', () => {
    const placer = new LabelPlacer({ from: 0, to: 40 })
    expect(placer.place({ texts: ['orders.placed 1042', '1042'], anchors: [at(2)] })?.text).toBe(
      '1042',
    )
    expect(placer.place({ texts: ['orders.placed 1042', '1042'], anchors: [at(2)] })).toBeNull()
    expect(placer.dropped).toBe(1)
  })

  it('never drops what must be read', () => {
    const placer = new LabelPlacer({ from: 0, to: 120 })
    placer.block({ x: 0, y: 0, width: 120, height: 40 })
    expect(
      placer.place({ texts: ['crash 29.2 ms'], anchors: [at(100)], must: true }),
    ).toMatchObject({ text: 'crash 29.2 ms' })
  })

  it('crosses a line only where nothing else is free', () => {
    const placer = new LabelPlacer({ from: 0, to: 400 })
    placer.cross(30, 0, 30, 40)
    expect(placer.place({ texts: ['deliver'], anchors: [at(10), at(60)] })?.x).toBe(60)
  })

  it('shortens a text rather than cross a line where that is asked for', () => {
    const wish = { texts: ['crash 29.2 ms', 'crash'], anchors: [at(10)] }
    const placer = () => {
      const fresh = new LabelPlacer({ from: 0, to: 400 })
      fresh.cross(60, 0, 60, 40)
      return fresh
    }
    expect(placer().place(wish)?.text).toBe('crash 29.2 ms')
    expect(placer().place({ ...wish, clear: true })?.text).toBe('crash')
  })
})
