/** A table of a lesson. It scrolls sideways by itself where the page is narrower. */
import type { ComponentProps, ReactNode } from 'react'
import styles from './table.module.css'

export function Table({ children }: { children?: ReactNode }) {
  return (
    // A group, not a section: a page may hold several, and they are no landmarks.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, so the keyboard must reach it
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields
    <div role="group" className={styles.scroll} aria-label="Table" tabIndex={0}>
      <table className={styles.table}>{children}</table>
    </div>
  )
}

/** The corner above the row names heads nothing, so it is no header. */
export function HeaderCell({ children, ...rest }: ComponentProps<'th'>) {
  return children ? <th {...rest}>{children}</th> : <td />
}
