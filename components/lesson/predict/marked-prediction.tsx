/** What the reader said beside what the run came to, and how it came to it. */
import type { Prediction } from '@/components/progress/records'
import { Button } from '@/components/ui/button'
import { formatMs } from '@/simulations/kernel/time'
import { outcomeInWords } from '@/simulations/measures/measure-words'
import type { StoryItem } from '@/simulations/story/story'
import styles from './prediction-card.module.css'
import { type Answer, partsOf, type PredictionQuestion } from './question'

export type MarkedPredictionProps = {
  question: PredictionQuestion
  titles: readonly string[]
  /** `null`: the reader was shown the run without an answer. */
  answer: Answer | null
  marked: NonNullable<Prediction['marked']>
  /** Why; `null` where it was marked before that was kept. */
  story: readonly StoryItem[] | null
  onRun: () => void
  /** Shows the moment of a sentence in the lab. */
  onMoment: (item: StoryItem) => void
  onAgain: () => void
}

export function MarkedPrediction(props: MarkedPredictionProps) {
  const { question, titles, answer, marked, story, onRun, onMoment, onAgain } = props
  const said = answer === null ? null : partsOf(answer)
  const came = partsOf(marked.outcome)
  return (
    <>
      <p className={styles.kicker} role="status">
        {headline(answer === null, marked.right)}
      </p>
      <h3 className={styles.ask}>{question.ask}</h3>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">at the end</th>
            {said ? <th scope="col">you said</th> : null}
            <th scope="col">the run</th>
          </tr>
        </thead>
        <tbody>
          {question.measures.map((measure, place) => {
            const outcome = came[place] ?? ''
            const right = said === null || said[place] === outcome
            return (
              <tr key={titles[place]} data-right={right || undefined}>
                <th scope="row">{titles[place]}</th>
                {said ? <td>{outcomeInWords(measure, said[place] ?? '')}</td> : null}
                <td>
                  <b>{outcomeInWords(measure, outcome)}</b>
                  {right ? null : <small> not as you said</small>}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
      {story ? (
        <>
          <p className={styles.then}>What happened:</p>
          <ol className={styles.story}>
            {story.map((item) => (
              <li key={item.index}>
                <button type="button" onClick={() => onMoment(item)}>
                  <time>{formatMs(item.at)}</time>
                  <span>{item.text}</span>
                </button>
              </li>
            ))}
          </ol>
        </>
      ) : null}
      <div className={styles.acts}>
        <Button onClick={onRun}>Run it again</Button>
        <Button kind="plain" onClick={onAgain}>
          Ask me again
        </Button>
      </div>
    </>
  )
}

function headline(shown: boolean, right: boolean): string {
  if (shown) return 'Shown without a prediction'
  return right
    ? 'Your prediction, marked by the run: as you said'
    : 'Your prediction, marked by the run: not as you said'
}
