import { beforeAll, describe, expect, it } from 'vitest'
import { lab } from '@/simulations/outbox/lab'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { sampleRun, schedules } from '../testing/runs'
import { textWidth } from '../views/text-width'
import { drawRun } from './drawing'
import { drawingToSvg } from './to-svg'

describe('the diagram of a run', () => {
  let traces: { variant: string; trace: TraceEvent[] }[]
  beforeAll(async () => {
    const recipes: [string, string][] = [
      ['dual-write', schedules.lost],
      ['outbox', schedules.twice],
      ['dual-write', schedules.cut],
      ['dual-write', schedules.pause],
      ['dual-write', schedules.drop],
      ['dual-write', schedules.many],
      ['dual-write', schedules.lag],
      ['dual-write', 'duplicate broker->payments #1; delay orders->broker #2 by 12ms'],
    ]
    traces = []
    for (const [variant, schedule] of recipes)
      traces.push({ variant, trace: await sampleRun(variant, schedule) })
  })

  it.each([1400, 992, 760])('has no two labels on each other at %i px', (width) => {
    for (const { variant, trace } of traces) {
      const boxes = drawRun(trace, lab, variant, { direction: 'right', width }).labels.map(
        ({ shape }) => {
          const length = textWidth(shape.text, shape.size, shape.bold)
          const x =
            shape.align === 'end'
              ? shape.x - length
              : shape.align === 'middle'
                ? shape.x - length / 2
                : shape.x
          return { text: shape.text, x, y: shape.y - 10, right: x + length, bottom: shape.y + 3 }
        },
      )
      for (const [index, a] of boxes.entries()) {
        for (const b of boxes.slice(index + 1))
          expect(
            a.x < b.right && b.x < a.right && a.y < b.bottom && b.y < a.bottom,
            `${a.text} and ${b.text}`,
          ).toBe(false)
      }
    }
  })

  it('names the crash and what was never sent, and hides the latter until it is judged', () => {
    const { variant, trace } = traces[0] as (typeof traces)[number]
    const drawing = drawRun(trace, lab, variant, { direction: 'right', width: 1400 })
    expect(drawing.labels.map((label) => label.shape.text)).toContain('crash 25.0 ms')
    const verdict = drawing.verdicts.find((mark) =>
      mark.shapes.some(
        (shape) => shape.kind === 'text' && shape.text === 'orders 1042, never sent',
      ),
    )
    expect(verdict?.judgedAt).toBe(trace.at(-1)?.at)
    expect(drawing.body.some((shape) => shape.kind === 'path' && shape.stroke === 'lost')).toBe(
      false,
    )
  })

  it('names what faults did: a cut and its end, a lag, a message held back, a copy', () => {
    const texts = traces.flatMap(({ variant, trace }) =>
      drawRun(trace, lab, variant, { direction: 'right', width: 1400 }).labels.map(
        (label) => label.shape.text,
      ),
    )
    for (const text of ['cut 3.0 ms', '+40 ms', 'held 12 ms', 'copy']) expect(texts).toContain(text)
    expect(texts.some((text) => text.startsWith('healed'))).toBe(true)
  })

  it('has the word of a crash to the right of its crack and below the lane, where nothing leaves', () => {
    const { variant, trace } = traces[0] as (typeof traces)[number]
    for (const width of [1400, 992]) {
      const { frame, labels } = drawRun(trace, lab, variant, { direction: 'right', width })
      const crash = labels.find((label) => label.shape.text.startsWith('crash'))
      expect((crash?.shape.x ?? 0) - frame.scale.toX(crash?.at ?? 0)).toBeGreaterThanOrEqual(20)
      expect(crash?.shape.y).toBe(frame.lane(1) + 23)
    }
  })

  it('sends nothing from a stretch in which the node is down', () => {
    for (const { variant, trace } of traces) {
      const drawing = drawRun(trace, lab, variant, { direction: 'right', width: 1400 })
      const down = trace.flatMap((event) =>
        event.kind === 'crash' ? [{ node: event.node, from: event.at }] : [],
      )
      for (const { node, from } of down) {
        const back =
          trace.find((event) => event.kind === 'boot' && event.node === node && event.at > from)
            ?.at ?? Number.POSITIVE_INFINITY
        for (const { message } of drawing.arrows)
          expect(message.from === node && message.sentAt > from && message.sentAt < back).toBe(
            false,
          )
      }
    }
  })

  it('runs downwards in columns that fit 358 px', () => {
    const { variant, trace } = traces[0] as (typeof traces)[number]
    const { frame } = drawRun(trace, lab, variant, { direction: 'down', width: 358 })
    expect(frame.lane(frame.laneCount - 1)).toBeLessThanOrEqual(340)
    expect(frame.height).toBeGreaterThan(400)
  })

  it('is written out as one SVG with its colours', () => {
    const { variant, trace } = traces[0] as (typeof traces)[number]
    const svg = drawingToSvg(
      drawRun(trace, lab, variant, { direction: 'right', width: 1000 }),
      (token) => `[${token}]`,
      'Order 1042 & its crash',
    )
    expect(svg).toContain('<title>Order 1042 &amp; its crash</title>')
    expect(svg).toContain('[hand]')
    expect(svg).not.toContain('var(')
  })
})
