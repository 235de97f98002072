'use client'

/**
 * The schedule as text. What the reader did stands in the colour of their hand; a mistake is underlined where it is, and
 * the text stays. Drawn twice: a field that is typed in, and under it the same characters in colour.
 */
import { type KeyboardEvent, useEffect, useEffectEvent, useId, useRef, useState } from 'react'
import { formatProblem } from '@/simulations/schedule/problem-list'
import type { ScheduleProblem } from '@/simulations/schedule/schedule'
import { Button } from '@/components/ui/button'
import { faultsWords, missingWords } from './missing-words'
import { markedItems } from './marked-items'
import styles from './schedule-field.module.css'

export type ScheduleFieldProps = {
  /** What ran, or what was refused. */
  text: string
  problems: readonly ScheduleProblem[]
  /** Wrong in another way than in its text. */
  message: string | null
  /** Takes out the faults that changed code has no place for; `null` where the code is the lab's own. */
  onTakeOut: (() => void) | null
  /** A line that is about to be added, not yet applied. */
  preview: string | null
  /** A line to be changed before it runs: it stands at the end, with the caret behind it. */
  begun: string | null
  /** It has run, or was let go. */
  onEndLine: () => void
  playing: boolean
  onCommit: (text: string) => void
  onPause: () => void
}

const example = 'crash orders at 24ms; lag orders->broker by 40ms from 20ms'

export function ScheduleField({
  text,
  problems,
  message,
  onTakeOut,
  preview,
  begun,
  onEndLine,
  playing,
  onCommit,
  onPause,
}: ScheduleFieldProps) {
  const id = useId()
  const [draft, setDraft] = useState<string | null>(
    begun === null ? null : text.trim() === '' ? begun : `${text}; ${begun}`,
  )
  const field = useRef<HTMLInputElement>(null)
  const write = useEffectEvent(() => {
    if (begun === null) return
    field.current?.focus()
    field.current?.setSelectionRange(-1, -1)
  })
  useEffect(() => {
    // The palette that began it has to let go of the page first.
    const frame = requestAnimationFrame(() => write())
    return () => cancelAnimationFrame(frame)
  }, [])
  const under = useRef<HTMLDivElement>(null)
  const value = draft ?? text
  // Positions are those of the text that was refused; they do not fit what is being typed.
  const marks = draft === null ? problems : []
  const wrong = marks.length > 0 || (draft === null && message !== null)

  const commit = () => {
    if (draft === null) return
    setDraft(null)
    onEndLine()
    if (draft !== text) onCommit(draft)
  }
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Enter') {
      event.preventDefault()
      commit()
    } else if (event.key === 'Escape' && draft !== null) {
      event.stopPropagation()
      setDraft(null)
      onEndLine()
    }
  }
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        Schedule
      </label>
      <div className={styles.box} data-wrong={wrong || undefined}>
        <div ref={under} className={styles.under} aria-hidden="true">
          {markedItems(value, marks).map((piece) => (
            <span key={piece.start} className={styles[piece.kind]}>
              {piece.text}
            </span>
          ))}
          {preview === null ? null : (
            <span className={styles.preview}>{`${value.trim() === '' ? '' : '; '}${preview}`}</span>
          )}
        </div>
        <input
          ref={field}
          id={id}
          className={styles.input}
          value={value}
          placeholder={preview === null ? example : ''}
          readOnly={playing}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          aria-invalid={wrong}
          aria-describedby={wrong ? `${id}-wrong` : undefined}
          onChange={(event) => setDraft(event.target.value)}
          onFocus={onPause}
          onBlur={commit}
          onKeyDown={keys}
          onScroll={(event) => under.current?.scrollTo({ left: event.currentTarget.scrollLeft })}
        />
      </div>
      {wrong ? (
        <div id={`${id}-wrong`} className={styles.problems} role="alert">
          {marks.length > 0 ? (
            marks
              .slice(0, 3)
              .map((problem) => (
                <p key={problem.span.start}>
                  {onTakeOut && problem.inCode
                    ? missingWords(problem, value)
                    : formatProblem(problem)}
                </p>
              ))
          ) : (
            <p>{message}</p>
          )}
          {onTakeOut && marks.some(({ inCode }) => inCode) ? (
            <p className={styles.kept}>
              The run on the screen is from before you changed the code.{' '}
              <Button onClick={onTakeOut}>Take {faultsWords(marks)} out</Button>
            </p>
          ) : (
            <p className={styles.kept}>
              The text is kept here; the run on the screen is without it.
            </p>
          )}
        </div>
      ) : null}
    </div>
  )
}
