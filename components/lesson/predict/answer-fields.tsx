/** What an answer is given with: a choice of a few, or a number. */
import { useId } from 'react'
import styles from './prediction-card.module.css'
import { type Answer, answerOf, type PredictionQuestion } from './question'

/** As typed, or the place of the choice. */
export type Draft = { kind: 'number'; text: string } | { kind: 'choice'; chosen: number | null }

export function draftOf({ answer }: PredictionQuestion): Draft {
  return answer.kind === 'number' ? { kind: 'number', text: '' } : { kind: 'choice', chosen: null }
}

/** @returns the answer, or what is wrong with what was typed; neither where nothing was */
export function readDraft(
  { answer }: PredictionQuestion,
  draft: Draft,
): { answer: Answer | null; problem: string | null } {
  if (answer.kind === 'choice') {
    const choice = draft.kind === 'choice' ? answer.choices[draft.chosen ?? -1] : undefined
    return { answer: choice ? answerOf(choice.says) : null, problem: null }
  }
  const text = draft.kind === 'number' ? draft.text.trim() : ''
  if (text === '') return { answer: null, problem: null }
  if (!/^\d+$/.test(text) || Number(text) > answer.most)
    return { answer: null, problem: `A whole number from 0 to ${answer.most}.` }
  return { answer: Number(text), problem: null }
}

export type AnswerFieldsProps = {
  question: PredictionQuestion
  draft: Draft
  problem: string | null
  onChange: (draft: Draft) => void
}

export function AnswerFields({ question, draft, problem, onChange }: AnswerFieldsProps) {
  const id = useId()
  const { answer, ask } = question
  if (answer.kind === 'number' && draft.kind === 'number')
    return (
      <>
        <h3 className={styles.ask}>
          <label htmlFor={id}>{ask}</label>
        </h3>
        <input
          id={id}
          className={styles.number}
          inputMode="numeric"
          autoComplete="off"
          value={draft.text}
          aria-invalid={problem !== null}
          aria-describedby={problem === null ? undefined : `${id}problem`}
          onChange={({ target }) => onChange({ kind: 'number', text: target.value })}
        />
        {problem === null ? null : (
          <p id={`${id}problem`} className={styles.problem}>
            {problem}
          </p>
        )}
      </>
    )
  if (answer.kind !== 'choice' || draft.kind !== 'choice') return null
  return (
    <fieldset>
      <legend className={styles.ask}>{ask}</legend>
      {answer.choices.map(({ text }, place) => (
        <label key={text} className={styles.option}>
          <input
            type="radio"
            name={id}
            checked={draft.chosen === place}
            onChange={() => onChange({ kind: 'choice', chosen: place })}
          />
          <span>{text}</span>
        </label>
      ))}
    </fieldset>
  )
}
