'use client'

/** Whether an element has come near the window: what it needs is fetched then, and not with the page. */
import { type RefObject, useEffect, useState } from 'react'

/** So that it is there when the reader is. */
const ahead = '300px'

export function useNear(element: RefObject<Element | null>): boolean {
  const [near, setNear] = useState(false)
  useEffect(() => {
    if (!element.current || near) return
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) setNear(true)
      },
      { rootMargin: ahead },
    )
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [element, near])
  return near
}
