/** Marks an answer by the run's trace. Fetched when there is a run to mark it by. */
import type { SeenRun } from '@/components/lab/session/run-desk'
import { readMeasure } from '@/simulations/measures/measure'
import type { StoryItem } from '@/simulations/story/story'
import { type Answer, answerOf, type PredictionQuestion } from './question'
import { whatHappened } from './what-happened'

export function markBy(
  { measures }: PredictionQuestion,
  run: SeenRun,
): { outcome: Answer; story: StoryItem[] } {
  return {
    outcome: answerOf(measures.map((measure) => readMeasure(measure, run.trace, run.lab))),
    story: whatHappened(run, measures),
  }
}
