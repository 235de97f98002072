/** A question about a run that has not been seen yet. It holds no answer: the run's trace does. */
import type { Measure, Outcome } from '@/simulations/measures/measure-words'

/** The run that is asked about. */
export interface QuestionRecipe {
  variant: string
  seed: number
  schedule: string
}

export interface PredictionQuestion {
  /** Chapter and question, for ever: the reader's answer is kept under it. */
  id: string
  /** The lab's id in the registry, and its place on the page. */
  lab: string
  place: string
  recipe: QuestionRecipe
  /** In whole sentences. */
  ask: string
  /** What the answer is about, in the order of its parts. */
  measures: readonly Measure[]
  answer:
    | { kind: 'number'; most: number }
    /** Each choice says what every measure will come to. */
    | { kind: 'choice'; choices: readonly Choice[] }
}

export interface Choice {
  text: string
  says: readonly Outcome[]
}

/** As it is kept: a number by itself, or what was said of each measure. */
export type Answer = number | string

export function answerOf(says: readonly Outcome[]): Answer {
  const [only] = says
  return says.length === 1 && typeof only === 'number' ? only : says.join(', ')
}

/** The parts of a kept answer or outcome, in the order of the measures. */
export function partsOf(answer: Answer): Outcome[] {
  if (typeof answer === 'number') return [answer]
  return answer.split(', ').map((part) => (/^\d+$/.test(part) ? Number(part) : part))
}
