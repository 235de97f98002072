/** A side note: beside the paragraph that follows it in the text, in line where there is no margin. */
import type { ReactNode } from 'react'
import styles from './note.module.css'

export function Note({ title, children }: { title?: string; children: ReactNode }) {
  return (
    <div role="note" className={styles.note}>
      {title === undefined ? null : <b>{title} </b>}
      {children}
    </div>
  )
}
