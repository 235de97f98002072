'use client'

import { type RefObject, useEffect, useRef } from 'react'
import { distanceOf, pinched } from './pinch'

export type ZoomChange = 'in' | 'out' | 'fit'

/**
 * Ctrl and the wheel, two fingers, and + − 0 while the focus is inside. React listens to wheel and touch passively, so this
 * does not: one finger scrolls the page, two are for time alone.
 */
export function useZoomKeys(
  onZoom: ((change: ZoomChange) => void) | undefined,
): RefObject<HTMLDivElement | null> {
  const element = useRef<HTMLDivElement>(null)

  useEffect(() => {
    const diagram = element.current
    if (!diagram || !onZoom) return
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey) return
      event.preventDefault()
      onZoom(event.deltaY < 0 ? 'in' : 'out')
    }
    const onKeyDown = (event: KeyboardEvent) => {
      const change =
        event.key === '+' || event.key === '='
          ? 'in'
          : event.key === '-'
            ? 'out'
            : event.key === '0'
              ? 'fit'
              : null
      if (change === null || event.ctrlKey || event.metaKey) return
      event.preventDefault()
      onZoom(change)
    }
    let apart = 0
    const onTouchStart = ({ touches: [one, other] }: TouchEvent) => {
      apart = one && other ? distanceOf(one, other) : 0
    }
    const onTouchMove = (event: TouchEvent) => {
      const [one, other] = event.touches
      if (!one || !other) return
      event.preventDefault()
      const now = distanceOf(one, other)
      const change = pinched(apart, now)
      if (change === null) return
      apart = now
      onZoom(change)
    }
    diagram.addEventListener('wheel', onWheel, { passive: false })
    diagram.addEventListener('keydown', onKeyDown)
    diagram.addEventListener('touchstart', onTouchStart, { passive: true })
    diagram.addEventListener('touchmove', onTouchMove, { passive: false })
    return () => {
      diagram.removeEventListener('wheel', onWheel)
      diagram.removeEventListener('keydown', onKeyDown)
      diagram.removeEventListener('touchstart', onTouchStart)
      diagram.removeEventListener('touchmove', onTouchMove)
    }
  }, [onZoom])

  return element
}
