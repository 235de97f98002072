/** How close the diagram is looked at. At more than 1 it turns its pages as the playhead goes on. */
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Microseconds } from '@/simulations/kernel/time'
import type { ZoomChange } from '../space-time/use-zoom-gestures'

export interface Zoom {
  factor: number
  /** The moment that keeps its place. */
  at: Microseconds
}

export interface Look {
  factor: number
  /** Where the reader has moved the view, for as long as the playhead stays where it was then. */
  held: { at: Microseconds; playhead: Microseconds } | null
}

interface Clock {
  playhead: Microseconds
  end: Microseconds
}

const most = 64
const step = 1.5

/** @returns no zoom while the whole run is in view */
export function useZoom(
  playhead: Microseconds,
  end: Microseconds,
): [zoom: Zoom | undefined, onZoom: (change: ZoomChange) => void] {
  const [look, setLook] = useState<Look>({ factor: 1, held: null })
  const clock = useRef<Clock>({ playhead, end })
  useEffect(() => {
    clock.current = { playhead, end }
  })
  const onZoom = useCallback(
    (change: ZoomChange) => setLook((known) => lookAfter(known, change, clock.current)),
    [],
  )
  if (look.factor <= 1.01) return [undefined, onZoom]
  return [{ factor: look.factor, at: momentOf(look, { playhead, end }) }, onZoom]
}

export function lookAfter(look: Look, change: ZoomChange, clock: Clock): Look {
  switch (change) {
    case 'in':
      return { ...look, factor: Math.min(most, look.factor * step) }
    case 'out':
      return { ...look, factor: Math.max(1, look.factor / step) }
    case 'fit':
      return { factor: 1, held: null }
    default: {
      const at = Math.round(change.move(momentOf(look, clock)))
      return {
        ...look,
        held: { at: Math.max(0, Math.min(clock.end, at)), playhead: clock.playhead },
      }
    }
  }
}

export function momentOf({ factor, held }: Look, { playhead, end }: Clock): Microseconds {
  if (held?.playhead === playhead) return held.at
  // Pages of a little less than what is in view, so that the diagram is drawn anew only when one is turned.
  const view = end / factor
  const page = Math.max(1, view * 0.8)
  const from = Math.floor(playhead / page) * page - view * 0.1
  // The moment that keeps its place stands in the view where it stands in the whole run.
  const at = factor > 1 ? from / (1 - 1 / factor) : playhead
  return Math.round(Math.max(0, Math.min(end, at)))
}
