import { describe, expect, it } from 'vitest'
import { distanceOf, pinched } from './pinch'

describe('a pinch', () => {
  it('zooms in as two fingers part, and out as they meet', () => {
    expect(pinched(100, 130)).toBe('in')
    expect(pinched(130, 100)).toBe('out')
  })

  it('does nothing for a tremble', () => {
    expect(pinched(100, 110)).toBeNull()
    expect(pinched(0, 110)).toBeNull()
  })

  it('is measured between the fingers', () => {
    expect(distanceOf({ clientX: 0, clientY: 0 }, { clientX: 30, clientY: 40 })).toBe(50)
  })
})
