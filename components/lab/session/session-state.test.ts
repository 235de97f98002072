import { describe, expect, it } from 'vitest'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { runAt } from '../testing/events'
import {
  type Run,
  type SessionEvent,
  type SessionState,
  sessionReducer,
  startState,
  undoMost,
} from './session-state'

const recipe = { variant: 'dual-write', seed: 7, schedule: '' }

function runOf(trace: TraceEvent[], schedule = ''): Run {
  return {
    recipe: { ...recipe, schedule },
    report: {
      trace,
      fingerprint: `${trace.length}`,
      outcome: 'holds',
      reason: null,
      virtualUs: trace.at(-1)?.at ?? 0,
      invariants: [],
      schedule,
      unmet: [],
      code: {},
      wallMs: 1,
    },
  }
}

function stateAfter(...events: SessionEvent[]): SessionState {
  return events.reduce(sessionReducer, startState(recipe))
}

type Ran = Extract<SessionEvent, { type: 'ran' }>
const ran = (run: Run, more: Partial<Ran> = {}): Ran => ({
  type: 'ran',
  run,
  arrival: { keep: 'nothing', play: false },
  notice: null,
  ...more,
})
const first = ran(runOf(runAt(1_000, 2_000, 3_000, 4_000)))
const seenTwo: SessionEvent = { type: 'moved', playhead: { at: 2_000, index: 2 } }
const added = { text: 'Added: x.', undo: true }

describe('a run that arrives', () => {
  it('for the first time stands at its start, with nothing given away', () => {
    expect(stateAfter(first)).toMatchObject({
      stage: 'ready',
      playhead: { at: 0, index: 0 },
      furthest: 0,
      playing: false,
    })
    expect(
      stateAfter(ran(runOf(runAt(1)), { arrival: { keep: 'nothing', play: true } })).playing,
    ).toBe(true)
  })

  it.each([
    ['keeps the playhead where the past is the same', [1_000, 2_000, 9_000], 2_000, 2, 2],
    ['goes back to where the runs part', [1_000, 1_500, 9_000], 1_000, 1, 1],
    ['goes back to the start where nothing is the same', [500], 0, 0, 0],
  ])('with a changed schedule %s', (_, times, at, index, furthest) => {
    const state = stateAfter(
      first,
      seenTwo,
      ran(runOf(runAt(...times)), { arrival: { keep: 'past' }, notice: added }),
    )
    expect(state.playhead).toEqual({ at, index })
    expect(state.furthest).toBe(furthest)
  })

  it('says from when on it is another, and that the past is', () => {
    const later = ran(runOf(runAt(1_000, 2_000, 9_000)), {
      arrival: { keep: 'past' },
      notice: added,
    })
    expect(stateAfter(first, seenTwo, later).notice?.text).toBe(
      'Added: x. The run changes from 9.0 ms on.',
    )
    const earlier = ran(runOf(runAt(1_000, 1_500)), { arrival: { keep: 'past' }, notice: added })
    expect(stateAfter(first, seenTwo, earlier)).toMatchObject({
      notice: { text: expect.stringMatching(/^Added: x\. .* That changes what had happened/) },
      playing: false,
    })
  })

  it('does not stand behind its own end', () => {
    const shorter = ran(runOf(runAt(1_000)), { arrival: { keep: 'past' } })
    const between: SessionEvent = { type: 'moved', playhead: { at: 1_900, index: 1 } }
    expect(stateAfter(first, between, shorter).playhead).toEqual({ at: 1_000, index: 1 })
  })

  it('stands before the moment that was rewritten', () => {
    const rewritten = ran(runOf(runAt(1_000, 2_500)), {
      arrival: { keep: 'before', at: 1_999, play: false },
    })
    expect(stateAfter(first, seenTwo, rewritten)).toMatchObject({
      playhead: { at: 1_999, index: 1 },
      furthest: 1,
    })
  })

  it.each([
    [2_500, { at: 2_500, index: 2 }],
    [9_000, { at: 4_000, index: 4 }],
  ])('stands at %i, as its sharer did, or at its end', (at, playhead) => {
    const shared = ran(first.run, { arrival: { keep: 'moment', at } })
    expect(stateAfter(shared)).toMatchObject({ playhead, furthest: playhead.index, playing: false })
  })

  it('clears what was refused before', () => {
    const refusal: SessionEvent = {
      type: 'refused',
      refusal: {
        recipe: { ...recipe, schedule: 'x' },
        failure: { kind: 'unexpected', message: 'no' },
        problems: [],
      },
      notice: null,
    }
    const refused = stateAfter(
      first,
      { type: 'asked', recipe: { ...recipe, schedule: 'x' }, undo: 'remember' },
      refusal,
    )
    expect(refused).toMatchObject({ stage: 'ready', recipe, pending: false, undo: [] })
    expect(refused.refusal?.recipe.schedule).toBe('x')
    expect(sessionReducer(refused, first).refusal).toBeNull()
  })
})

describe('undo', () => {
  const asked = (schedule: string): Extract<SessionEvent, { type: 'asked' }> => ({
    type: 'asked',
    recipe: { ...recipe, schedule },
    undo: 'remember',
  })
  const change = (schedule: string) => [
    asked(schedule),
    ran(runOf(runAt(1), schedule), { arrival: { keep: 'past' } }),
  ]

  it('remembers the schedule before each change, takes the last, and forgets the oldest', () => {
    const two = stateAfter(first, ...change('a'), ...change('b'))
    expect(two.undo).toEqual(['', 'a'])
    const taken = sessionReducer(two, { ...asked('a'), undo: 'take' })
    expect(taken.undo).toEqual([''])
    const many = stateAfter(
      first,
      ...Array.from({ length: undoMost + 5 }, (_, n) => change(`${n}`)).flat(),
    )
    expect(many.undo).toHaveLength(undoMost)
    expect(many.undo.at(-1)).toBe(`${undoMost + 3}`)
  })

  it('takes changes back one by one, also those made while a run is awaited', () => {
    const hasty = stateAfter(first, asked('a'), asked('a; b'))
    expect(hasty.undo).toEqual(['', 'a'])
    expect(sessionReducer(hasty, ran(runOf(runAt(1), 'a; b'))).undo).toEqual(['', 'a'])
  })
})

describe('a notice', () => {
  const shown: SessionEvent = { type: 'noticed', notice: { text: 'Added: x.', undo: true } }
  const keep: SessionEvent = { type: 'noticed', notice: { text: 'Another version.', keep: true } }
  const acts: [string, SessionEvent][] = [
    ['a move of the playhead', seenTwo],
    ['play', { type: 'played', playing: true }],
    ['another speed', { type: 'speed', speed: 2 }],
  ]

  it.each(acts)('goes with %s, unless it is to be kept', (_, act) => {
    expect(stateAfter(first, shown, act).notice).toBeNull()
    expect(stateAfter(first, keep, act).notice?.text).toBe('Another version.')
  })

  it('stays while the clock of a playing run goes on, to its end', () => {
    const ticked: SessionEvent = { type: 'ticked', playhead: { at: 4_000, index: 4 }, ended: true }
    expect(stateAfter(first, { type: 'played', playing: true }, shown, ticked)).toMatchObject({
      notice: { text: 'Added: x.' },
      playing: false,
      furthest: 4,
    })
  })
})

describe('a worker that ends', () => {
  it('stops the run and leaves it on the screen', () => {
    const state = stateAfter(
      first,
      { type: 'played', playing: true },
      {
        type: 'broken',
        breakdown: { failure: { kind: 'unexpected', message: 'gone' }, when: 'running' },
      },
    )
    expect(state).toMatchObject({ stage: 'failed', playing: false, pending: false })
    expect(state.run).not.toBeNull()
    expect(sessionReducer(state, { type: 'loading' })).toMatchObject({
      stage: 'loading',
      breakdown: null,
    })
  })
})
