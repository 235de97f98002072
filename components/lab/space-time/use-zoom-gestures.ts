'use client'

import type { Microseconds } from '@/simulations/kernel/time'
import { type RefObject, useEffect, useEffectEvent, useRef } from 'react'
import { distanceOf, middleOf, pinched } from './pinch'

export type ZoomChange =
  | 'in'
  | 'out'
  | 'fit'
  /** From the moment that keeps its place to another one. */
  | { move: (at: Microseconds) => Microseconds }

/**
 * Ctrl and the wheel, and two fingers. React listens to wheel and touch passively, so this does not: one finger scrolls the
 * page, two are for time alone. The keys + − 0 are the lab's.
 * @param onPan what is drawn moves by that many CSS pixels; absent while there is nothing to move
 */
export function useZoomGestures(
  onZoom: ((change: ZoomChange) => void) | undefined,
  onPan: ((x: number, y: number) => void) | undefined,
): RefObject<HTMLDivElement | null> {
  const element = useRef<HTMLDivElement>(null)
  const pan = useEffectEvent((x: number, y: number) => {
    onPan?.(x, y)
    return onPan !== undefined
  })

  useEffect(() => {
    const diagram = element.current
    if (!diagram || !onZoom) return
    const onWheel = (event: WheelEvent) => {
      if (event.ctrlKey) onZoom(event.deltaY < 0 ? 'in' : 'out')
      else if (Math.abs(event.deltaX) <= Math.abs(event.deltaY) || !pan(-event.deltaX, 0)) return
      event.preventDefault()
    }
    let apart = 0
    let middle = { x: 0, y: 0 }
    const onTouchStart = ({ touches: [one, other] }: TouchEvent) => {
      if (one && other) middle = middleOf(one, other)
      apart = one && other ? distanceOf(one, other) : 0
    }
    const onTouchMove = (event: TouchEvent) => {
      const [one, other] = event.touches
      if (!one || !other) return
      event.preventDefault()
      const to = middleOf(one, other)
      pan(to.x - middle.x, to.y - middle.y)
      middle = to
      const now = distanceOf(one, other)
      const change = pinched(apart, now)
      if (change === null) return
      apart = now
      onZoom(change)
    }
    diagram.addEventListener('wheel', onWheel, { passive: false })
    diagram.addEventListener('touchstart', onTouchStart, { passive: true })
    diagram.addEventListener('touchmove', onTouchMove, { passive: false })
    return () => {
      diagram.removeEventListener('wheel', onWheel)
      diagram.removeEventListener('touchstart', onTouchStart)
      diagram.removeEventListener('touchmove', onTouchMove)
    }
  }, [onZoom])

  return element
}
