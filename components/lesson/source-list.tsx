/** Where a lesson's claims come from, for those that no run on the page can show. */
import type { ReactNode } from 'react'
import styles from './source-list.module.css'

export type Source = {
  title: string
  by: string
  year?: number
  href?: string
  /** What of it the lesson uses. */
  says?: ReactNode
}

export function SourceList({ sources }: { sources: readonly Source[] }) {
  return (
    <ol className={styles.sources}>
      {sources.map((source) => (
        <li key={source.title}>
          {source.by}
          {source.year === undefined ? null : `, ${source.year}`}.{' '}
          {source.href === undefined ? (
            <cite>{source.title}</cite>
          ) : (
            <a href={source.href}>
              <cite>{source.title}</cite>
            </a>
          )}
          . {source.says}
        </li>
      ))}
    </ol>
  )
}
