import { beforeAll, describe, expect, it } from 'vitest'
import { formatMs } from '@/simulations/kernel/time'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { lab } from '@/simulations/outbox/lab'
import { readLabSources } from '@/simulations/runner/node/load-lab'
import { storyOf } from '@/simulations/story/story'
import { sampleRun, schedules } from '../testing/runs'
import { createScale } from '../views/scale'
import { databasesOf } from '../views/schema-tables'
import { compareRuns, type Difference } from './differences'
import { endRowsOf, type Presence } from './end-rows'
import { statusOf } from './side-verdict'

const told = (trace: readonly TraceEvent[]) => ({ trace, story: storyOf(trace, lab) })
const line = ({ at, one, other }: Difference) =>
  `${formatMs(at)} | ${one?.text ?? '–'} | ${other?.text ?? '–'}`

const cell = ({ there, wrong }: Presence) => wrong ?? (there ? 'there' : 'none')

async function pair(one: string, other: string, schedule: string) {
  const [a, b] = [await sampleRun(one, schedule), await sampleRun(other, schedule)]
  return { a, b, differences: compareRuns(told(a), told(b), lab) }
}

describe('a dual write and an outbox under the crash of order 1042', () => {
  let runs: Awaited<ReturnType<typeof pair>>
  beforeAll(async () => {
    runs = await pair('dual-write', 'outbox', schedules.lost)
  })

  it('part at the first INSERT into the outbox, and not where a relay boots or polls', () => {
    const { first } = runs.differences
    expect(first && line(first)).toBe(
      '5.5 ms | orders sends COMMIT to orders-db. | orders sends INSERT outbox to orders-db.',
    )
  })

  it('tell the same story up to there, to the microsecond', () => {
    const past = (trace: readonly TraceEvent[]) =>
      told(trace)
        .story.filter(({ at }) => at < (runs.differences.first?.at ?? 0))
        .map(({ at, text }) => `${at} ${text}`)
    expect(past(runs.a).length).toBeGreaterThan(2)
    expect(past(runs.a)).toEqual(past(runs.b))
  })

  it('differ in these steps, in this order', () => {
    expect(runs.differences.all.map(line)).toMatchInlineSnapshot(`
      [
        "5.5 ms | orders sends COMMIT to orders-db. | orders sends INSERT outbox to orders-db.",
        "6.5 ms | orders-db stored order 1041. | orders-db stored order 1041 and, in the same transaction, a row of outbox for order 1041.",
        "19.9 ms | – | relay deleted its row of outbox for order 1041.",
        "22.6 ms | – | orders crashed after its INSERT orders returned and before line 16 ran. Nothing of order 1042 is stored.",
        "22.6 ms | – | orders-db rolled back a transaction of orders: orders is gone.",
        "23.7 ms | orders-db stored order 1042. | –",
        "25.0 ms | orders crashed after its COMMIT returned and before line 23 ran. Order 1042 is stored. Nobody has been told yet. | –",
        "45.0 ms | Every process is up and the queue is empty. Order 1042 was never announced. Lag is 0, so no dashboard shows it. | Every process is up and the queue is empty. Every promise was kept.",
      ]
    `)
    expect(runs.differences.steps).toBeGreaterThan(runs.differences.all.length)
  })

  it('share one axis: each moment has one place, and only what is idle in both is folded', () => {
    const options = { width: 1_200, lanesOffset: 140 }
    const one = createScale(runs.a, { ...options, beside: runs.b })
    const other = createScale(runs.b, { ...options, beside: runs.a })
    for (let at = 0; at <= one.endAt; at += 1_000) expect(one.toX(at)).toBe(other.toX(at))
    const places = ({ folds }: typeof one) => folds.map(({ from, to }) => ({ from, to }))
    expect(places(one)).toEqual(places(other))
    // The dual write has no relay, so nobody polls there.
    expect(JSON.stringify(one.folds)).not.toContain('poll')
    expect(JSON.stringify(other.folds)).toContain('poll')
    expect(one.folds.length).toBeGreaterThan(0)
    for (const trace of [runs.a, runs.b])
      for (const { from, to } of one.folds)
        expect(
          told(trace).story.filter(
            ({ at, importance }) => importance !== 'detail' && at > from && at < to,
          ),
        ).toEqual([])
  })

  it('end with these rows; red only where the run broke a promise about them', () => {
    const ended = (trace: readonly TraceEvent[], variant: string) => ({
      trace,
      databases: databasesOf(lab, variant, readLabSources('outbox')),
    })
    const rows = endRowsOf(ended(runs.a, 'dual-write'), ended(runs.b, 'outbox'), lab)
    expect(
      rows.map((row) => `${row.node}: ${row.text} | ${cell(row.one)} | ${cell(row.other)}`),
    ).toMatchInlineSnapshot(`
      [
        "orders-db: orders 1041, 49.00 | there | there",
        "orders-db: orders 1042, 129.00 | unannounced | none",
        "payments-db: payments, order 1041, 49.00 | there | there",
        "broker: record of orders, order 1041, OrderPlaced | there | there",
        "broker: record of orders, order 1042, OrderPlaced | missing | none",
      ]
    `)
  })
})

describe('two runs', () => {
  it('of one variant do not differ', async () => {
    const { differences } = await pair('outbox', 'outbox', schedules.twice)
    expect(differences).toMatchObject({ first: null, all: [] })
  })

  it('part in payments where only payments is another', async () => {
    const { a, b, differences } = await pair('outbox', 'outbox-with-inbox', schedules.twice)
    expect(differences.first && line(differences.first)).toBe(
      '18.6 ms | payments sends INSERT payments to payments-db. | payments sends INSERT inbox to payments-db.',
    )
    const databases = (variant: string) => databasesOf(lab, variant, readLabSources('outbox'))
    const rows = endRowsOf(
      { trace: a, databases: databases('outbox') },
      { trace: b, databases: databases('outbox-with-inbox') },
      lab,
    )
    expect(rows.filter((row) => row.one.wrong !== null).map((row) => row.text)).toEqual([
      'payments, order 1042, 129.00',
      'payments, order 1042, 129.00',
    ])
    expect(rows.some((row) => row.other.wrong !== null)).toBe(false)
  })

  it('are listed in the order of each of them', async () => {
    for (const schedule of [schedules.lost, schedules.ghost, 'crash orders at 25ms']) {
      const { differences } = await pair('dual-write', 'outbox', schedule)
      for (const side of ['one', 'other'] as const) {
        const times = differences.all.flatMap((difference) => difference[side]?.at ?? [])
        expect(times).toEqual(times.toSorted((left, right) => left - right))
      }
    }
  })

  it('promise what their variants promise, and no more', () => {
    const state = (id: string) =>
      ({ id, title: id, word: 'kept', status: '', evidence: null, waits: false }) as const
    const states = [state('announced'), state('no-ghost'), state('billed-once')] as const
    const said = (...promises: string[]) => statusOf(states[0], states, promises)
    expect(said('announced', 'no-ghost')).toBe('Both promises were kept.')
    expect(said('announced', 'no-ghost', 'billed-once')).toBe('All 3 promises were kept.')
    expect(said('no-ghost')).toBe('no-ghost.')
  })

  it('are compared the same way from either side', async () => {
    const { a, b, differences } = await pair('dual-write', 'publish-first', schedules.ghost)
    const back = compareRuns(told(b), told(a), lab)
    expect(back.all.map(({ at }) => at)).toEqual(differences.all.map(({ at }) => at))
    expect(back.first?.one).toEqual(differences.first?.other)
    expect(back.steps).toBe(differences.steps)
  })
})
