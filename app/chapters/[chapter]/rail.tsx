'use client'

/** The contents of a chapter, beside the text or above it, with the section in sight marked. */
import { useEffect, useState } from 'react'
import type { OutlineEntry } from '@/components/lesson/outline'
import styles from './rail.module.css'

export type RailProps = {
  outline: readonly OutlineEntry[]
  hints: Readonly<Record<string, string>>
}

export function Rail({ outline, hints }: RailProps) {
  const here = useSectionInSight(outline)
  if (outline.length === 0) return null
  return (
    <nav aria-label="Contents of this chapter" className={styles.rail}>
      <ol>
        {outline.map(({ slug, title }) => (
          <li key={slug}>
            <a href={`#${slug}`} aria-current={slug === here ? 'location' : undefined}>
              {title}
              {hints[slug] === undefined ? null : <small>{hints[slug]}</small>}
            </a>
          </li>
        ))}
      </ol>
    </nav>
  )
}

/** The last section whose heading has passed the upper third of the window. */
function useSectionInSight(outline: readonly OutlineEntry[]): string | undefined {
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
