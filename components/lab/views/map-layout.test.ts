import { describe, expect, it } from 'vitest'
import { lab } from '@/simulations/outbox/lab'
import { lab as saga } from '@/simulations/saga/lab'
import { alongPath, mapLayout, type Place } from './map-layout'

/** In CSS pixels. */
const rounding = 1e-6

/** No two overlap, and nothing reaches out of the panel. Nodes may touch: some stand on others. */
function expectApart(
  places: readonly Place[],
  { width, height }: { width: number; height: number },
) {
  for (const place of places) {
    expect(place.x - place.width / 2).toBeGreaterThanOrEqual(0)
    expect(place.x + place.width / 2).toBeLessThanOrEqual(width)
    expect(place.y + place.height / 2).toBeLessThanOrEqual(height)
    for (const other of places) {
      const apart =
        Math.abs(place.x - other.x) >= (place.width + other.width) / 2 ||
        Math.abs(place.y - other.y) >= (place.height + other.height) / 2 - rounding
      expect(place === other || apart, `${place.id} ${other.id}`).toBe(true)
    }
  }
}

describe('the map', () => {
  it.each([
    [536, 310],
    [350, 252],
    [992, 240],
  ])('has all nodes apart and inside of %i × %i px', (width, height) => {
    const { places } = mapLayout(lab, [], { width, height })
    expectApart(places, { width, height })
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

  it.each([
    [536, 310],
    [350, 300],
    [560, 270],
  ])('stands each of many services on its store, at %i × %i px', (width, height) => {
    const { places, links } = mapLayout(saga, [], { width, height })
    const at = (id: string) => places.find((place) => place.id === id)
    const [inventory, foot, broker] = ['inventory', 'inventory-db', 'broker'].map(at)
    expect(foot?.foot).toBe(true)
    expect(foot?.x).toBe(inventory?.x)
    expect((foot?.y ?? 0) - (foot?.height ?? 0) / 2).toBeCloseTo(
      (inventory?.y ?? 0) + (inventory?.height ?? 0) / 2,
    )
    expect(broker?.width).toBe(width - 8)
    expectApart(places, { width, height })
    expect(links).toHaveLength(saga.links.length)
    // One instance stands on the store of both, the other on nothing: its link begins at itself.
    const [alone] = links.find(({ id }) => id === 'orders-2 broker')?.points ?? []
    const orders = at('orders-2')
    expect(alone?.y).toBeCloseTo((orders?.y ?? 0) + (orders?.height ?? 0) / 2)
  })
})
