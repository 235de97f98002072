import { describe, expect, it } from 'vitest'
import { type Doing, type LessonSection, type LessonTask, nextTask, whereToGoOn } from './next-task'

const taskOf = (chapter: string, name: string): LessonTask => ({
  id: `${chapter}/${name}`,
  chapter,
  name,
  title: name,
  href: `#${name}`,
})
const tasks = [
  taskOf('5', 'a'),
  taskOf('5', 'b'),
  taskOf('6', 'c'),
  taskOf('6', 'd'),
  taskOf('6', 'e'),
]
const doings = (...list: [id: string, at: number, done: boolean][]) =>
  new Map<string, Doing>(list.map(([id, at, done]) => [id, { at, done }]))

describe('the next thing for a reader', () => {
  it('is nothing on a first visit, and when all is done', () => {
    expect(nextTask(tasks, doings())).toBeNull()
    expect(nextTask(tasks, doings(['other/lab', 3, true]))).toBeNull()
    expect(
      nextTask(tasks, doings(...tasks.map(({ id }): [string, number, boolean] => [id, 1, true]))),
    ).toBeNull()
  })

  it('is what was begun last, where it is not done', () => {
    const next = nextTask(tasks, doings(['6/c', 1, true], ['6/d', 2, false]))
    expect(next).toEqual({ task: tasks[3], done: 1, of: 3 })
  })

  it('is what follows in its chapter, else what was left out there', () => {
    expect(nextTask(tasks, doings(['5/a', 9, true], ['6/c', 12, true]))?.task.name).toBe('d')
    expect(nextTask(tasks, doings(['6/e', 12, true]))?.task.name).toBe('c')
  })

  it('is in another chapter, where this one is done', () => {
    expect(nextTask(tasks, doings(['5/a', 1, true], ['5/b', 2, true]))).toEqual({
      task: tasks[2],
      done: 0,
      of: 3,
    })
  })
})

describe('where a reader goes on', () => {
  const sections = ['5', '6'].flatMap((id) =>
    ['one', 'two'].map(
      (slug, index): LessonSection => ({
        id,
        chapter: id,
        slug,
        title: slug,
        number: index + 1,
        of: 2,
      }),
    ),
  )
  const read = (id: string, section: string, at: number) => ({ id, section, at })
  const where = (...args: [Map<string, Doing>, ReturnType<typeof read>[]]) => {
    const found = whereToGoOn({ tasks, sections }, { doings: args[0], reads: args[1] })
    if (!found) return null
    return found.kind === 'task'
      ? found.task.id
      : `${found.section.id}, section ${found.section.number} of ${found.section.of}`
  }

  it('is nowhere on a first visit', () => {
    expect(where(doings(), [])).toBeNull()
  })

  it('is the section that was read last, where nothing was done', () => {
    expect(where(doings(), [read('6', 'two', 3), read('5', 'one', 2)])).toBe('6, section 2 of 2')
  })

  it('is what waits in a chapter in which something was done, however far it was read', () => {
    expect(where(doings(['6/c', 1, true]), [read('6', 'two', 9)])).toBe('6/d')
  })

  it('is where they read, in another chapter than the one in which they did something before', () => {
    const done = doings(['6/c', 5, true])
    expect(where(done, [read('5', 'two', 9)])).toBe('5, section 2 of 2')
    expect(where(done, [read('5', 'two', 3)])).toBe('6/d')
  })

  it('is where they read when all is done', () => {
    const all = doings(...tasks.map(({ id }): [string, number, boolean] => [id, 1, true]))
    expect(where(all, [read('6', 'one', 9)])).toBe('6, section 1 of 2')
  })

  it('is no section that the chapter has no more', () => {
    expect(where(doings(), [read('6', 'gone', 9), read('5', 'one', 2)])).toBe('5, section 1 of 2')
    expect(where(doings(), [read('4', 'one', 9)])).toBeNull()
  })
})
