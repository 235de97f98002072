/** A question before a run: answered first, marked by the run. Without scripts it is a question to think about. */
import { titleOfMeasure } from '@/simulations/measures/measure'
import { labs } from '@/simulations/registry'
import { ranAs } from '@/simulations/runner/ran-as'
import { PredictionCard } from './predict/prediction-card'
import type { PredictionQuestion } from './predict/question'

export async function Predict({ question }: { question: PredictionQuestion }) {
  const lab = await labs[question.lab]?.()
  if (!lab) throw new Error(`No lab is called "${question.lab}". See simulations/registry.ts.`)
  return (
    <PredictionCard
      question={question}
      ranAs={ranAs(lab, question.recipe)}
      titles={question.measures.map((measure) => titleOfMeasure(measure, lab))}
    />
  )
}
