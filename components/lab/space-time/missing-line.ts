/** The way that a message would have gone which never left. */
import type { Lane } from '../views/lanes'
import type { MissingMessage } from '../views/run-marks'
import { type Frame, inSight, point } from './frame'

interface Point {
  x: number
  y: number
}

/** How long it would have travelled. */
const journeyUs = 1_500

/** @returns `null` where there is nothing to draw: it did leave, or its lanes or its moment are out of sight */
export function missingLine(
  message: MissingMessage,
  lanes: readonly Lane[],
  frame: Frame,
): { start: Point; end: Point; cross: Point } | null {
  const from = lanes.findIndex((lane) => lane.node === message.from)
  const to = lanes.findIndex((lane) => lane.node === message.to)
  const along = frame.scale.toX(message.at + journeyUs)
  if (message.sent || from === -1 || to === -1 || !inSight(frame, along)) return null
  const side = to > from ? 1 : -1
  return {
    start: point(frame, frame.scale.toX(message.at), frame.lane(from) + side * 4),
    end: point(frame, along, frame.lane(to) - side * 5),
    cross: point(frame, along, frame.lane(to)),
  }
}
