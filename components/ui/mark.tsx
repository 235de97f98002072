/**
 * The shape of a meaning. Shape first, word second, colour third: a mark is drawn beside its word,
 * so it is hidden from screen readers, and it reads in one colour.
 */
import { classNames } from './class-names'
import styles from './mark.module.css'

/** `not-promised` is the hollow square of a promise that the variant does not make. */
export type Meaning = 'flight' | 'committed' | 'doubt' | 'lost' | 'crack' | 'not-promised'

export type MarkProps = {
  meaning: Meaning
  /** Side in CSS pixels. */
  size?: number
  className?: string
}

export function Mark({ meaning, size = 12, className }: MarkProps) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 12 12"
      aria-hidden="true"
      className={classNames(styles.mark, styles[meaning], className)}
    >
      <Shape meaning={meaning} />
    </svg>
  )
}

function Shape({ meaning }: { meaning: Meaning }) {
  switch (meaning) {
    case 'flight':
      return (
        <>
          <circle cx="6" cy="6" r="4.4" fill="none" stroke="currentColor" strokeWidth="1.5" />
          <circle cx="6" cy="6" r="1.6" fill="currentColor" />
        </>
      )
    case 'committed':
      return <rect x="1.5" y="1.5" width="9" height="9" rx="1" fill="currentColor" />
    case 'doubt':
      return (
        <>
          <path d="M6 .9 11.1 6 6 11.1.9 6Z" fill="none" stroke="currentColor" strokeWidth="1.4" />
          <path d="M6 .9V11.1L.9 6Z" fill="currentColor" />
        </>
      )
    case 'lost':
      return (
        <path
          d="M2 2 10 10M10 2 2 10"
          stroke="currentColor"
          strokeWidth="2.2"
          strokeLinecap="square"
        />
      )
    case 'crack':
      return (
        <path
          d="M8.2.6 4.7 4.8 7.4 6.9 3.9 11.4"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.7"
        />
      )
    case 'not-promised':
      return (
        <rect
          x="2"
          y="2"
          width="8"
          height="8"
          rx="1"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.3"
        />
      )
  }
}
