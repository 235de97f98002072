'use client'

/** The question that the run waits for. Escape lets it go on without an answer. */
import { useEffect, useId, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import styles from './mid-run-form.module.css'
import { questionInWords } from './question-words'
import type { AskedQuestion } from './use-question'

export function MidRunForm({ moment, listener, answer }: AskedQuestion) {
  const id = useId()
  const [heard, setHeard] = useState<boolean | null>(null)
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    const lab = form.current?.closest('section[id]')
    const { activeElement: at } = document
    // Who is at work elsewhere on the page is not called away.
    if (at === null || at === document.body || lab?.contains(at))
      form.current?.querySelector('input')?.focus({ preventScroll: true })
  }, [])
  const answers = [
    { says: true, text: `Order ${moment.subject}, a moment later` },
    { says: false, text: 'Nothing' },
  ]
  return (
    <form
      ref={form}
      className={styles.form}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        event.preventDefault()
        answer(null)
      }}
      onSubmit={(event) => {
        event.preventDefault()
        if (heard !== null) answer(heard)
      }}
    >
      <fieldset className={styles.fields}>
        <legend className={styles.ask}>{questionInWords(moment, listener)}</legend>
        {answers.map(({ says, text }) => (
          <label key={text} className={styles.option}>
            <input
              type="radio"
              name={id}
              checked={heard === says}
              onChange={() => setHeard(says)}
            />
            {text}
          </label>
        ))}
      </fieldset>
      <Button type="submit" kind={heard === null ? 'default' : 'do'} aria-disabled={heard === null}>
        Continue
      </Button>
      <Button kind="plain" onClick={() => answer(null)}>
        Skip
      </Button>
    </form>
  )
}
