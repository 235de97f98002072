/**
 * Rows of data, set close in the type of code. It scrolls sideways by itself where its place is narrower.
 * The first cell of a row is `data-cell="mark"` where it holds a shape, and numbers are `data-cell="amount"`;
 * `data-row="fresh"` washes a row that has come this moment.
 */
import type { ReactNode } from 'react'
import styles from './data-table.module.css'

export type DataTableProps = {
  /** Names the region that scrolls, which the keyboard has to reach. */
  label: string
  children: ReactNode
}

export function DataTable({ label, children }: DataTableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, so the keyboard must reach it
    <section className={styles.scroll} aria-label={label} tabIndex={0}>
      <table className={styles.table}>{children}</table>
    </section>
  )
}
