/** Where a reader left off: what they did last, and the next thing that waits for them. Pure. */

/** Something in a chapter that asks the reader for an answer. */
export interface LessonTask {
  /** Its progress is kept under this. */
  id: string
  /** `6 The outbox`. */
  chapter: string
  /** `prediction 2`, `challenge 1`. */
  name: string
  /** The question, or what the challenge is called. */
  title: string
  href: string
}

/** A section of a chapter, where somebody may have read last. */
export interface LessonSection {
  /** Of its chapter. */
  id: string
  /** `6 The outbox`. */
  chapter: string
  /** Its anchor. */
  slug: string
  title: string
  /** From 1. */
  number: number
  /** In its chapter. */
  of: number
}

/** When something was last done, in milliseconds since 1970; 0 where nobody knows. */
export interface Doing {
  at: number
  done: boolean
}

export interface NextTask {
  task: LessonTask
  /** In its chapter. */
  done: number
  of: number
}

/**
 * The first that is not done behind what was done last; else the first before it, else the next of another chapter.
 * @param tasks in the order of the book
 * @returns `null` where nothing was begun, or nothing is left
 */
export function nextTask(
  tasks: readonly LessonTask[],
  doings: ReadonlyMap<string, Doing>,
): NextTask | null {
  const begun = tasks.filter(({ id }) => doings.has(id))
  const [first] = begun
  if (!first) return null
  const timeOf = ({ id }: LessonTask) => doings.get(id)?.at ?? 0
  const last = begun.reduce(
    (latest, task) => (timeOf(task) >= timeOf(latest) ? task : latest),
    first,
  )
  const isOpen = ({ id }: LessonTask) => doings.get(id)?.done !== true
  const chapter = tasks.filter((task) => task.chapter === last.chapter)
  const behind = chapter.slice(chapter.indexOf(last))
  const task = behind.find(isOpen) ?? chapter.find(isOpen) ?? tasks.find(isOpen)
  if (!task) return null
  const inChapter = tasks.filter((one) => one.chapter === task.chapter)
  const done = inChapter.filter((one) => !isOpen(one)).length
  return { task, done, of: inChapter.length }
}

/** Where somebody read last in a chapter. */
export interface LastRead {
  /** Of the chapter. */
  id: string
  section: string
  at: number
}

/** What a second visit is offered. */
export type GoingOn = ({ kind: 'task' } & NextTask) | { kind: 'section'; section: LessonSection }

/**
 * What waits where the reader did something last. Where they have only read since, in a chapter in which they have done
 * nothing: the section that they came to.
 * @param sections of all chapters, in the order of the book
 */
export function whereToGoOn(
  { tasks, sections }: { tasks: readonly LessonTask[]; sections: readonly LessonSection[] },
  { doings, reads }: { doings: ReadonlyMap<string, Doing>; reads: readonly LastRead[] },
): GoingOn | null {
  const read = lastRead(sections, reads)
  const next = nextTask(tasks, doings)
  const begun = tasks.filter(({ id }) => doings.has(id))
  const doneAt = Math.max(0, ...begun.map(({ id }) => doings.get(id)?.at ?? 0))
  const onlyRead =
    read !== null &&
    read.at > doneAt &&
    begun.every(({ chapter }) => chapter !== read.section.chapter)
  if (next && !onlyRead) return { kind: 'task', ...next }
  return read && { kind: 'section', section: read.section }
}

/** A section that its chapter has no more is passed over. */
function lastRead(
  sections: readonly LessonSection[],
  reads: readonly LastRead[],
): { section: LessonSection; at: number } | null {
  for (const { id, section: slug, at } of [...reads].sort((a, b) => b.at - a.at)) {
    const section = sections.find((one) => one.id === id && one.slug === slug)
    if (section) return { section, at }
  }
  return null
}
