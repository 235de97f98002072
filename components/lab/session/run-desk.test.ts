import { describe, expect, it, vi } from 'vitest'
import { lab } from '@/simulations/outbox/lab'
import { runAt } from '../testing/events'
import { askForRun, isAwaited, onWaitingChange, runSeen, takeRuns, waitForRun } from './run-desk'

const run = { variant: 'outbox', seed: 7, ranAs: 'do place-order at 2ms' }
const seen = { trace: runAt(1_000), lab, story: [] }
const recipe = { variant: 'outbox', seed: 7, schedule: '' }

describe('a run that is waited for', () => {
  it('is a secret until the wait is called off, in its place only', () => {
    const heard = vi.fn()
    const stop = onWaitingChange(heard)
    const off = waitForRun('outbox', { run, onSeen: () => undefined })
    expect(isAwaited('outbox', { ...run })).toBe(true)
    expect(isAwaited('relay', run)).toBe(false)
    expect(isAwaited('outbox', { ...run, seed: 8 })).toBe(false)
    expect(isAwaited('outbox', { ...run, ranAs: '' })).toBe(false)
    off()
    expect(isAwaited('outbox', run)).toBe(false)
    expect(heard).toHaveBeenCalledTimes(2)
    stop()
  })

  it('is handed over when it has been seen, and no other', () => {
    const onSeen = vi.fn()
    const off = waitForRun('outbox', { run, onSeen })
    expect(runSeen('outbox', { ...run, variant: 'dual-write' }, seen)).toBe(0)
    expect(onSeen).not.toHaveBeenCalled()
    expect(runSeen('outbox', run, seen)).toBe(1)
    expect(onSeen).toHaveBeenCalledWith(seen)
    off()
    expect(runSeen('outbox', run, seen)).toBe(0)
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
    removePoster()
    expect(askForRun('outbox', recipe)).toBe(false)
  })
})
