/** The first line of a panel that has no tabs: its name, its state in words, what can be done in it. */
import styles from './panel-head.module.css'

export type PanelHeadProps = {
  title: string
  about: string
  hint: string
}

export function PanelHead({ title, about, hint }: PanelHeadProps) {
  return (
    <div className={styles.head}>
      <h4 className={styles.title}>{title}</h4>
      <span className={styles.about}>{about}</span>
      <span className={styles.hint}>{hint}</span>
    </div>
  )
}
