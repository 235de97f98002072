import { describe, expect, it } from 'vitest'
import { lab } from '@/simulations/outbox/lab'
import { alongPath, mapLayout } from './map-layout'

describe('the map', () => {
  it.each([
    [536, 310],
    [350, 252],
    [992, 240],
  ])('has all nodes apart and inside of %i × %i px', (width, height) => {
    const { places } = mapLayout(lab, [], { width, height })
    for (const place of places) {
      expect(place.x - place.width / 2).toBeGreaterThanOrEqual(0)
      expect(place.x + place.width / 2).toBeLessThanOrEqual(width)
      expect(place.y + place.height / 2).toBeLessThanOrEqual(height)
      for (const other of places) {
        const apart =
          Math.abs(place.x - other.x) >= place.width || Math.abs(place.y - other.y) >= place.height
        expect(place === other || apart).toBe(true)
      }
    }
  })

  it('leaves out the nodes of another variant, and their links', () => {
    const { places, links } = mapLayout(lab, ['relay'], { width: 536, height: 310 })
    expect(places.map((place) => place.id)).not.toContain('relay')
    expect(links.some((link) => link.id.includes('relay'))).toBe(false)
  })

  it('moves things along a bent link at an even pace', () => {
    const points = [
      { x: 0, y: 0 },
      { x: 0, y: 30 },
      { x: 10, y: 30 },
    ]
    expect(alongPath(points, 0.5)).toEqual({ x: 0, y: 20 })
    expect(alongPath(points, 1)).toEqual({ x: 10, y: 30 })
  })
})
