import { describe, expect, it } from 'vitest'
import { type Doing, type LessonTask, nextTask } from './next-task'

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
