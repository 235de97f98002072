import { existsSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { curriculum, findChapter, neighbours } from './curriculum'

const lessonOf = (id: string) => path.join(import.meta.dirname, id, 'lesson.mdx')

describe('the curriculum', () => {
  test('numbers its chapters from 1, each id once', () => {
    expect(curriculum.map(({ number }) => number)).toEqual(curriculum.map((_, index) => index + 1))
    expect(new Set(curriculum.map(({ id }) => id)).size).toBe(curriculum.length)
  })

  test('has a lesson for every written chapter and every draft, and says so of every lesson', () => {
    for (const { id, written, draft = false } of curriculum) {
      expect([id, existsSync(lessonOf(id))]).toEqual([id, written !== draft])
    }
  })

  test('asks only for chapters that come earlier', () => {
    for (const chapter of curriculum) {
      for (const id of chapter.prerequisites) {
        expect(findChapter(id)?.number).toBeLessThan(chapter.number)
      }
    }
  })

  test('leads from a chapter to written ones only', () => {
    for (const { id } of curriculum) {
      const { previous, next } = neighbours(id)
      for (const neighbour of [previous, next]) expect(neighbour?.written ?? true).toBe(true)
    }
  })
})
