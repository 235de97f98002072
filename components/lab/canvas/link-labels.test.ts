import { describe, expect, it } from 'vitest'
import { lab } from '@/simulations/outbox/lab'
import type { PlacedLabel } from '../views/label-placer'
import type { LinkState } from '../views/link-states'
import { mapLayout } from '../views/map-layout'
import { textWidth } from '../views/text-width'
import { linkLabels, linkTextSize, ringAt } from './link-labels'

const idle: LinkState = { travelling: [], cut: false, lag: null, missing: null, words: 'up' }

const maps = [536, 560, 366].map((width) => ({
  width,
  layout: mapLayout(lab, ['relay'], { width, height: 310 }),
}))

function boxOf(label: PlacedLabel) {
  const width = textWidth(label.text, linkTextSize, true)
  const x =
    label.align === 'start'
      ? label.x
      : label.align === 'end'
        ? label.x - width
        : label.x - width / 2
  return { left: x, right: x + width, top: label.y - 10, bottom: label.y + 3 }
}

function coversNothing(label: PlacedLabel, { layout, width }: (typeof maps)[number]) {
  const box = boxOf(label)
  expect(box.left).toBeGreaterThanOrEqual(0)
  expect(box.right).toBeLessThanOrEqual(width)
  for (const place of layout.places)
    expect(
      box.left < place.x + place.width / 2 &&
        place.x - place.width / 2 < box.right &&
        box.top < place.y + place.height / 2 &&
        place.y - place.height / 2 < box.bottom,
      `${label.text} on ${place.id}`,
    ).toBe(false)
  for (const link of layout.links)
    for (const [index, to] of link.points.entries()) {
      const from = link.points[index - 1]
      if (!from) continue
      expect(
        box.left < Math.max(from.x, to.x) &&
          Math.min(from.x, to.x) < box.right &&
          box.top < Math.max(from.y, to.y) &&
          Math.min(from.y, to.y) < box.bottom,
        `${label.text} on ${link.id}`,
      ).toBe(false)
    }
}

describe('the words of links', () => {
  for (const map of maps) {
    const labelsWith = (id: string, state: Partial<LinkState>) =>
      linkLabels(
        map.layout,
        new Map(
          map.layout.links.map((link) => [link.id, { ...idle, ...(link.id === id ? state : {}) }]),
        ),
        map.width,
      ).get(id)

    it(`say what is missing at ${map.width} px, on no node and no link`, () => {
      for (const who of ['1042', '1041 and 4 more']) {
        const missing = labelsWith('orders broker', {
          missing: { who, fate: 'never sent' },
        })?.missing
        expect(missing?.lines.map((line) => line.text).join(' ')).toBe(`${who} never sent`)
        for (const line of missing?.lines ?? []) coversNothing(line, map)
      }
    })

    it(`name what is in flight at ${map.width} px wherever it is, on no node and no link`, () => {
      for (const link of map.layout.links)
        for (const share of [0, 0.02, 0.5, 0.98, 1]) {
          const flight = labelsWith(link.id, {
            travelling: [
              {
                message: 1,
                share,
                label: 'POST /orders 1042',
                short: '1042',
                ink: 'flight',
                reply: false,
                back: false,
              },
            ],
          })?.flight
          if (flight) coversNothing(flight, map)
          else expect.soft(flight, `${link.id} at ${share}`).toBeTruthy()
        }
    })
  }

  it('keep a ring between the nodes at the ends of its link', () => {
    const points = [
      { x: 0, y: 0 },
      { x: 100, y: 0 },
    ]
    expect(ringAt(points, 0)).toEqual({ x: 8, y: 0 })
    expect(ringAt(points, 1)).toEqual({ x: 92, y: 0 })
    expect(ringAt(points, 0.5)).toEqual({ x: 50, y: 0 })
  })
})
