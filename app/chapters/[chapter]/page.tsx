import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import type { ComponentType } from 'react'
import { UnknownLab } from '@/components/lab/unknown-lab'
import { type OutlineEntry, outlineOf } from '@/components/lesson/outline'
import prose from '@/components/lesson/prose.module.css'
import { type Chapter, curriculum, findChapter } from '@/content/curriculum'
import styles from './chapter.module.css'
import { KeepsSection } from './keeps-section'
import { Neighbours } from './neighbours'
import { Rail } from './rail'

/** What a lesson.mdx exports. */
type LessonModule = {
  default: ComponentType
  /** A few words under an entry of the contents, by the anchor of its section. */
  hints?: Readonly<Record<string, string>>
}

type ChapterPageProps = { params: Promise<{ chapter: string }> }

export const dynamicParams = false

export function generateStaticParams() {
  return curriculum
    .filter(({ written, draft }) => written || draft)
    .map(({ id }) => ({ chapter: id }))
}

export async function generateMetadata({ params }: ChapterPageProps): Promise<Metadata> {
  const chapter = await chapterOf(params)
  return {
    title: `${chapter.number} ${chapter.title}`,
    description: chapter.deck,
    ...(chapter.draft ? { robots: { index: false } } : {}),
  }
}

export default async function ChapterPage({ params }: ChapterPageProps) {
  const chapter = await chapterOf(params)
  const lesson: LessonModule = await import(`../../../content/${chapter.id}/lesson.mdx`)
  const outline = await readOutline(chapter)
  return (
    <main id="content" tabIndex={-1} className={styles.chapter}>
      <KeepsSection />
      <Rail chapter={chapter.id} outline={outline} hints={lesson.hints ?? {}} />
      <article className={styles.article}>
        <p className={styles.eyebrow}>Chapter {chapter.number}</p>
        <h1 className={`display ${styles.title}`}>{chapter.title}</h1>
        <p className={styles.deck}>{chapter.deck}</p>
        <UnknownLab />
        <div className={prose.prose}>
          <lesson.default />
        </div>
        <Neighbours chapter={chapter} />
      </article>
    </main>
  )
}

async function chapterOf(params: ChapterPageProps['params']): Promise<Chapter> {
  const chapter = findChapter((await params).chapter)
  return chapter ?? notFound()
}

async function readOutline(chapter: Chapter): Promise<OutlineEntry[]> {
  const file = path.join(process.cwd(), 'content', chapter.id, 'lesson.mdx')
  return outlineOf(await readFile(file, 'utf8'))
}
