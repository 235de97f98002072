import { describe, expect, test } from 'vitest'
import { lab } from '@/simulations/saga/lab'
import { readLabSources } from '@/simulations/runner/node/load-lab'
import { runRecipe } from '@/simulations/runner/run-recipe'
import { testWorld } from '@/simulations/runner/testing/tiny-lab'
import { machineOf, machineTimeline } from './machine-runs'
import { undoLedger } from './undo-ledger'

const rows = lab.machines?.[0]
if (!rows) throw new Error('The lab has no machine.')

const play = async (schedule: string, variant = 'orchestrated') => {
  const bundle = { definition: lab, sources: readLabSources('saga') }
  const { trace } = await runRecipe(await testWorld(), bundle, {
    lab: 'saga',
    variant,
    seed: 7,
    schedule,
  })
  return trace
}

describe('the runs of a machine', () => {
  test('a refused card is a way through the states, each with the event that led there', async () => {
    const trace = await play('do place-order with card=refused at 2ms')
    const { runs } = machineTimeline(trace, rows).at(trace.length)
    expect(runs.map(({ key, state }) => [key, state])).toEqual([['1041', 'cancelled']])
    expect(runs[0]?.path.map(({ event, to }) => `${event}: ${to}`)).toEqual([
      'OrderPlaced: reserving',
      'StockReserved: charging',
      'CardRefused: releasing',
      'StockReleased: cancelled',
    ])
    expect(machineOf(trace, rows)?.states.map(({ id }) => id)).toContain('parked')
  })

  test('what has to be undone is read from it, at any moment', async () => {
    const trace = await play('do place-order with card=refused at 2ms')
    const timeline = machineTimeline(trace, rows)
    const [run] = timeline.at(trace.length).runs
    const turn = run?.path.find(({ event }) => event === 'CardRefused')
    const [then] = timeline.at(turn?.index ?? 0).runs
    if (!run || !then) throw new Error('There is no run.')
    const open = { ended: false, parked: false }
    const states = machineOf(trace, rows)?.states ?? []
    expect(
      undoLedger(then, rows.steps, states, open).map(({ step, now }) => `${step}: ${now}`),
    ).toEqual(['ship: never asked for', 'charge: nothing was done', 'reserve: under way'])
    const [, , reserve] = undoLedger(run, rows.steps, states, { ...open, ended: true })
    expect(reserve?.now).toMatch(/^undone at /)
    expect(reserve?.mark).toBe('kept')
    const without = states.filter(({ id }) => id !== 'releasing')
    expect(undoLedger(run, rows.steps, without, open)[2]?.undo).toBe('no release')
  })

  test('what a person paid back by hand stands there as that', async () => {
    const parked =
      'do place-order with card=disputed at 2ms; do cancel-order with order=1041 at 49ms'
    const trace = await play(`${parked}; do paid-by-hand with order=1041 at 400ms`)
    const [run] = machineTimeline(trace, rows).at(trace.length).runs
    const states = machineOf(trace, rows)?.states ?? []
    if (!run) throw new Error('There is no run.')
    const lines = undoLedger(run, rows.steps, states, { ended: true, parked: false })
    expect(lines.map(({ now }) => now)).toEqual([
      'never asked for',
      expect.stringMatching(/^paid back by hand at 4\d\d\.\d$/),
      expect.stringMatching(/^undone at /),
    ])
  })

  test('each refusal of an undo is counted', async () => {
    const parked =
      'do place-order with card=disputed at 2ms; do cancel-order with order=1041 at 49ms'
    const trace = await play(`${parked}; do retry-refund with order=1041 at 400ms`)
    const [run] = machineTimeline(trace, rows).at(trace.length).runs
    const states = machineOf(trace, rows)?.states ?? []
    if (!run) throw new Error('There is no run.')
    const [, charge] = undoLedger(run, rows.steps, states, { ended: false, parked: true })
    expect(charge?.now).toMatch(/^refused 2 times, last at 4\d\d\.\d: a person has to$/)
  })

  test('nothing undoes a parcel: after the pivot, or because there is no way to', async () => {
    const trace = await play('do place-order at 2ms')
    const [run] = machineTimeline(trace, rows).at(trace.length).runs
    const states = machineOf(trace, rows)?.states ?? []
    if (!run) throw new Error('There is no run.')
    const ended = { ended: true, parked: false }
    expect(undoLedger(run, rows.steps, states, ended)[0]?.now).toBe(
      'after the pivot: cannot be undone',
    )
    const shipFirst = states.map((state) =>
      state.id === 'shipping'
        ? {
            ...state,
            transitions: [{ event: 'ParcelShipped', target: 'charging', guard: null }],
          }
        : state,
    )
    expect(undoLedger(run, rows.steps, shipFirst, ended)[0]?.now).toBe('cannot be undone')
  })

  test('tries are counted, and a state has its first moment', async () => {
    const trace = await play('do place-order at 2ms; crash inventory at 10ms, restart after 400ms')
    const timeline = machineTimeline(trace, rows)
    const again = timeline
      .at(trace.length)
      .runs[0]?.path.filter(({ from, to }) => from === 'reserving' && to === 'reserving')
    const last = again?.at(-1)
    const [run] = timeline.at(last?.index ?? 0).runs
    expect(run?.tries).toBe((again?.length ?? 0) + 1)
    expect(run?.tries).toBeGreaterThan(1)
    expect(run?.since).toBe(run?.path[0]?.at)
  })

  test('what is only noted is no other try', async () => {
    const late = 'do cancel-order with order=1041 at 58ms; lag payments->provider by 20ms'
    const trace = await play(`do place-order at 2ms; ${late}`)
    const { path = [] } = machineTimeline(trace, rows).at(trace.length).runs[0] ?? {}
    const note = path.find(({ event }) => event === 'CancelOrder')
    expect(note).toMatchObject({ from: 'charging', to: 'charging', noted: true })
    expect(machineTimeline(trace, rows).at(note?.index ?? 0).runs[0]?.tries).toBe(1)
  })

  test('a variant without a machine has none', async () => {
    const trace = await play('do place-order at 2ms', 'choreographed')
    expect(machineOf(trace, rows)).toBeNull()
  })
})
