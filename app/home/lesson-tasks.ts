/** What the lessons ask of their readers, in the order in which it stands there. Read when the site is built. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { type Chapter, curriculum } from '@/content/curriculum'
import { outlineOf } from '@/components/lesson/outline'
import type { LessonSection, LessonTask } from './next-task'

const kinds = {
  Predict: { file: 'predictions', name: 'prediction', anchor: 'predict' },
  ChallengeCard: { file: 'challenges', name: 'challenge', anchor: 'challenge' },
  OrderCard: { file: 'exercises', name: 'exercise', anchor: 'order' },
} as const

type Element = keyof typeof kinds
type Asked = { id: string; title?: string; ask?: string }

const mark = /<(Predict|ChallengeCard|OrderCard)\b[^>]*\{\w+\.(\w+)\}/g

export async function readLessonTasks(): Promise<LessonTask[]> {
  const chapters = curriculum.filter(({ written }) => written)
  return (await Promise.all(chapters.map(tasksOf))).flat()
}

/** The sections of every written chapter. */
export async function readLessonSections(): Promise<LessonSection[]> {
  const chapters = curriculum.filter(({ written }) => written)
  return (await Promise.all(chapters.map(sectionsOf))).flat()
}

async function sectionsOf({ id, number, title }: Chapter): Promise<LessonSection[]> {
  const outline = outlineOf(
    await readFile(path.join(process.cwd(), 'content', id, 'lesson.mdx'), 'utf8'),
  )
  return outline.map((entry, index) => ({
    id,
    chapter: `${number} ${title}`,
    slug: entry.slug,
    title: entry.title,
    number: index + 1,
    of: outline.length,
  }))
}

async function tasksOf(chapter: Chapter): Promise<LessonTask[]> {
  const folder = path.join(process.cwd(), 'content', chapter.id)
  const lesson = await readFile(path.join(folder, 'lesson.mdx'), 'utf8')
  const asked: Record<Element, Record<string, Asked>> = {
    Predict: (await import(`../../content/${chapter.id}/predictions.ts`)).predictions,
    ChallengeCard: (await import(`../../content/${chapter.id}/challenges.ts`)).challenges,
    OrderCard: existsSync(path.join(folder, 'exercises.ts'))
      ? (await import(`../../content/${chapter.id}/exercises.ts`)).exercises
      : {},
  }
  const counts = new Map<string, number>()
  return [...lesson.matchAll(mark)].map(([, element = '', key = '']) => {
    const kind = kinds[element as Element]
    const found = asked[element as Element][key]
    if (!found) throw new Error(`The lesson ${chapter.id} asks for ${kind.file}.${key}.`)
    const number = (counts.get(element) ?? 0) + 1
    counts.set(element, number)
    return {
      id: found.id,
      chapter: `${chapter.number} ${chapter.title}`,
      name: `${kind.name} ${number}`,
      title: found.title ?? found.ask ?? '',
      href: `/chapters/${chapter.id}/#${kind.anchor}-${found.id}`,
    }
  })
}
