/** A side note: beside the text that it belongs to, and behind it where there is no margin. */
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

/** Text with its note, which stands first in it. */
export function Noted({ children }: { children: ReactNode }) {
  return (
    <div data-noted className={styles.noted}>
      {children}
    </div>
  )
}
