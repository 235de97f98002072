/** Why a run came to what it did, in the sentences of its own story. Pure. */
import type { SeenRun } from '@/components/lab/session/run-desk'
import { concernsMeasure } from '@/simulations/measures/measure'
import type { Measure } from '@/simulations/measures/measure-words'
import type { StoryItem } from '@/simulations/story/story'

const most = 10

/** Faults, what changed of the things that were asked about, and what the run came to. */
export function whatHappened(
  { trace, lab, story }: Pick<SeenRun, 'trace' | 'lab' | 'story'>,
  measures: readonly Measure[],
): StoryItem[] {
  const told = story.filter(({ index, importance }) => {
    if (importance === 'fault' || importance === 'violation' || importance === 'end') return true
    const event = trace[index]
    return (
      event !== undefined && measures.some((measure) => concernsMeasure(measure, event, trace, lab))
    )
  })
  if (told.length <= most) return told
  // How it began matters as much as how it ended.
  return [...told.slice(0, most - 3), ...told.slice(-3)]
}
