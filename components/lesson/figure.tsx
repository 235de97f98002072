/** A plate with its caption. `wide` spans from the rail to the notes. */
import type { ReactNode } from 'react'
import { classNames } from '@/components/ui/class-names'
import styles from './figure.module.css'

export type FigureProps = {
  /** For example "Figure 6.2"; set in bold before the caption. */
  name?: string
  caption: ReactNode
  wide?: boolean
  children: ReactNode
}

export function Figure({ name, caption, wide, children }: FigureProps) {
  return (
    <figure className={classNames(styles.figure, wide && styles.wide)}>
      <div className={styles.plate}>{children}</div>
      <figcaption className={styles.caption}>
        {name === undefined ? null : <b>{name} </b>}
        {caption}
      </figcaption>
    </figure>
  )
}
