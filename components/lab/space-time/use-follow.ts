'use client'

import { useEffect, useRef } from 'react'

/**
 * Keeps a place of a scrolling element in sight, at 60 % of its height, until the reader scrolls by hand; the next time
 * the place moves into sight by itself, it is followed again.
 * @param place changes when there is something new to follow: pixels from the top of the content, or any number where
 *   `selector` says which element is meant; `null` where nothing is followed
 * @param selector an element inside whose middle is the place
 */
export function useFollow(place: number | null, selector?: string) {
  const element = useRef<HTMLDivElement>(null)
  const byHand = useRef(false)
  const follows = place !== null

  useEffect(() => {
    const scroller = element.current
    if (!scroller || !follows) return
    const letGo = () => {
      byHand.current = true
    }
    scroller.addEventListener('wheel', letGo, { passive: true })
    scroller.addEventListener('touchmove', letGo, { passive: true })
    return () => {
      scroller.removeEventListener('wheel', letGo)
      scroller.removeEventListener('touchmove', letGo)
    }
  }, [follows])

  useEffect(() => {
    const scroller = element.current
    if (!scroller || place === null) return
    const target = selector === undefined ? place : middleOf(scroller, selector)
    if (target === null) return
    const inSight =
      target > scroller.scrollTop + 20 && target < scroller.scrollTop + scroller.clientHeight - 20
    if (byHand.current && !inSight) return
    byHand.current = false
    scroller.scrollTop = target - scroller.clientHeight * 0.6
  }, [place, selector])

  return element
}

/** From the top of the scroller's content. */
function middleOf(scroller: HTMLElement, selector: string): number | null {
  const found = scroller.querySelector(selector)
  if (!found) return null
  const box = found.getBoundingClientRect()
  return box.top + box.height / 2 - scroller.getBoundingClientRect().top + scroller.scrollTop
}
