/** How close the diagram is looked at. At more than 1 it turns its pages as the playhead goes on. */
import { useCallback, useState } from 'react'
import type { Microseconds } from '@/simulations/kernel/time'
import type { ZoomChange } from '../space-time/use-zoom-keys'

export interface Zoom {
  factor: number
  /** The moment that keeps its place. */
  at: Microseconds
}

const most = 64
const step = 1.5

/** @returns no zoom while the whole run is in view */
export function useZoom(
  at: Microseconds,
  endAt: Microseconds,
): [zoom: Zoom | undefined, onZoom: (change: ZoomChange) => void] {
  const [factor, setFactor] = useState(1)
  const onZoom = useCallback((change: ZoomChange) => {
    setFactor((known) => {
      switch (change) {
        case 'in':
          return Math.min(most, known * step)
        case 'out':
          return Math.max(1, known / step)
        case 'fit':
          return 1
      }
    })
  }, [])
  if (factor <= 1.01) return [undefined, onZoom]
  // Pages of a little less than what is in view, so that the diagram is drawn anew only when one is turned.
  const page = Math.max(1, (endAt / factor) * 0.8)
  return [{ factor, at: Math.round((Math.floor(at / page) + 0.5) * page) }, onZoom]
}
