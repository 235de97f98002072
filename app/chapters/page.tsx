import type { Metadata } from 'next'
import Link from 'next/link'
import { type Chapter, curriculum, findChapter } from '@/content/curriculum'
import styles from './chapters.module.css'

export const metadata: Metadata = {
  title: 'Chapters',
  description:
    'Ten chapters on data in microservices. Each one breaks a small shop, shows the row that went wrong, and switches on the pattern that survives.',
}

export default function ChaptersPage() {
  return (
    <main id="content" tabIndex={-1} className={styles.page}>
      <h1 className="display">Chapters</h1>
      <p className={styles.lede}>
        One shop runs through the book. Each chapter breaks it in one way and repairs it. They are
        written to be read in order, and each can be read alone after those it names.
      </p>
      <ol className={styles.chapters}>
        {curriculum.map((chapter) => (
          <li key={chapter.id} className={styles.chapter}>
            <span className={styles.number}>{chapter.number}</span>
            <div>
              <h2 className={styles.title}>
                {chapter.written ? (
                  <Link href={`/chapters/${chapter.id}/`} prefetch={false}>
                    {chapter.title}
                  </Link>
                ) : (
                  chapter.title
                )}
              </h2>
              <p className={styles.deck}>{chapter.deck}</p>
              {chapter.prerequisites.length === 0 ? null : (
                <p className={styles.before}>Before it: {titlesOf(chapter.prerequisites)}</p>
              )}
            </div>
            <p className={styles.facts}>
              {chapter.written ? `${labsOf(chapter)}, ${chapter.minutes} min` : 'not written yet'}
            </p>
          </li>
        ))}
      </ol>
    </main>
  )
}

function titlesOf(ids: readonly string[]): string {
  return ids.map((id) => findChapter(id)?.title ?? id).join(', ')
}

function labsOf({ labs }: Chapter): string {
  return labs.length === 1 ? '1 lab' : `${labs.length} labs`
}
