import { beforeAll, describe, expect, it } from 'vitest'
import type { TraceEvent } from '../../kernel/trace-event'
import { lab } from '../../outbox/lab'
import { sampleRun, schedules } from '../testing/sample-runs'
import { endInWords, faultInWords, linkInWords } from './cause-words'
import { causeChain } from './causes'
import { deletedRows, missingRow, rowHistory } from './row-history'

const payment = (key: string) => ({ node: 'payments-db', table: 'payments', key })

function told(trace: readonly TraceEvent[], chain: ReturnType<typeof causeChain>) {
  return chain.map((link) =>
    [
      linkInWords(trace, link, lab),
      ...link.faults.map((fault) => `  ${faultInWords(trace, fault, lab)}`),
    ].join('\n'),
  )
}

describe('the second charge, after the relay crashed behind its publication', () => {
  let trace: TraceEvent[]
  beforeAll(async () => {
    trace = await sampleRun('outbox', schedules.twice)
  })

  it('leads over the second publication and the crash to the outbox row and the POST of 1042', () => {
    const [step] = rowHistory(trace, payment('3'), trace.length, lab)
    expect(told(trace, step?.chain.slice() ?? [])).toMatchInlineSnapshot(`
      [
        "Place order: what shop was asked to do.",
        "shop sends POST /orders 1042 to orders.",
        "orders sends INSERT outbox to orders-db.",
        "orders-db commits: new row 00271ec8… in outbox of order 1042.",
        "relay sends orders 1042 to broker.",
        "broker appends 1042 to orders, partition 1, at offset 1.
        relay crashed at 31.5 ms after line 27 of relay.ts, so this happened again.",
        "broker delivers 1042 to payments.",
        "payments sends INSERT payments to payments-db.",
        "payments-db commits: new row 3 in payments of order 1042.",
      ]
    `)
    expect(step?.faults).toMatchObject([
      { what: 'crash', node: 'relay', item: schedules.twice, effect: 'again' },
    ])
    expect(step?.place).toMatchObject({ node: 'payments', file: 'payments.ts' })
  })

  it('was not needed for the first charge', () => {
    const [step] = rowHistory(trace, payment('2'), trace.length, lab)
    expect(step?.faults).toEqual([])
  })

  it('says of the outbox row that it came and went, each with its line and its columns', () => {
    const [gone] = deletedRows(trace, { node: 'orders-db', table: 'outbox' }, trace.length)
    const key = gone?.key ?? ''
    const history = rowHistory(
      trace,
      { node: 'orders-db', table: 'outbox', key },
      trace.length,
      lab,
    )
    expect(history.map(({ operation, place }) => `${operation} ${place?.file}`)).toEqual([
      'insert orders.ts',
      'delete relay.ts',
    ])
    expect(history[0]?.columns).toContainEqual({
      column: 'aggregateid',
      before: undefined,
      after: '1041',
    })
    // What the relay deletes, it had read: the row, and so the order's commit, stand behind it.
    expect(history[1]?.chain.map(({ what }) => what)).toContain('action')
  })

  it('has nothing of what comes after the playhead', () => {
    const [first] = rowHistory(trace, payment('2'), trace.length, lab)
    expect(rowHistory(trace, payment('2'), first?.index ?? 0, lab)).toEqual([])
    expect(rowHistory(trace, payment('2'), (first?.index ?? 0) + 1, lab)).toHaveLength(1)
  })
})

describe('an order that nobody hears of', () => {
  it('ended at the crash, after its row was stored', async () => {
    const trace = await sampleRun('dual-write', schedules.lost)
    const { chain, end } = missingRow(trace, '1042', trace.length, lab)
    expect(told(trace, chain.slice())).toMatchInlineSnapshot(`
      [
        "Place order: what shop was asked to do.",
        "shop sends POST /orders 1042 to orders.",
        "orders sends INSERT orders to orders-db.",
        "orders-db commits: new row 1042 in orders.",
      ]
    `)
    expect(end && endInWords(trace, end, lab)).toMatchInlineSnapshot(
      `"It ended here: orders crashed at 25.0 ms before line 23 of orders.ts, and nothing took this up again."`,
    )
    expect(end).toMatchObject({ what: 'crash', node: 'orders', item: schedules.lost })
  })

  it('ended where its message was dropped', async () => {
    const trace = await sampleRun('dual-write', schedules.drop)
    const { end } = missingRow(trace, '1041', trace.length, lab)
    expect(end).toMatchObject({ what: 'lost', item: schedules.drop })
  })

  it('says nothing about an end that has not come yet', async () => {
    const trace = await sampleRun('dual-write', schedules.lost)
    const crash = trace.findIndex((event) => event.kind === 'crash')
    expect(missingRow(trace, '1042', crash, lab).end).toBeNull()
  })
})

describe('an announcement without an order', () => {
  it('is an order that ended before it was stored', async () => {
    const trace = await sampleRun('publish-first', schedules.ghost)
    const { end } = missingRow(trace, '1042', trace.length, lab)
    expect(end).toMatchObject({ what: 'crash', node: 'orders', place: { when: 'before' } })
  })
})

describe('a delivery that was doubled', () => {
  it('stands behind the second charge', async () => {
    const trace = await sampleRun('outbox', schedules.duplicate)
    const twice = trace.flatMap((event) =>
      event.kind === 'rows' && event.node === 'payments-db' ? event.changes : [],
    )
    const [step] = rowHistory(trace, payment(twice[1]?.key ?? ''), trace.length, lab)
    expect(step?.faults).toMatchObject([{ what: 'copy', item: schedules.duplicate }])
  })
})

describe('a delivery after a crash of the reader', () => {
  it('is repeated because of that crash', async () => {
    const item = 'crash payments after payments.ts:12 #2'
    const trace = await sampleRun('outbox', item)
    const charges = trace.flatMap((event) =>
      event.kind === 'rows' && event.node === 'payments-db' ? event.changes : [],
    )
    const [step] = rowHistory(trace, payment(charges.at(-1)?.key ?? ''), trace.length, lab)
    expect(step?.faults).toMatchObject([{ what: 'crash', node: 'payments', item, effect: 'again' }])
  })
})

describe('every chain of every sample run', () => {
  const runs: [string, string][] = [
    ['dual-write', schedules.many],
    ['dual-write', schedules.cut],
    ['dual-write', schedules.pause],
    ['outbox', schedules.twice],
    ['outbox', schedules.broker],
    ['outbox-with-inbox', schedules.duplicate],
    ['publish-first', schedules.ghost],
  ]
  it.each(runs)('%s, %s: goes back in time, and each link has words', async (variant, schedule) => {
    const trace = await sampleRun(variant, schedule)
    let told = 0
    trace.forEach((_, index) => {
      const chain = causeChain(trace, { index }, lab)
      const places = chain.map((link) => link.index)
      expect(places).toEqual([...places].sort((a, b) => a - b))
      expect(new Set(places).size).toBe(places.length)
      for (const link of chain) {
        expect(linkInWords(trace, link, lab)).not.toBe('')
        for (const fault of link.faults) expect(fault.index).toBeLessThanOrEqual(link.index + 1)
      }
      if (chain.length > 1) told += 1
    })
    expect(told).toBeGreaterThan(trace.length / 3)
  })

  it.each(runs)('%s, %s: every row goes back to an action', async (variant, schedule) => {
    const trace = await sampleRun(variant, schedule)
    trace.forEach((event, index) => {
      if (event.kind !== 'rows') return
      for (const change of event.changes)
        expect(causeChain(trace, { index, change }, lab)[0]?.what).toBe('action')
    })
  })
})
