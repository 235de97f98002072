/** The mark (three strata cut by a slanted hairline, the right half thrown down) and the wordmark. */
import styles from './logo.module.css'

export function Logo() {
  return (
    <>
      <svg width="24" height="24" viewBox="0 0 24 24" aria-hidden="true">
        <g stroke="currentColor" strokeWidth="2" fill="none">
          <path d="M1 5h11.6M1 11h10M1 17h8.3" />
          <path d="M16 8.5h7M14.4 14.5H23M12.8 20.5H23" />
        </g>
        <path className={styles.crack} d="M16.2.8 9.6 23.4" strokeWidth="1.4" />
      </svg>
      {/* Three pieces to the eye, one word to the ear. */}
      <span className="sr-only">Faultline</span>
      <span className={styles.wordmark} aria-hidden="true">
        Fault
        <i className={styles.split} />
        <span className={styles.dropped}>line</span>
      </span>
    </>
  )
}
