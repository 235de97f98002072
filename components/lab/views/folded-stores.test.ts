import { describe, expect, test } from 'vitest'
import { lab as outbox } from '@/simulations/outbox/lab'
import { lab } from '@/simulations/saga/lab'
import { sampleRun } from '@/simulations/story/testing/sample-runs'
import { drawRun } from '../space-time/drawing'
import { stopsOf } from '../space-time/stops'
import { unfolded } from './folded-stores'

const draw = async (schedule: string, more: { stores?: boolean } = {}) => {
  const trace = await sampleRun('orchestrated', schedule, lab)
  return {
    trace,
    ...drawRun(trace, lab, 'orchestrated', { direction: 'right', width: 1_400, ...more }),
  }
}
const namesOf = (lanes: readonly { node: string }[]) => lanes.map(({ node }) => node)

describe('databases in the lanes of their services', () => {
  test('make eight lanes of fourteen, with the two instances close together', async () => {
    const { lanes, frame } = await draw('do place-order at 2ms')
    expect(namesOf(lanes)).toEqual([
      'shop',
      'orders-1',
      'orders-2',
      'broker',
      'inventory',
      'payments',
      'provider',
      'shipping',
    ])
    expect(frame.lane(2) - frame.lane(1)).toBeLessThan(frame.lane(1) - frame.lane(0))
    expect(frame.height).toBeLessThan(290)
  })

  test('have their commits there, and no arrow', async () => {
    const { arrows, trace } = await draw('do place-order at 2ms')
    expect(arrows.some(({ message }) => message.purpose === 'sql')).toBe(false)
    const whole = await draw('do place-order at 2ms', { stores: true })
    expect(whole.arrows.some(({ message }) => message.purpose === 'sql')).toBe(true)
    expect(whole.lanes).toHaveLength(14)
    // The keyboard has all moments either way.
    const { lanes } = await draw('do place-order at 2ms')
    const texts = (stops: ReturnType<typeof stopsOf>) => stops.flat().map(({ text }) => text)
    expect(texts(stopsOf(trace, unfolded(lanes), lab)).sort()).toEqual(
      texts(stopsOf(trace, whole.lanes, lab)).sort(),
    )
  })

  test('keep a lane of their own where something happens to them', async () => {
    for (const [fault, store] of [
      ['crash payments-db at 30ms', 'payments-db'],
      ['cut orders-1->orders-db from 3ms to 40ms', 'orders-db'],
      ['lag inventory<->inventory-db by 5ms', 'inventory-db'],
    ] as const) {
      const { lanes } = await draw(`do place-order at 2ms; ${fault}`)
      expect(namesOf(lanes)).toContain(store)
    }
  })

  test('the operator has a lane in a run in which somebody asks for one', async () => {
    const { lanes } = await draw('do place-order at 2ms; do retry-refund with order=1041 at 40ms')
    expect(namesOf(lanes)).toContain('operator')
  })

  test('a lab with no more lanes than fit stays as it is', async () => {
    const trace = await sampleRun('outbox')
    const { lanes } = drawRun(trace, outbox, 'outbox', { direction: 'right', width: 1_400 })
    expect(namesOf(lanes)).toContain('orders-db')
  })
})

describe('the way back', () => {
  test('is shaded from the refusal on, and said in words', async () => {
    const { labels, body } = await draw('do place-order with card=refused at 2ms')
    const texts = labels.map(({ shape }) => shape.text)
    expect(texts).toEqual(expect.arrayContaining(['card refused, from here', 'walking back']))
    expect(body[0]).toMatchObject({ kind: 'path', fill: 'sunk' })
    const { labels: other, body: plain } = await draw('do place-order at 2ms')
    expect(other.some(({ shape }) => shape.text.includes('walk'))).toBe(false)
    expect(plain.some((shape) => shape.kind === 'path' && shape.fill === 'sunk')).toBe(false)
  })
})
