/** An answer as it was given: the text of its choice, or the number with what is counted. */
import { outcomeInWords } from '@/simulations/measures/measure-words'
import { type Answer, answerOf, partsOf, type PredictionQuestion } from './question'

export function answerInWords({ answer, measures }: PredictionQuestion, said: Answer): string {
  if (answer.kind === 'choice') {
    const choice = answer.choices.find(({ says }) => answerOf(says) === said)
    if (choice) return choice.text
  }
  return partsOf(said)
    .map((part, place) => {
      const measure = measures[place]
      return measure ? outcomeInWords(measure, part) : String(part)
    })
    .join(', ')
}
