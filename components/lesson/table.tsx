/** A table of a lesson. It scrolls sideways by itself where the page is narrower. */
import type { ReactNode } from 'react'
import styles from './table.module.css'

export function Table({ children }: { children?: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, so the keyboard must reach it
    <section className={styles.scroll} aria-label="Table" tabIndex={0}>
      <table className={styles.table}>{children}</table>
    </section>
  )
}
