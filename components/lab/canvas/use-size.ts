'use client'

import { type RefObject, useEffect, useRef, useState } from 'react'

export interface Size {
  width: number
  height: number
}

/** The size of an element, kept up to date; `null` before the first measurement. */
export function useSize<Measured extends HTMLElement>(): [RefObject<Measured | null>, Size | null] {
  const element = useRef<Measured>(null)
  const [size, setSize] = useState<Size | null>(null)

  useEffect(() => {
    const measured = element.current
    if (!measured) return
    const observer = new ResizeObserver(([entry]) => {
      if (!entry) return
      const { width, height } = entry.contentRect
      setSize((known) =>
        known?.width === width && known.height === height ? known : { width, height },
      )
    })
    observer.observe(measured)
    return () => observer.disconnect()
  }, [])

  return [element, size]
}
