'use client'

/** The arrows that led to what is pointed at, drawn once more and stronger. */
import { usePointedState } from '../causes/pointed'
import type { Arrow } from './arrow-shapes'
import { type Frame, point } from './frame'
import styles from './space-time.module.css'

export function CauseArrows({ arrows }: { arrows: readonly Arrow[] }) {
  const { chain } = usePointedState()
  if (chain.length === 0) return null
  const numbers = new Set(chain.map((link) => link.message))
  const d = arrows
    .filter((arrow) => numbers.has(arrow.message.number))
    .map((arrow) => arrow.d)
    .join('')
  return d === '' ? null : <path d={d} className={styles.cause} data-cause-arrows />
}

/** In CSS pixels. */
const nearEnough = 7

/** The arrow under a mouse, of those that have left; `null` where none is near. */
export function arrowAt(
  arrows: readonly Arrow[],
  frame: Frame,
  mouse: { x: number; y: number },
  until: number,
): Arrow | null {
  let best: Arrow | null = null
  let least = nearEnough
  for (const arrow of arrows) {
    if (arrow.message.sentIndex >= until) continue
    const start = point(frame, arrow.start.along, arrow.start.across)
    const end = point(frame, arrow.end.along, arrow.end.across)
    const distance = distanceTo(mouse, start, end)
    if (distance < least) {
      least = distance
      best = arrow
    }
  }
  return best
}

interface Place {
  x: number
  y: number
}

function distanceTo(place: Place, start: Place, end: Place): number {
  const dx = end.x - start.x
  const dy = end.y - start.y
  const length = dx * dx + dy * dy
  const along = ((place.x - start.x) * dx + (place.y - start.y) * dy) / (length || 1)
  const share = Math.max(0, Math.min(1, along))
  return Math.hypot(place.x - start.x - dx * share, place.y - start.y - dy * share)
}
