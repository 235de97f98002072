import { describe, expect, test } from 'vitest'
import { outlineOf } from './outline'

describe('the outline of a lesson', () => {
  test('is its second-level headings, in order, as anchors and titles', () => {
    const lesson = '# Title\n\n## Break it first\n\ntext\n\n### Aside\n\n## Why `two` writes fail\n'

    const outline = outlineOf(lesson)

    expect(outline).toEqual([
      { slug: 'break-it-first', title: 'Break it first' },
      { slug: 'why-two-writes-fail', title: 'Why two writes fail' },
    ])
  })

  test('leaves out what only looks like a heading inside code', () => {
    const lesson = '```sh\n## a comment\n```\n## After\n'

    const outline = outlineOf(lesson)

    expect(outline).toEqual([{ slug: 'after', title: 'After' }])
  })
})
