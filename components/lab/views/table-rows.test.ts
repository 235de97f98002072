import { beforeAll, describe, expect, it } from 'vitest'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { lab } from '@/simulations/outbox/lab'
import { readLabSources } from '@/simulations/runner/node/load-lab'
import { storyOf } from '@/simulations/story/story'
import { lab as twoPhaseCommit } from '@/simulations/two-phase-commit/lab'
import { sampleRun, schedules } from '../testing/runs'
import { judgedTargets, rowTargets } from './evidence'
import { missingInWords, missingMessages } from './missing-messages'
import { endOf, playheadAt } from './playhead'
import { databasesOf, isAmount, tablesOf } from './schema-tables'
import { isFresh, tableTimeline } from './table-rows'

describe('the tables of a schema', () => {
  it('are known before they have a row', () => {
    const databases = databasesOf(lab, 'outbox-with-inbox', readLabSources('outbox'))
    expect(databases.map(({ node, tables }) => [node, tables.map((table) => table.name)])).toEqual([
      ['orders-db', ['orders', 'outbox']],
      ['payments-db', ['payments', 'inbox']],
    ])
  })

  it('have their columns, whatever stands in brackets', () => {
    const [table] = tablesOf(
      'CREATE TABLE stock (\n  sku text, -- the article\n  price numeric(10, 2) CHECK (price > 0),\n  seen timestamptz DEFAULT now(),\n  PRIMARY KEY (sku)\n);',
    )
    expect(table?.columns.map((column) => column.name)).toEqual(['sku', 'price', 'seen'])
    expect(table?.columns.map(isAmount)).toEqual([false, true, false])
    expect(table?.columns[2]?.timeOfRow).toBe(true)
  })
})

describe('rows at the playhead', () => {
  let lost: TraceEvent[]
  let outbox: TraceEvent[]
  beforeAll(async () => {
    lost = await sampleRun('dual-write', schedules.lost)
    outbox = await sampleRun('outbox')
  })

  it('are those that the schema made, from the start, until they change', async () => {
    const trace = await sampleRun('two-phase-commit', '', twoPhaseCommit)
    const stockAt = (at: number) => {
      const state = tableTimeline(trace).at(playheadAt(trace, at).index)
      return state.tables['inventory-db stock']?.map(({ row, changedAt }) => [
        row.on_hand,
        changedAt > 0,
      ])
    }
    expect(stockAt(1_000)).toEqual([[12, false]])
    expect(stockAt(26_000)).toEqual([[11, true]])
  })

  it('are those that were committed by then', () => {
    const timeline = tableTimeline(lost)
    const keysAt = (at: number) =>
      (timeline.at(playheadAt(lost, at).index).tables['orders-db orders'] ?? []).map(
        (row) => row.key,
      )
    expect(keysAt(endOf(lost))).toEqual(['1041', '1042'])
    expect(keysAt(10_000)).toEqual(['1041'])
    expect(keysAt(0)).toEqual([])
  })

  it('are washed for a few milliseconds after their change', () => {
    const state = tableTimeline(lost).at(playheadAt(lost, 26_000).index)
    const [first, second] = state.tables['orders-db orders'] ?? []
    expect(first && isFresh(first, 'orders-db', state, 26_000)).toBe(false)
    expect(second && isFresh(second, 'orders-db', state, 26_000)).toBe(true)
    expect(second && isFresh(second, 'orders-db', state, 30_000)).toBe(false)
  })

  it('stay as deleted until their database changes again', () => {
    const timeline = tableTimeline(outbox)
    const deletion = outbox.findIndex(
      (event) =>
        event.kind === 'rows' && event.changes.some((change) => change.operation === 'delete'),
    )
    expect(
      timeline.at(deletion + 1).tables['orders-db outbox']?.map((row) => row.operation),
    ).toEqual(['delete'])
    expect(
      timeline
        .at(outbox.length)
        .tables['orders-db outbox']?.filter((row) => row.operation !== 'delete'),
    ).toEqual([])
  })

  it('have their holes and marks only once a promise is judged', () => {
    const before = judgedTargets(lost, playheadAt(lost, endOf(lost) - 1))
    expect(before).toEqual([])
    const after = judgedTargets(lost, playheadAt(lost, endOf(lost)))
    expect(rowTargets(after, 'payments-db', 'payments')).toMatchObject([
      { missing: true, text: 'no row for order 1042, and none is coming' },
    ])
    expect(rowTargets(after, 'orders-db', 'orders')).toMatchObject([
      { missing: false, key: '1042', text: 'unannounced' },
    ])
  })

  it('mark each of several that are missing', async () => {
    const many = await sampleRun('dual-write', schedules.many)
    const targets = judgedTargets(many, playheadAt(many, endOf(many)))
    const keys = (node: string, table: string) =>
      rowTargets(targets, node, table).map((target) => target.key)
    expect(keys('orders-db', 'orders')).toEqual(['1041', '1042', '1043'])
    expect(keys('payments-db', 'payments')).toEqual(['1041', '1042', '1043'])
    expect(missingMessages(many).map(({ subject, sent }) => [subject, sent])).toEqual([
      ['1041', false],
      ['1042', true],
      ['1043', true],
    ])
    expect(missingInWords(missingMessages(many))).toEqual({
      who: '1041 and 2 more',
      fate: 'never arrived',
    })
    expect(storyOf(many, lab).at(-1)?.text).toContain('Order 1041 and 2 more were never announced.')
  })
})
