'use client'

/** Steps to put in order. An order is code that the lab runs, and its run says what it is worth. */
import { type ReactNode, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react'
import {
  askForRun,
  type SeenRun,
  setTask,
  taskAt,
  watchRuns,
} from '@/components/lab/session/run-desk'
import { loadProgress, useRecord } from '@/components/progress/use-progress'
import { attemptOf } from '@/components/lesson/challenge/results'
import { Button } from '@/components/ui/button'
import { IconButton } from '@/components/ui/icon-button'
import { KeepsPlace } from '@/components/ui/keeps-place'
import { Mark } from '@/components/ui/mark'
import { useLive } from '@/components/ui/use-live'
import { useNear } from '@/components/ui/use-near'
import styles from './order-card.module.css'
import { idsOf, moved, type OrderExercise, orderKey } from './order-exercise'

export type OrderBoardProps = {
  exercise: OrderExercise
  /** What there is to say about the orders. It tells the answer, so it stands there when that has been found, or asked for. */
  children?: ReactNode
}

interface Outcome {
  order: readonly string[]
  /** Of each thing that is wanted. */
  met: readonly boolean[]
}

export function OrderBoard({ exercise, children }: OrderBoardProps) {
  const { id, place, start, steps, wanted, code } = exercise
  const card = useRef<HTMLElement>(null)
  const progress = useRecord('challenges', id, useNear(card))
  const [order, setOrder] = useState(() => steps.map((step) => step.id))
  const [said, setSaid] = useState('')
  const [outcomes, setOutcomes] = useState<readonly Outcome[]>([])
  const [opening, setOpening] = useState(false)
  /** Key of the order whose run the lab plays, until the reader has seen its end. */
  const [played, setPlayed] = useState<string | null>(null)
  const [shown, setShown] = useState(false)
  const live = useLive()
  const href = `#order-${id}`
  const titleOf = (step: string) => steps.find((one) => one.id === step)?.title ?? step
  const inWords = (ids: readonly string[]) => ids.map(titleOf).join(', ').toLowerCase()

  const seen = useEffectEvent(async (run: SeenRun) => {
    const ran = orderThatRan(exercise, run)
    setPlayed(null)
    if (ran === null) {
      // The reader does something else with the lab.
      if (taskAt(place)?.href === href) setTask(place, null)
      return null
    }
    const { judge } = await import('@/simulations/challenges/challenge')
    const goal = { start, conditions: wanted.map(({ condition }) => condition) }
    const judged = judge(goal, attemptOf(run), run.lab)
    if (!judged) return null
    const met = judged.map((one) => one.met)
    setOutcomes((before) => [
      { order: ran, met },
      ...before.filter((one) => orderKey(one.order) !== orderKey(ran)),
    ])
    const solved = met.every(Boolean)
    keep(exercise, solved ? run : null)
    const missed = wanted.flatMap(({ text }, index) => (met[index] ? [] : [inside(text)]))
    return solved
      ? `In this order, ${inWords(ran)}, all of it holds.`
      : `In this order, ${inWords(ran)}, ${missed.length} of ${met.length} ${missed.length === 1 ? 'does' : 'do'} not hold. Missed: ${missed.join('; ')}.`
  })
  useEffect(() => watchRuns(place, (run) => seen(run)), [place])

  const move = (step: string, by: number) => {
    const next = moved(order, step, by)
    setOrder(next)
    setSaid(`${titleOf(step)} is step ${next.indexOf(step) + 1} of ${next.length}.`)
  }
  const run = () => {
    const edits = code[orderKey(order)]
    if (!edits) return
    const there = askForRun(
      place,
      { ...start, edits },
      {
        saying: `Your order: ${inWords(order)}. The lab runs it as code; see saga.ts.`,
        task: {
          name: 'Put in order',
          title: exercise.title,
          text: `Your order: ${inWords(order)}.`,
          repair: null,
          href,
          link: 'Back to its place in the text',
          variant: start.variant,
        },
        onBegun: () => {
          setOpening(false)
          setPlayed(orderKey(order))
        },
      },
    )
    setOpening(there)
    document.getElementById(`lab-${place}`)?.scrollIntoView({ block: 'start' })
  }
  const found = progress?.solved != null || outcomes.some(({ met }) => met.every(Boolean))
  const last = outcomes.find((one) => orderKey(one.order) === orderKey(order)) ?? null
  return (
    <section ref={card} className={styles.card} aria-labelledby={`order-${id}`} data-order={id}>
      <KeepsPlace of={`lab-${place}`} here={card}>
        <p className={styles.kicker}>Put in order</p>
        <h3 id={`order-${id}`} className={styles.title}>
          {exercise.title}
        </h3>
        <p className={styles.text}>{exercise.text}</p>
        <StepList steps={steps} order={order} onMove={move} />
        <p role="status" className="sr-only">
          {said}
        </p>
        <p role="status" className={played === null ? 'sr-only' : styles.state}>
          {played === null
            ? ''
            : `The lab plays this order: ${inWords(idsOf(played))}. What it comes to is said here at the end of its run.`}
        </p>
        {last && played === null ? <Verdict exercise={exercise} outcome={last} /> : null}
        <div className={styles.acts}>
          <Button kind={last ? 'default' : 'do'} onClick={run} aria-busy={opening} disabled={!live}>
            {opening ? 'Opening the lab' : last ? 'Run it again' : 'Run this order'}
          </Button>
          {children === undefined || found || shown ? null : (
            <Button kind="plain" disabled={!live} onClick={() => setShown(true)}>
              Show me without finding it
            </Button>
          )}
          <span className={styles.tries}>{triesWords(outcomes, progress?.solved != null)}</span>
        </div>
        {children !== undefined && (found || shown) ? (
          <div className={styles.afterwards}>{children}</div>
        ) : null}
      </KeepsPlace>
    </section>
  )
}

type StepListProps = {
  steps: OrderExercise['steps']
  order: readonly string[]
  onMove: (step: string, by: number) => void
}

function StepList({ steps, order, onMove }: StepListProps) {
  const list = useRef<HTMLOListElement>(null)
  const [dragged, setDragged] = useState<string | null>(null)
  /** Moving an element takes the focus from it. */
  const focused = useRef<string | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: after the order has changed on the page
  useLayoutEffect(() => {
    if (focused.current === null) return
    const button = list.current?.querySelector<HTMLElement>(`[data-move="${focused.current}"]`)
    button?.focus({ preventScroll: true })
    focused.current = null
  }, [order])
  const press = (id: string, by: number) => {
    focused.current = `${id} ${by}`
    onMove(id, by)
  }
  return (
    <ol ref={list} className={styles.steps}>
      {order.map((id, index) => {
        const { title = id, text = '' } = steps.find((step) => step.id === id) ?? {}
        return (
          // What a drag does, the buttons do as well.
          <li
            key={id}
            className={styles.step}
            data-dragged={dragged === id}
            draggable
            onDragStart={(event) => {
              event.dataTransfer.effectAllowed = 'move'
              event.dataTransfer.setData('text/plain', title)
              setDragged(id)
            }}
            onDragEnd={() => setDragged(null)}
            onDrop={(event) => event.preventDefault()}
            onDragOver={(event) => {
              event.preventDefault()
              if (dragged !== null && dragged !== id)
                onMove(dragged, index - order.indexOf(dragged))
            }}
          >
            <span className={styles.number}>{index + 1}</span>
            <span>
              <b className={styles.name}>{title}</b>
              <span className={styles.what}>{text}</span>
            </span>
            <span className={styles.moves}>
              {[
                { by: -1, word: 'up', end: index === 0 },
                { by: 1, word: 'down', end: index === order.length - 1 },
              ].map(({ by, word, end }) => (
                <IconButton
                  key={word}
                  label={`Move ${title.toLowerCase()} ${word}`}
                  data-move={`${id} ${by}`}
                  aria-disabled={end}
                  onClick={() => press(id, by)}
                >
                  <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
                    <path
                      d={by < 0 ? 'M3 9l4-4 4 4' : 'M3 5l4 4 4-4'}
                      fill="none"
                      stroke="currentColor"
                      strokeWidth="1.6"
                    />
                  </svg>
                </IconButton>
              ))}
            </span>
          </li>
        )
      })}
    </ol>
  )
}

function Verdict({ exercise, outcome }: { exercise: OrderExercise; outcome: Outcome }) {
  const wrong = outcome.met.filter((met) => !met).length
  return (
    <>
      <p className={styles.state}>
        {wrong === 0
          ? 'This order does all of it.'
          : `In this order, ${wrong} of ${outcome.met.length} ${wrong === 1 ? 'does' : 'do'} not hold.`}
      </p>
      <ul className={styles.results} aria-label="What the run of this order did">
        {exercise.wanted.map(({ text, otherwise }, index) => {
          const met = outcome.met[index] === true
          return (
            <li key={text}>
              <Mark meaning={met ? 'committed' : 'lost'} size={11} />
              <span>
                {text}
                {met ? <span className="sr-only">, kept</span> : <b> {otherwise}</b>}
              </span>
            </li>
          )
        })}
      </ul>
    </>
  )
}

/** A whole sentence as a part of another. */
function inside(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1).replace(/\.$/, '')
}

/** @returns `null` for a run of any other code */
function orderThatRan({ code }: OrderExercise, { recipe }: SeenRun): string[] | null {
  const found = Object.entries(code).find(([, texts]) => sameTexts(texts, recipe.edits ?? {}))
  return found ? idsOf(found[0]) : null
}

function sameTexts(
  one: Readonly<Record<string, string>>,
  other: Readonly<Record<string, string>>,
): boolean {
  const paths = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...paths].every((path) => one[path] === other[path])
}

function keep({ id, lab }: OrderExercise, solvedBy: SeenRun | null): void {
  loadProgress()
    .then((store) =>
      store.update('challenges', id, (before) => {
        const { tries = 0, hints = 0, solved = null } = before ?? {}
        if (!solvedBy || solved) return { id, tries: tries + 1, hints, solved }
        const { recipe, schedule } = solvedBy
        const first = { solvedAt: Date.now(), cost: 0, recipe: { lab, ...recipe, schedule } }
        return { id, tries: tries + 1, hints, solved: first }
      }),
    )
    // Without the store's code nothing is kept, and the card stays as it is.
    .catch(() => undefined)
}

function triesWords(outcomes: readonly Outcome[], solved: boolean): string {
  const count = outcomes.length
  const tried = count === 0 ? '' : `${count} ${count === 1 ? 'order' : 'orders'} run`
  if (!solved) return tried
  return tried === '' ? 'Solved before' : `${tried}, solved`
}
