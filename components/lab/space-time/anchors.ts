/** Where a label of an arrow may stand, best place first: outside of the corridor that the arrow travelled. */
import type { Anchor } from '../views/label-placer'
import type { Arrow } from './arrow-shapes'
import type { Frame } from './frame'

/** Time to the right: requests below the lane they reach, from the top lane above their departure, upward ones above. */
export function arrowAnchors(arrow: Arrow, frame: Frame): Anchor[] {
  const x0 = arrow.start.along
  const x1 = arrow.end.along
  const below = frame.lane(arrow.toLane) + 17
  const above = frame.lane(arrow.toLane) - 9
  if (arrow.style === 'lost')
    return [
      start(x1 + 9, arrow.end.across + 4),
      end(x1 - 9, arrow.end.across + 12),
      end(x1 - 2, below),
    ]
  if (arrow.toLane > arrow.fromLane) {
    const usual = [end(x1 + 4, below), start(x1 - 8, below), middle(x1, below)]
    if (arrow.fromLane > 0) return usual
    const top = frame.lane(0) - 9
    return [start(x0 - 2, top), end(x0 + 6, top), ...usual]
  }
  return [
    end(x1 + 4, above),
    start(x1 - 4, above),
    middle(x1, above),
    middle(x0 + 6, frame.lane(arrow.fromLane) + 17),
  ]
}

/** Time downwards: beside the head, in the free column. */
export function columnAnchors(arrow: Arrow, frame: Frame): Anchor[] {
  const lane = frame.lane(arrow.toLane)
  const y0 = arrow.start.along
  const y1 = arrow.end.along
  if (arrow.style === 'lost')
    return [
      ...[4, 15, -7].map((down) => start(arrow.end.across + 9, y1 + down)),
      end(arrow.end.across - 9, y1 + 14),
    ]
  if (arrow.toLane > arrow.fromLane)
    return [start(lane + 9, y1 + 4), end(lane - 4, y1 + 15), middle(lane + 6, y1 + 16)]
  return [
    end(lane - 9, y1 + 4),
    start(frame.lane(arrow.fromLane) + 9, y0 + 4),
    start(lane + 9, y1 + 15),
  ]
}

const start = (x: number, y: number): Anchor => ({ x, y, align: 'start' })
const middle = (x: number, y: number): Anchor => ({ x, y, align: 'middle' })
const end = (x: number, y: number): Anchor => ({ x, y, align: 'end' })
