/** The promises of a lab at the playhead. */
import type { RunView } from './run-view'
import styles from './promise-row.module.css'

export function PromiseRow({ view }: { view: RunView }) {
  return (
    <section aria-label="Promises" className={styles.row}>
      {view.run.report.invariants.map((item) => (
        <p key={item.id}>
          {item.title}:{' '}
          {view.finished ? (item.holds === false ? 'broken' : 'kept') : 'not judged yet'}
        </p>
      ))}
    </section>
  )
}
