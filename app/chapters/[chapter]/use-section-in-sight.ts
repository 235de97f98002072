import { useEffect, useState } from 'react'
import type { OutlineEntry } from '@/components/lesson/outline'

/** The last section whose heading has passed the upper third of the window. */
export function useSectionInSight(outline: readonly OutlineEntry[]): string | undefined {
  const [here, setHere] = useState(outline[0]?.slug)

  useEffect(() => {
    const above = new Set<string>()
    const observer = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          if (isIntersecting) above.add(target.id)
          else above.delete(target.id)
        }
        const last = outline.findLast(({ slug }) => above.has(slug))
        setHere((last ?? outline[0])?.slug)
      },
      // A band from far above the document to a third of the window: what lies in it has been passed.
      { rootMargin: '1000000px 0px -66% 0px' },
    )
    for (const { slug } of outline) {
      const heading = document.getElementById(slug)
      if (heading !== null) observer.observe(heading)
    }
    return () => observer.disconnect()
  }, [outline])

  return here
}
