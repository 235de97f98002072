import { describe, expect, it } from 'vitest'
import { runAt } from '../testing/events'
import { endOfClock, hasEnded, nextOnClock, steppedOnClock, tracesOf } from './clock'
import {
  type Run,
  type SessionEvent,
  type SessionState,
  sessionReducer,
  startState,
} from './session-state'

const recipe = { variant: 'dual-write', seed: 7, schedule: '' }

function runOf(variant: string, ...times: number[]): Run {
  return {
    recipe: { ...recipe, variant },
    report: {
      trace: runAt(...times),
      fingerprint: variant,
      outcome: 'holds',
      reason: null,
      virtualUs: times.at(-1) ?? 0,
      invariants: [],
      schedule: '',
      unmet: [],
      code: {},
      wallMs: 1,
    },
  }
}

const one = runOf('dual-write', 1_000, 2_000)
const other = runOf('outbox', 1_000, 3_000, 5_000)
const ran = (run: Run, outcome?: Run): SessionEvent => ({
  type: 'ran',
  run,
  arrival: { keep: 'past' },
  notice: null,
  ...(outcome ? { beside: { variant: outcome.recipe.variant, run: outcome } } : {}),
})
const showed: SessionEvent = { type: 'showed', mode: { name: 'beside', variant: 'outbox' } }
const besideRan: SessionEvent = { type: 'besideRan', outcome: { variant: 'outbox', run: other } }
const moved = (at: number, index: number): SessionEvent => ({
  type: 'moved',
  playhead: { at, index },
})

function stateAfter(...events: SessionEvent[]): SessionState {
  return events.reduce(sessionReducer, startState(recipe))
}

describe('a run put beside another', () => {
  it('is awaited, and then goes as long as the longer of the two', () => {
    const awaited = stateAfter(ran(one), showed)
    expect(awaited.beside).toMatchObject({ variant: 'outbox', run: null, pending: true })
    expect(endOfClock(tracesOf(awaited)).at).toBe(2_000)
    const both = stateAfter(ran(one), showed, besideRan)
    expect(endOfClock(tracesOf(both))).toEqual({ at: 5_000, index: 2 })
    expect(hasEnded(tracesOf(both), { at: 2_000, index: 2 })).toBe(false)
    expect(hasEnded(tracesOf(both), { at: 5_000, index: 2 })).toBe(true)
  })

  it('is stepped through by the instants of both', () => {
    const traces = tracesOf(stateAfter(ran(one), showed, besideRan))
    const places = [0, 1, 2, 3].reduce(
      (all) => [...all, steppedOnClock(traces, all.at(-1) ?? { at: 0, index: 0 }, 1)],
      [] as { at: number; index: number }[],
    )
    expect(places.map(({ at }) => at)).toEqual([1_000, 2_000, 3_000, 5_000])
    expect(steppedOnClock(traces, { at: 5_000, index: 2 }, -1)).toEqual({ at: 3_000, index: 2 })
    expect(steppedOnClock(traces, { at: 1_000, index: 1 }, -1)).toEqual({ at: 0, index: 0 })
    expect(nextOnClock(traces, { at: 2_000, index: 2 }, () => true)?.at).toBe(3_000)
  })

  it('gives nothing away that has not been seen of it', () => {
    const state = stateAfter(
      ran(one),
      moved(2_000, 2),
      moved(0, 0),
      showed,
      besideRan,
      moved(1_000, 1),
    )
    expect(state.beside?.furthestAt).toBe(1_000)
    expect(state.furthest).toBe(2)
  })

  it('that cannot run says why on its side; the first one stays', () => {
    const failure = { kind: 'unexpected' as const, message: 'orders has no relay' }
    const state = stateAfter(ran(one), showed, {
      type: 'besideRan',
      outcome: { variant: 'outbox', failure },
    })
    expect(state.beside).toMatchObject({ run: null, failure, pending: false })
    expect(state.run).toBe(one)
    expect(tracesOf(state)).toHaveLength(1)
    expect(sessionReducer(state, { type: 'swapped' })).toBe(state)
  })

  it('comes along when the first is changed, and an answer for another variant is passed over', () => {
    const longer = runOf('outbox', 1_000, 3_000, 9_000)
    const state = stateAfter(ran(one), showed, besideRan, moved(4_000, 2), ran(one, longer))
    expect(state.beside).toMatchObject({ run: longer, pending: false, furthestAt: 4_000 })
    const late: SessionEvent = { type: 'besideRan', outcome: { variant: 'saga', run: one } }
    expect(sessionReducer(state, late).beside).toBe(state.beside)
  })

  it('changes places with the first, and what was seen goes with each', () => {
    const state = stateAfter(ran(one), showed, besideRan, moved(3_000, 2), { type: 'swapped' })
    expect(state).toMatchObject({
      mode: { name: 'beside', variant: 'dual-write' },
      run: other,
      playhead: { at: 3_000, index: 2 },
      furthest: 2,
      beside: { variant: 'dual-write', run: one },
    })
  })

  it('becomes the run when it is kept', () => {
    const state = stateAfter(ran(one), showed, besideRan, moved(5_000, 2), { type: 'keptBeside' })
    expect(state).toMatchObject({
      mode: { name: 'run' },
      run: other,
      recipe: other.recipe,
      beside: null,
      playhead: { at: 5_000, index: 3 },
      furthest: 3,
    })
  })

  it('goes with the way back, and the clock is that of the run again', () => {
    const state = stateAfter(ran(one), showed, besideRan, moved(5_000, 2), {
      type: 'showed',
      mode: { name: 'run' },
    })
    expect(state).toMatchObject({ beside: null, playhead: { at: 2_000, index: 2 } })
  })

  it('that a link opens stands at the moment of the link, also behind the end of the first', () => {
    const start = startState(recipe, { name: 'beside', variant: 'outbox' })
    const state = sessionReducer(start, {
      type: 'ran',
      run: one,
      arrival: { keep: 'moment', at: 4_000 },
      notice: null,
      beside: { variant: 'outbox', run: other },
    })
    expect(state).toMatchObject({
      playhead: { at: 4_000, index: 2 },
      beside: { run: other, furthestAt: 4_000 },
    })
  })
})
