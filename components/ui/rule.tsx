/** The rule above a section: a hairline broken and thrown down a few pixels along a slanted crack. */
import styles from './rule.module.css'

export type RuleProps = {
  /** Where the crack is, as a share of the width; sections differ so that no two look stamped. */
  at?: number
}

const unitsWide = 1000

export function Rule({ at = 0.31 }: RuleProps) {
  const x = Math.round(at * unitsWide)
  return (
    <svg
      className={styles.rule}
      viewBox={`0 0 ${unitsWide} 9`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path
        d={`M0 2H${x - 4}M${x + 4} 7H${unitsWide}`}
        stroke="currentColor"
        strokeWidth="1"
        vectorEffect="non-scaling-stroke"
        fill="none"
      />
      <path
        className={styles.crack}
        d={`M${x + 3} 0 ${x - 3} 9`}
        strokeWidth="1"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  )
}
