/** What is written on the axis: ticks, and how long each fold is. */
import type { Microseconds } from '@/simulations/kernel/time'
import type { IdleStretch } from './idle'
import type { AxisFold, Tick } from './scale'
import { textWidth } from './text-width'

interface FoldedStretch {
  t0: Microseconds
  t1: Microseconds
  x0: number
  x1: number
  fold: IdleStretch | null
}

const clearOfFold = 58

export function foldOf(
  segment: FoldedStretch,
  next: FoldedStretch | undefined,
  pixelsPerMs: number,
): AxisFold {
  const { fold } = segment
  const ms = Math.round((segment.t1 - segment.t0) / 1_000)
  const duration = ms >= 10_000 ? `${Math.round(ms / 1_000)} s` : `${ms} ms`
  const polls = fold?.polls ?? 0
  const full =
    polls > 0
      ? `${duration}, ${polls} ${polls === 1 ? 'poll' : 'polls'}, 0 rows`
      : `${duration} idle`
  // Two folds side by side have room for their lengths only.
  const crowded = next !== undefined && ((next.t0 - segment.t1) / 1_000) * pixelsPerMs < 90
  return {
    from: segment.t0,
    to: segment.t1,
    x0: segment.x0,
    x1: segment.x1,
    label: crowded ? duration : full,
  }
}

export function ticksOf(axis: {
  toX(at: Microseconds): number
  folds: readonly AxisFold[]
  last: Microseconds
  pixelsPerMs: number
  gap: number
  seconds: boolean
}): Tick[] {
  const step = tickStepUs(axis.gap / axis.pixelsPerMs)
  const ticks: Tick[] = []
  for (let at = 0; at <= axis.last; at += step) {
    // The tick behind a fold may be far away: jump there.
    const inside = axis.folds.find((fold) => at > fold.from && at < fold.to)
    if (inside) {
      at = Math.floor(inside.to / step) * step
      continue
    }
    const x = axis.toX(at)
    const hidden = axis.folds.some(
      (fold) =>
        Math.abs(x - (fold.x0 + fold.x1) / 2) <
        Math.max(clearOfFold, textWidth(fold.label) / 2 + 20),
    )
    if (hidden) continue
    const value = axis.seconds ? at / 1_000_000 : at / 1_000
    ticks.push({
      at,
      x,
      label: `${Number(value.toFixed(3))}${at === 0 ? (axis.seconds ? ' s' : ' ms') : ''}`,
    })
  }
  return ticks
}

/** The least of 1, 2, 5 × 10ⁿ ms that is not shorter than this. */
function tickStepUs(leastMs: number): Microseconds {
  let power = 0.01
  for (;;) {
    for (const digit of [1, 2, 5])
      if (digit * power >= leastMs) return Math.round(digit * power * 1_000)
    power *= 10
  }
}
