/**
 * What comes of a run that a question asks about: folded until the question has been answered, or the reader has asked to be
 * shown. It is in the page from the start, for searching, printing and readers without scripts. The question's card opens it.
 */
import type { ReactNode } from 'react'
import styles from './after-answer.module.css'
import type { PredictionQuestion } from './predict/question'

export type AfterAnswerProps = {
  to: PredictionQuestion
  children: ReactNode
}

export function AfterAnswer({ to, children }: AfterAnswerProps) {
  return (
    <details className={styles.after} data-after={to.id}>
      <summary>What comes of it</summary>
      {children}
    </details>
  )
}
