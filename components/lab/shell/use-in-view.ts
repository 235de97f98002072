/** Whether any of an element can be seen. */
import { type RefObject, useEffect, useState } from 'react'

export function useInView(ref: RefObject<HTMLElement | null>): boolean {
  const [inView, setInView] = useState(true)
  useEffect(() => {
    const element = ref.current
    if (!element) return
    const observer = new IntersectionObserver(
      (entries) => setInView(entries.at(-1)?.isIntersecting ?? true),
      // A sliver at the edge is not in view.
      { rootMargin: '-80px 0px' },
    )
    observer.observe(element)
    return () => observer.disconnect()
  }, [ref])
  return inView
}
