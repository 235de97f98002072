import { describe, expect, it, vi } from 'vitest'
import { lab } from '@/simulations/outbox/lab'
import { runAt } from '../testing/events'
import {
  askForRun,
  isAwaited,
  isOnPlate,
  onDeskChange,
  putOnPlate,
  questionAbout,
  runSeen,
  setTask,
  takeRuns,
  takeSaying,
  taskAt,
  tellWatchers,
  waitForRun,
  watchRuns,
} from './run-desk'

const run = { variant: 'outbox', seed: 7, ranAs: 'do place-order at 2ms' }
const question = { lab: 'outbox', card: 'predict-outbox/x' }
const recipe = { variant: 'outbox', seed: 7, schedule: '' }
const seen = {
  recipe,
  schedule: run.ranAs,
  sources: {},
  swept: null,
  trace: runAt(1_000),
  fingerprint: '0f',
  lab,
  story: [],
}

describe('a run that is waited for', () => {
  it('is a secret until the wait is called off, in its place only', () => {
    const heard = vi.fn()
    const stop = onDeskChange(heard)
    const off = waitForRun('outbox', { ...question, run, answered: false, onSeen: () => undefined })
    expect(isAwaited('outbox', { ...run })).toBe(true)
    expect(isAwaited('relay', run)).toBe(false)
    expect(isAwaited('outbox', { ...run, seed: 8 })).toBe(false)
    expect(isAwaited('outbox', { ...run, ranAs: '' })).toBe(false)
    off()
    expect(isAwaited('outbox', run)).toBe(false)
    expect(heard).toHaveBeenCalledTimes(2)
    stop()
  })

  it('leads to its question from any place of its lab, and from no other lab', () => {
    const off = waitForRun('second', { ...question, run, answered: true, onSeen: () => undefined })
    expect(questionAbout('outbox', { ...run })).toBe('predict-outbox/x')
    expect(questionAbout('outbox-relay', run)).toBe(null)
    expect(questionAbout('outbox', { ...run, seed: 8 })).toBe(null)
    off()
    expect(questionAbout('outbox', run)).toBe(null)
  })

  it('is handed over when it has been seen, and no other', () => {
    const onSeen = vi.fn()
    const off = waitForRun('outbox', { ...question, run, answered: true, onSeen })
    expect(runSeen('outbox', { ...run, variant: 'dual-write' }, seen)).toEqual([])
    expect(onSeen).not.toHaveBeenCalled()
    expect(runSeen('outbox', run, seen)).toEqual([question.card])
    expect(onSeen).toHaveBeenCalledWith(seen)
    off()
    expect(runSeen('outbox', run, seen)).toEqual([])
  })

  it('of the reader’s own code marks no question', () => {
    const onSeen = vi.fn()
    const off = waitForRun('outbox', { ...question, run, answered: true, onSeen })
    expect(runSeen('outbox', null, seen)).toEqual([])
    expect(onSeen).not.toHaveBeenCalled()
    off()
  })

  it('is watched in its place, and what its watchers say is collected', async () => {
    const stop = watchRuns('outbox', async ({ swept }) => (swept ? 'Swept.' : null))
    const off = watchRuns('outbox', async () => 'Seen.')
    expect(await tellWatchers('outbox', seen)).toEqual(['Seen.'])
    expect(
      await tellWatchers('outbox', {
        ...seen,
        swept: { seed: 7, actions: '', runs: 3, stopped: 0, violations: {} },
      }),
    ).toEqual(['Swept.', 'Seen.'])
    expect(await tellWatchers('relay', seen)).toEqual([])
    stop()
    off()
    expect(await tellWatchers('outbox', seen)).toEqual([])
  })

  it('tells who asked for it that it has begun, once', () => {
    const onBegun = vi.fn()
    askForRun('outbox', recipe, { onBegun })
    expect(onBegun).not.toHaveBeenCalled()
    expect(takeSaying('outbox')).toBeNull()
    takeSaying('outbox')
    expect(onBegun).toHaveBeenCalledOnce()
  })

  it('can be asked for with a saying, which is said once', () => {
    askForRun('outbox', recipe, { saying: 'Challenge 1.' })
    expect(takeSaying('relay')).toBeNull()
    expect(takeSaying('outbox')).toBe('Challenge 1.')
    expect(takeSaying('outbox')).toBeNull()
  })
})

describe('a run that is asked for', () => {
  it('goes to the lab of its place: to the started one, and to the poster again when that has gone', () => {
    const poster = vi.fn()
    const started = vi.fn()
    expect(askForRun('outbox', recipe)).toBe(false)
    const removePoster = takeRuns('outbox', poster)
    const leave = takeRuns('outbox', started)
    expect(askForRun('outbox', recipe)).toBe(true)
    expect([poster, started].map((taker) => taker.mock.calls.length)).toEqual([0, 1])
    leave()
    askForRun('outbox', recipe)
    expect([poster, started].map((taker) => taker.mock.calls.length)).toEqual([1, 1])
    const at = { at: 5, index: 2 }
    askForRun('outbox', recipe, { at })
    expect(poster.mock.calls).toEqual([
      [recipe, null],
      [recipe, at],
    ])
    removePoster()
    expect(askForRun('outbox', recipe)).toBe(false)
  })
})

describe('a task', () => {
  it('stands at its lab until it is done, or something else is asked for', () => {
    const task = {
      name: 'Challenge 1',
      title: 'Lose it',
      text: 'Lose it.',
      repair: null,
      href: '#one',
      variant: 'outbox',
    }
    const heard = vi.fn()
    const stop = onDeskChange(heard)
    askForRun('outbox', recipe, { task })
    expect(taskAt('outbox')).toBe(task)
    expect(taskAt('relay')).toBeNull()
    setTask('outbox', null)
    setTask('outbox', null)
    expect(taskAt('outbox')).toBeNull()
    expect(heard).toHaveBeenCalledTimes(2)
    askForRun('outbox', recipe, { task })
    askForRun('outbox', recipe)
    expect(taskAt('outbox')).toBeNull()
    stop()
  })
})

describe('what stands on the plate', () => {
  it('is the run and the one beside it, in its place only, until another takes it', () => {
    const heard = vi.fn()
    const stop = onDeskChange(heard)
    putOnPlate('outbox', ['a1', 'b2'])
    expect(isOnPlate('outbox', 'a1')).toBe(true)
    expect(isOnPlate('outbox', 'b2')).toBe(true)
    expect(isOnPlate('relay', 'a1')).toBe(false)
    putOnPlate('outbox', ['c3'])
    expect(isOnPlate('outbox', 'a1')).toBe(false)
    putOnPlate('outbox', [])
    expect(isOnPlate('outbox', 'c3')).toBe(false)
    expect(heard).toHaveBeenCalledTimes(3)
    stop()
  })
})
