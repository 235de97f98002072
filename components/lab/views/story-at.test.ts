import { describe, expect, it } from 'vitest'
import { lab } from '@/simulations/outbox/lab'
import { storyOf } from '@/simulations/story/story'
import { sampleRun, schedules } from '../testing/runs'
import { playheadAt } from './playhead'
import { captionAt, currentItem } from './story-at'

describe('the story at the playhead', () => {
  it('has one sentence for each moment, and none before the first', async () => {
    const trace = await sampleRun('dual-write', schedules.lost)
    const story = storyOf(trace, lab)
    expect(captionAt(story, { at: 0, index: 0 })).toBeNull()
    expect(captionAt(story, playheadAt(trace, 1_000))).toBeNull()
    expect(captionAt(story, playheadAt(trace, 20_000))?.text).toBe(
      'An order arrives: 1042, oak shelf, 129.00.',
    )
    expect(captionAt(story, playheadAt(trace, 1e9))).toBe(story.at(-1))
  })

  it('stands at the sentence of an event as soon as it has happened', async () => {
    const trace = await sampleRun('dual-write', schedules.lost)
    const story = storyOf(trace, lab)
    for (const [position, item] of story.entries())
      expect(currentItem(story, { at: item.at, index: item.index + 1 })).toBe(position)
  })
})
