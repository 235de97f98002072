import { describe, expect, test } from 'vitest'
import type { Judgement } from '../kernel/invariant'
import type { TraceEvent } from '../kernel/trace-event'
import { sampleRun } from '../story/testing/sample-runs'
import { lab } from './lab'

function judged(id: string, trace: readonly TraceEvent[]): Judgement {
  const invariant = lab.invariants.find((one) => one.id === id)
  if (!invariant) throw new Error(`no invariant ${id}`)
  const fold = invariant.start()
  for (const event of trace) fold.step(event)
  return fold.judge(trace.at(-1)?.at ?? 0)
}

const parked = 'do place-order with card=disputed at 2ms; do cancel-order with order=1041 at 49ms'

describe('the promises of a saga', () => {
  test('charges are counted at each moment, and the moment of the break stays', async () => {
    const lost = 'do place-order at 2ms; cut provider->payments from 40ms to 70ms'
    const trace = await sampleRun('not-idempotent', lost, lab)
    const broke = trace.findIndex(
      (event) => event.kind === 'verdict' && event.invariant === 'charged-once',
    )
    const [then, end] = [trace.slice(0, broke), trace].map(
      (events) => judged('charged-once', events).evidence,
    )
    expect([then?.text, end?.text]).toEqual([
      'Order 1041 was charged 2 times',
      'Order 1041 was charged 4 times',
    ])
    expect(end?.targets).toHaveLength(4)
    expect(end?.at).toBe(then?.at)
  })

  test('a parked saga waits for a person, and says so', async () => {
    const trace = await sampleRun('orchestrated', parked, lab)
    expect(judged('saga-ends', trace)).toMatchObject({
      holds: true,
      status: '1 parked, waits for a person',
      waitsForPerson: true,
    })
    const two = await sampleRun('orchestrated', `${parked}; do place-order at 9ms`, lab)
    expect(judged('saga-ends', two).status).toBe('1 of 2 ended, 1 parked, waits for a person')
  })

  test('an order that was paid back by hand is a cancelled one', async () => {
    const byHand = `${parked}; do paid-by-hand with order=1041 at 400ms`
    const trace = await sampleRun('orchestrated', byHand, lab)
    expect(judged('no-payment-kept', trace)).toMatchObject({
      holds: true,
      status: '1 cancelled order, 1 paid back by hand',
    })
    expect(judged('saga-ends', trace)).toMatchObject({ waitsForPerson: false })
  })

  test('kept money is said in the shop’s money', async () => {
    const slow =
      'do place-order at 2ms; do cancel-order with order=1041 at 49ms; lag payments->provider by 20ms'
    const trace = await sampleRun('no-compensation', slow, lab)
    expect(judged('no-payment-kept', trace).evidence?.text).toBe(
      'Order 1041 is cancelled, and 49.00 was kept',
    )
  })
})
