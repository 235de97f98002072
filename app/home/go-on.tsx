'use client'

/** On a second visit: back to where the reader was, and to what waits there. Its place is kept free, so nothing moves. */
import { useEffect, useState } from 'react'
import { useRecords } from '@/components/progress/use-progress'
import { ButtonLink } from '@/components/ui/button-link'
import styles from './go-on.module.css'
import { type Doing, type LessonSection, type LessonTask, whereToGoOn } from './next-task'

export type GoOnProps = {
  tasks: readonly LessonTask[]
  sections: readonly LessonSection[]
}

export function GoOn({ tasks, sections }: GoOnProps) {
  const [kept, setKept] = useState(false)
  useEffect(() => {
    let left = false
    somethingIsKept().then(
      (found) => {
        if (!left) setKept(found)
      },
      () => undefined,
    )
    return () => {
      left = true
    }
  }, [])
  // Whoever comes for the first time fetches no store.
  return kept ? <GoOnLine tasks={tasks} sections={sections} /> : null
}

function GoOnLine({ tasks, sections }: GoOnProps) {
  const predictions = useRecords('predictions')
  const challenges = useRecords('challenges')
  const reads = useRecords('places')
  const doings = new Map<string, Doing>([
    ...predictions.map(({ id, answeredAt, marked }): [string, Doing] => [
      id,
      { at: marked?.markedAt ?? answeredAt, done: marked !== null },
    ]),
    ...challenges.map(({ id, solved }): [string, Doing] => [
      id,
      { at: solved?.solvedAt ?? 0, done: solved !== null },
    ]),
  ])
  const next = whereToGoOn({ tasks, sections }, { doings, reads })
  if (!next) return null
  if (next.kind === 'section') {
    const { id, chapter, slug, title, number, of } = next.section
    return (
      <nav aria-label="Go on" className={styles.line}>
        <ButtonLink href={`/chapters/${id}/#${slug}`} prefetch={false}>
          Go on: {chapter}, {title}
        </ButtonLink>
        <span className={styles.count}>
          section {number} of {of}
        </span>
      </nav>
    )
  }
  const { task, done, of } = next
  return (
    <nav aria-label="Go on" className={styles.line}>
      <ButtonLink href={task.href} prefetch={false}>
        Go on: {task.chapter}, {task.name}
      </ButtonLink>
      <span className={styles.what}>{task.title}</span>
      <span className={styles.count}>
        {done} of {of} done
      </span>
    </nav>
  )
}

/** Without looking into it. Where a browser does not list its databases, the store itself is asked. */
async function somethingIsKept(): Promise<boolean> {
  if (typeof indexedDB === 'undefined') return false
  if (typeof indexedDB.databases !== 'function') return true
  return (await indexedDB.databases()).some(({ name }) => name === 'faultline')
}
