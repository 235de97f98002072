import styles from './skip-link.module.css'

/** The first stop of the keyboard: out of sight until it has the focus. */
export function SkipLink() {
  return (
    <a href="#content" className={styles.skip}>
      Skip to the content
    </a>
  )
}
