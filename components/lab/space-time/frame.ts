/** The sheet a diagram is drawn on: lanes across, time along, either way round. */
import type { Scale } from '../views/scale'
import { rectPath, round } from './shape'

export type Direction = 'right' | 'down'

export interface Frame {
  direction: Direction
  scale: Scale
  /** Place of a lane across the time. */
  lane(index: number): number
  laneCount: number
  /** What lies before this along the time is out of view, when zoomed. */
  start: number
  width: number
  height: number
  /** First and last place across that lanes and folds take up. */
  across: { from: number; to: number }
}

/** A point at a moment along and a place across, as `x y`. */
export function point(frame: Frame, along: number, across: number): { x: number; y: number } {
  return frame.direction === 'right' ? { x: along, y: across } : { x: across, y: along }
}

export function coordinates(frame: Frame, along: number, across: number): string {
  const { x, y } = point(frame, along, across)
  return `${round(x)} ${round(y)}`
}

/** Whether a place along the time is in view. */
export function inSight(frame: Frame, along: number): boolean {
  return frame.direction === 'down' || (along >= frame.start - 8 && along <= frame.width)
}

/** A rectangle from one place in time to another, centred on a lane. */
export function bar(
  frame: Frame,
  from: number,
  to: number,
  centre: number,
  thickness: number,
): string {
  const length = to - from
  return frame.direction === 'right'
    ? rectPath(from, centre - thickness / 2, length, thickness)
    : rectPath(centre - thickness / 2, from, thickness, length)
}

/** Of the labels, in CSS pixels: columns are narrow. */
export function sizeIn(frame: Frame): number {
  return frame.direction === 'right' ? 12 : 11.5
}
