import { describe, expect, it } from 'vitest'
import { lab } from '../outbox/lab'
import { sampleRun, schedules } from '../story/testing/sample-runs'
import { concernsMeasure, readMeasure, titleOfMeasure } from './measure'
import { type Measure, outcomeInWords } from './measure-words'

const orders: Measure = { kind: 'rows', node: 'orders-db', table: 'orders', about: '1042' }
const payments: Measure = { kind: 'rows', node: 'payments-db', table: 'payments', about: '1042' }
const records: Measure = { kind: 'records', topic: 'orders', about: '1042' }
const deliveries: Measure = { kind: 'deliveries', to: 'payments', about: '1042' }
const lag: Measure = { kind: 'lag', group: 'payments' }
const announced: Measure = { kind: 'verdict', invariant: 'announced' }
const once: Measure = { kind: 'verdict', invariant: 'billed-once' }

describe('a measure', () => {
  it.each([
    ['dual-write', '', [1, 1, 1, 1, 0, 'kept', 'kept']],
    ['dual-write', schedules.lost, [1, 0, 0, 0, 0, 'broken', 'kept']],
    ['publish-first', schedules.ghost, [0, 1, 1, 1, 0, 'kept', 'kept']],
    ['outbox', schedules.twice, [1, 2, 2, 2, 0, 'kept', 'broken']],
    ['outbox-with-inbox', schedules.twice, [1, 2, 1, 2, 0, 'kept', 'kept']],
  ])('is read from the run of %s under "%s"', async (variant, schedule, outcomes) => {
    const trace = await sampleRun(variant, schedule)
    const read = [orders, records, payments, deliveries, lag, announced, once].map((measure) =>
      readMeasure(measure, trace, lab),
    )
    expect(read).toEqual(outcomes)
  })

  it('counts all where it is about nothing in particular', async () => {
    const trace = await sampleRun('dual-write')
    const all: Measure = { kind: 'rows', node: 'orders-db', table: 'orders' }
    expect(readMeasure(all, trace, lab)).toBe(2)
    expect(readMeasure({ ...all, table: 'no_such_table' }, trace, lab)).toBe(0)
  })

  it('knows which events are part of the reason', async () => {
    const trace = await sampleRun('outbox', schedules.twice)
    const reasons = (measure: Measure) =>
      trace.filter((event) => concernsMeasure(measure, event, trace, lab)).length
    expect([payments, records, deliveries, once].map(reasons)).toEqual([2, 2, 2, 1])
  })

  it('has a title and words for what came of it', () => {
    expect(titleOfMeasure(payments, lab)).toBe('payments-db, rows of payments about order 1042')
    expect(titleOfMeasure(announced, lab)).toBe('Every committed order is announced')
    expect([0, 1, 2].map((count) => outcomeInWords(records, count))).toEqual([
      'no record',
      '1 record',
      '2 records',
    ])
    expect(outcomeInWords(lag, 0)).toBe('lag 0')
    expect(outcomeInWords(announced, 'broken')).toBe('broken')
  })
})
