import { describe, expect, test } from 'vitest'
import { lab } from '@/simulations/saga/lab'
import { sampleRun } from '@/simulations/story/testing/sample-runs'
import { sagaCondition, sagaLogLines, sagaLogTimeline } from './saga-log'
import { walkBacksOf } from './walk-backs'

const rows = logOf('choreographed')

function logOf(variant: string) {
  const log = lab.variants.find(({ id }) => id === variant)?.sagaLog
  if (!log) throw new Error('The lab has no saga log.')
  return log
}

/** The log of the first order once something was said, `moment` events later, in words. */
async function logAfter(schedule: string, type: string, moment = 0) {
  const trace = await sampleRun('choreographed', schedule, lab)
  const timeline = sagaLogTimeline(trace, rows)
  const all = timeline.at(trace.length).sagas[0]
  const index = (all?.said.findLast((one) => one.type === type)?.index ?? 0) + moment
  const [saga] = timeline.at(index).sagas
  if (!saga) throw new Error('Nothing was said.')
  return {
    lines: sagaLogLines(saga, rows, trace, index).map(({ said, type, instead, by }) =>
      said ? `${type} of ${by}` : `${[type, ...instead].join(' or ')} of ${by}, not yet`,
    ),
    condition: sagaCondition(saga, rows).condition,
  }
}

describe('the log of a saga without a director', () => {
  test('at the refusal: what was said, and what is expected on the way back', async () => {
    const refused = 'do place-order with card=refused at 2ms'
    const { lines, condition } = await logAfter(refused, 'CardRefused')
    expect(lines).toEqual([
      'OrderPlaced of orders-1',
      'StockReserved of inventory',
      'CardRefused of payments',
      'StockReleased of inventory, not yet',
    ])
    expect(condition).toBe('back')
  })

  test('at the start the usual way is expected, with what may be said instead', async () => {
    const { lines, condition } = await logAfter('do place-order at 2ms', 'OrderPlaced')
    expect(lines).toEqual([
      'OrderPlaced of orders-1',
      'StockReserved or StockRefused of inventory, not yet',
      'CardCharged or CardRefused or ChargeCancelled of payments, not yet',
      'ParcelShipped or ShipmentCancelled of shipping, not yet',
    ])
    expect(condition).toBe('forward')
  })

  test('what was announced is in the log once its keeper has written it down, and not before', async () => {
    const trace = await sampleRun('choreographed', 'do place-order at 2ms', lab)
    const timeline = sagaLogTimeline(trace, rows)
    const [saga] = timeline.at(trace.length).sagas
    const reserved = saga?.said.find(({ type }) => type === 'StockReserved')
    expect(reserved?.heardAt).toBeGreaterThan(reserved?.at ?? 0)
    expect(timeline.at(reserved?.index ?? 0).sagas[0]?.said.at(-1)?.heardAt).toBeNull()
    if (!saga) throw new Error('Nothing was said.')
    expect(sagaCondition(saga, rows)).toMatchObject({ condition: 'ended' })
    expect(sagaLogLines(saga, rows, trace, trace.length).every(({ said }) => said)).toBe(true)
    expect(reserved?.handledBy).toContain('payments')
  })

  test('a refund that is refused waits for a person, also the second time', async () => {
    const parked =
      'do place-order with card=disputed at 2ms; do cancel-order with order=1041 at 58ms; lag payments->provider by 20ms'
    const first = await logAfter(parked, 'RefundRefused')
    expect(first.condition).toBe('person')
    expect(first.lines.at(-1)).toBe('RefundRetryRequested or OrderPaidByHand of orders, not yet')
    const again = `${parked}; do retry-refund with order=1041 at 300ms`
    const asked = await logAfter(again, 'RefundRetryRequested')
    expect(asked.condition).toBe('back')
    expect(asked.lines.at(-2)).toBe('CardRefunded or RefundRefused of payments, not yet')
    const second = await logAfter(again, 'RefundRefused')
    expect(second.condition).toBe('person')
    expect(second.lines.at(-1)).toBe('RefundRetryRequested or OrderPaidByHand of orders, not yet')
  })
})

describe('the way back', () => {
  test('begins with the refusal and ends with the saga, in both styles', async () => {
    const refused = 'do place-order with card=refused at 2ms; do place-order at 4ms'
    for (const variant of ['orchestrated', 'choreographed']) {
      const trace = await sampleRun(variant, refused, lab)
      const [walk, ...others] = walkBacksOf(trace, lab, variant)
      expect(others).toEqual([])
      expect(walk).toMatchObject({ key: '1041', cause: 'CardRefused' })
      expect(walk?.to).toBeGreaterThan(walk?.from ?? 0)
      expect(walk?.to).toBeLessThan(trace.at(-1)?.at ?? 0)
    }
  })
})
