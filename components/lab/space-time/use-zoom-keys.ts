'use client'

import { useEffect, useRef } from 'react'

export type ZoomChange = 'in' | 'out' | 'fit'

/** Ctrl and the wheel, and + − 0 while the focus is inside. React listens to the wheel passively, so this does not. */
export function useZoomKeys(onZoom: ((change: ZoomChange) => void) | undefined) {
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
    diagram.addEventListener('wheel', onWheel, { passive: false })
    diagram.addEventListener('keydown', onKeyDown)
    return () => {
      diagram.removeEventListener('wheel', onWheel)
      diagram.removeEventListener('keydown', onKeyDown)
    }
  }, [onZoom])

  return element
}
