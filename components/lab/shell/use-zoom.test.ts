import { describe, expect, it } from 'vitest'
import { lookAfter, momentOf } from './use-zoom'

const clock = { playhead: 30_000, end: 100_000 }
const close = { factor: 4, held: null }
const by = (us: number) => ({ move: (at: number) => at + us })

describe('a close look', () => {
  it('stands still while the playhead moves within a page, and turns it then', () => {
    const at = (playhead: number) => momentOf(close, { ...clock, playhead })
    expect(at(21_000)).toBe(at(39_000))
    expect(at(41_000)).toBeGreaterThan(at(39_000))
  })

  it('has the playhead in view, at the ends of the run too', () => {
    for (const factor of [1.5, 4, 64])
      for (let playhead = 0; playhead <= clock.end; playhead += 500) {
        const at = momentOf({ factor, held: null }, { ...clock, playhead })
        expect(playhead).toBeGreaterThanOrEqual(at - at / factor - 1)
        expect(playhead).toBeLessThanOrEqual(at + (clock.end - at) / factor + 1)
      }
  })

  it('goes where the reader moves it, never past the ends of the run', () => {
    const moved = lookAfter(lookAfter(close, by(5_000), clock), by(5_000), clock)
    expect(momentOf(moved, clock)).toBe(momentOf(close, clock) + 10_000)
    expect(momentOf(lookAfter(moved, by(-1e9), clock), clock)).toBe(0)
    expect(momentOf(lookAfter(moved, by(1e9), clock), clock)).toBe(clock.end)
  })

  it('follows the playhead again as soon as that goes on', () => {
    const moved = lookAfter(close, by(40_000), clock)
    const later = { ...clock, playhead: 31_000 }
    expect(momentOf(moved, later)).toBe(momentOf(close, later))
  })

  it('goes back to the whole run', () => {
    expect(lookAfter(lookAfter(close, by(1), clock), 'fit', clock)).toEqual({
      factor: 1,
      held: null,
    })
  })
})
