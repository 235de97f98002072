/** The first stop of the keyboard in a lab: past all of it, to what follows. Out of sight until it has the focus. */
import type { RefObject } from 'react'
import styles from './sandbox.module.css'

export type SkipLabProps = {
  place: string
  /** Stands behind the lab, with the id `behind-<place>`. */
  to: RefObject<HTMLElement | null>
}

export function SkipLab({ place, to }: SkipLabProps) {
  return (
    <div className={styles.skip}>
      <a
        href={`#behind-${place}`}
        onClick={(event) => {
          // The part of the address after # holds the run.
          event.preventDefault()
          to.current?.focus({ preventScroll: true })
          to.current?.scrollIntoView({ block: 'start' })
        }}
      >
        Skip the lab
      </a>
    </div>
  )
}
