/** Where the story is at a playhead. */
import type { StoryItem } from '@/simulations/story/story'
import type { Playhead } from './playhead'

/** Position of the last sentence that has happened, or -1. */
export function currentItem(story: readonly StoryItem[], playhead: Playhead): number {
  let low = 0
  let high = story.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((story[middle]?.index ?? 0) < playhead.index) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** The one sentence for a moment: the caption, the live region and the summary on a telephone. Upkeep is passed over. */
export function captionAt(story: readonly StoryItem[], playhead: Playhead): StoryItem | null {
  for (let position = currentItem(story, playhead); position >= 0; position--) {
    const item = story[position]
    if (item && item.importance !== 'detail') return item
  }
  return null
}
