'use client'

/** The contents of a chapter, beside the text or above it, with the section in sight marked. */
import { useEffect } from 'react'
import type { OutlineEntry } from '@/components/lesson/outline'
import styles from './rail.module.css'
import { useSectionInSight } from './use-section-in-sight'

export type RailProps = {
  /** Its id. */
  chapter: string
  outline: readonly OutlineEntry[]
  hints: Readonly<Record<string, string>>
}

export function Rail({ chapter, outline, hints }: RailProps) {
  const here = useSectionInSight(outline)
  useEffect(() => {
    // Who does not move through the page fetches nothing for it.
    const begin = () => {
      import('./keep-place')
        .then(({ keepPlace }) => keepPlace(chapter, signal))
        .catch(() => undefined)
    }
    const end = new AbortController()
    const { signal } = end
    addEventListener('scroll', begin, { signal, once: true })
    return () => end.abort()
  }, [chapter])
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
