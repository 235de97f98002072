/** Two fingers on the diagram: how their distance zooms time. */
import type { ZoomChange } from './use-zoom-gestures'

/** Fingers have to move this much apart, or together, for one step. */
const step = 1.25

export interface Finger {
  clientX: number
  clientY: number
}

export function distanceOf(one: Finger, other: Finger): number {
  return Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY)
}

export function middleOf(one: Finger, other: Finger): { x: number; y: number } {
  return { x: (one.clientX + other.clientX) / 2, y: (one.clientY + other.clientY) / 2 }
}

/** One step of zoom where the fingers have moved far enough since `from`, else `null`. Distances in CSS pixels. */
export function pinched(from: number, to: number): Exclude<ZoomChange, 'fit'> | null {
  if (from <= 0) return null
  if (to / from >= step) return 'in'
  return from / Math.max(1, to) >= step ? 'out' : null
}
