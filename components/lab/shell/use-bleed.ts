/** How far an element has to reach out to fill the window from edge to edge, wherever it stands. */
import { type RefObject, useLayoutEffect, useState } from 'react'

export interface Bleed {
  marginLeft: number
  width: number
}

/** @param place an element as wide as the text around it; measured, not moved */
export function useBleed(place: RefObject<HTMLElement | null>): Bleed | undefined {
  const [bleed, setBleed] = useState<Bleed>()
  useLayoutEffect(() => {
    const element = place.current
    if (!element) return
    const measure = () => {
      const width = document.documentElement.clientWidth
      const marginLeft = -element.getBoundingClientRect().left
      setBleed((known) =>
        known?.width === width && known.marginLeft === marginLeft ? known : { marginLeft, width },
      )
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(document.documentElement)
    observer.observe(element)
    return () => observer.disconnect()
  }, [place])
  return bleed
}
