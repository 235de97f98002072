/** The way on from the foot of a chapter: the written one before, the written one after, the list. */
import Link from 'next/link'
import { type Chapter, neighbours } from '@/content/curriculum'
import styles from './neighbours.module.css'

export function Neighbours({ chapter }: { chapter: Chapter }) {
  const { previous, next } = neighbours(chapter.id)
  return (
    <nav aria-label="Chapters before and after" className={styles.neighbours}>
      {previous === undefined ? (
        <Way href="/chapters/" word="Contents" title="All chapters" />
      ) : (
        <Way href={`/chapters/${previous.id}/`} word="Previous" title={titleOf(previous)} />
      )}
      {next === undefined ? null : (
        <Way href={`/chapters/${next.id}/`} word="Next" title={titleOf(next)} />
      )}
    </nav>
  )
}

function Way({ href, word, title }: { href: string; word: string; title: string }) {
  return (
    <Link href={href} prefetch={false} className={styles.way}>
      <span>{word}</span>
      <b>{title}</b>
    </Link>
  )
}

function titleOf(chapter: Chapter): string {
  return `${chapter.number} ${chapter.title}`
}
