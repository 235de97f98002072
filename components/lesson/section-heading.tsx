/** A section of a lesson: the broken rule, and a heading that can be linked to. */
import type { ReactNode } from 'react'
import { Rule } from '@/components/ui/rule'
import styles from './section-heading.module.css'
import { slugOf } from './slug'
import { textOf } from './text-of'

export function SectionHeading({ children }: { children?: ReactNode }) {
  const title = textOf(children)
  const slug = slugOf(title)
  return (
    <div className={styles.section}>
      <Rule at={crackOf(slug)} />
      <h2 id={slug} className={styles.heading}>
        {children}
        <a href={`#${slug}`} className={styles.anchor} aria-label={`Link to “${title}”`}>
          #
        </a>
      </h2>
    </div>
  )
}

/** Somewhere between a quarter and three quarters, always the same for the same section. */
function crackOf(slug: string): number {
  let sum = 0
  for (const letter of slug) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 1009
  return 0.25 + (sum / 1009) * 0.5
}
