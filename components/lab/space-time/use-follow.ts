'use client'

import { useEffect, useRef } from 'react'

/**
 * Keeps a place of a scrolling element in sight, at 60 % of its height, until the reader scrolls by hand; the next time
 * the place moves into sight by itself, it is followed again.
 * @param place in pixels from the top of the content, or `null` where nothing scrolls
 */
export function useFollow(place: number | null) {
  const element = useRef<HTMLDivElement>(null)
  const byHand = useRef(false)

  useEffect(() => {
    const scroller = element.current
    if (!scroller || place === null) return
    const letGo = () => {
      byHand.current = true
    }
    scroller.addEventListener('wheel', letGo, { passive: true })
    scroller.addEventListener('touchmove', letGo, { passive: true })
    return () => {
      scroller.removeEventListener('wheel', letGo)
      scroller.removeEventListener('touchmove', letGo)
    }
  }, [place])

  useEffect(() => {
    const scroller = element.current
    if (!scroller || place === null) return
    const inSight =
      place > scroller.scrollTop + 60 && place < scroller.scrollTop + scroller.clientHeight - 20
    if (byHand.current && !inSight) return
    byHand.current = false
    scroller.scrollTop = place - scroller.clientHeight * 0.6
  }, [place])

  return element
}
