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
