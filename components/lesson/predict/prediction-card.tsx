'use client'

/** One question: open, committed, or marked by the run that the reader has seen to its end. */
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { askForRun, type SeenRun, waitForRun } from '@/components/lab/session/run-desk'
import { loadProgress, useRecord } from '@/components/progress/use-progress'
import type { Prediction } from '@/components/progress/records'
import { Button } from '@/components/ui/button'
import { KeepsPlace } from '@/components/ui/keeps-place'
import { useLive } from '@/components/ui/use-live'
import { useNear } from '@/components/ui/use-near'
import type { StoryItem } from '@/simulations/story/story'
import { AnswerFields, type Draft, draftOf, readDraft } from './answer-fields'
import { MarkedPrediction } from './marked-prediction'
import styles from './prediction-card.module.css'
import type { Answer, PredictionQuestion } from './question'
import { answerInWords } from './words'

export type PredictionCardProps = {
  question: PredictionQuestion
  /** The schedule as the lab prints it. */
  ranAs: string
  /** Of the measures. */
  titles: readonly string[]
}

export function PredictionCard({ question, ranAs, titles }: PredictionCardProps) {
  const { id, lab, place, recipe } = question
  const cardId = `predict-${id}`
  const card = useRef<HTMLDivElement>(null)
  const record = useRecord('predictions', id, useNear(card))
  const [story, setStory] = useState<readonly StoryItem[] | null>(null)
  const [justCommitted, setJustCommitted] = useState(false)
  const live = useLive()
  const open = record?.marked == null
  const answered = record !== null && record.answer !== null

  const mark = useEffectEvent(async (run: SeenRun) => {
    const { markBy } = await import('./mark')
    const { outcome, story: told } = markBy(question, run)
    setStory(told)
    keep(id, (before) => {
      if (before?.marked) return { ...before, marked: { ...before.marked, story: told } }
      const { answer, answeredAt } = before ?? { answer: null, answeredAt: Date.now() }
      const marked = { outcome, right: answer === outcome, markedAt: Date.now(), story: told }
      return { id, answer, answeredAt, marked }
    })
  })
  useEffect(() => {
    if (!open) return
    const { variant, seed } = recipe
    return waitForRun(place, {
      lab,
      card: cardId,
      run: { variant, seed, ranAs },
      answered,
      onSeen: (run) => void mark(run).catch(() => undefined),
    })
  }, [open, answered, lab, cardId, place, recipe, ranAs])

  const said = record !== null
  useEffect(() => {
    // What the lesson says of the run stands folded until then (after-answer.tsx).
    for (const told of document.querySelectorAll<HTMLDetailsElement>(`[data-after="${id}"]`))
      told.open = said
  }, [id, said])

  const commit = (answer: Answer | null) => {
    keep(id, () => ({ id, answer, answeredAt: Date.now(), marked: null }))
  }
  const run = () => {
    askForRun(place, recipe)
    document.getElementById(`lab-${place}`)?.scrollIntoView({ block: 'start' })
  }
  return (
    // No landmark: a chapter has many of them.
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is the form's own, and not every state has a form
    <div
      ref={card}
      id={cardId}
      role="group"
      className={styles.card}
      aria-label="Prediction"
      data-predict={id}
    >
      <KeepsPlace of={`lab-${place}`} here={card}>
        {record?.marked ? (
          <MarkedPrediction
            question={question}
            titles={titles}
            answer={record.answer}
            marked={record.marked}
            story={story ?? record.marked.story ?? null}
            onRun={run}
            onMoment={({ at, index }) => askForRun(place, recipe, { at: { at, index: index + 1 } })}
            onAgain={() => keep(id, () => null)}
          />
        ) : (
          <>
            <p className={styles.kicker}>Predict before you run it</p>
            {record ? (
              <Committed
                question={question}
                answer={record.answer}
                takesFocus={justCommitted}
                onRun={run}
              />
            ) : (
              <Open
                question={question}
                live={live}
                onCommit={(answer) => {
                  setJustCommitted(true)
                  commit(answer)
                }}
                onShow={() => {
                  commit(null)
                  run()
                }}
              />
            )}
          </>
        )}
      </KeepsPlace>
    </div>
  )
}

type OpenProps = {
  question: PredictionQuestion
  /** Scripts run: something can be done with an answer. */
  live: boolean
  onCommit: (answer: Answer) => void
  onShow: () => void
}

function Open({ question, live, onCommit, onShow }: OpenProps) {
  const [draft, setDraft] = useState<Draft>(draftOf(question))
  const read = readDraft(question, draft)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (read.answer !== null) onCommit(read.answer)
      }}
    >
      <AnswerFields question={question} draft={draft} problem={read.problem} onChange={setDraft} />
      <div className={styles.acts}>
        {live ? (
          <>
            <Button
              type="submit"
              kind={read.answer === null ? 'default' : 'do'}
              aria-disabled={read.answer === null}
            >
              Commit my answer
            </Button>
            <Button kind="plain" onClick={onShow}>
              Show me without predicting
            </Button>
          </>
        ) : null}
      </div>
    </form>
  )
}

type CommittedProps = {
  question: PredictionQuestion
  answer: Answer | null
  /** The reader has answered just now, with a button that is gone. */
  takesFocus: boolean
  onRun: () => void
}

function Committed({ question, answer, takesFocus, onRun }: CommittedProps) {
  const next = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    // Who has gone on meanwhile is not called back.
    if (takesFocus && document.activeElement === document.body)
      next.current?.focus({ preventScroll: true })
  }, [takesFocus])
  return (
    <>
      <h3 className={styles.ask}>{question.ask}</h3>
      {answer === null ? (
        <p className={styles.said}>You asked to be shown.</p>
      ) : (
        <p className={styles.said}>
          You said: <b>{answerInWords(question, answer)}</b>
        </p>
      )}
      <div className={styles.acts}>
        <Button ref={next} kind="do" onClick={onRun}>
          Run it
        </Button>
        <span role="status" className={styles.status}>
          {answer === null
            ? 'Play the run to its end.'
            : 'Locked. The run will mark it at its end.'}
        </span>
      </div>
    </>
  )
}

function keep(id: string, change: (before: Prediction | null) => Prediction | null): void {
  loadProgress()
    .then((progress) => progress.update('predictions', id, change))
    // Without the store's code nothing is kept, and the card stays as it is.
    .catch(() => undefined)
}
