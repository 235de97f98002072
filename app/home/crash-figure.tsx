/** Twelve lines of code with the crash marked, over the two writes as arrows in time. */
import { CodeLine } from '@/components/lesson/code-listing'
import { classNames } from '@/components/ui/class-names'
import { Mark } from '@/components/ui/mark'
import type { CrashExcerpt } from './crash-excerpt'
import styles from './crash-figure.module.css'
import { TwoWrites } from './two-writes'

export function CrashFigure({ excerpt }: { excerpt: CrashExcerpt }) {
  const { file, firstLine, lines, crashLine, storedLine } = excerpt
  return (
    <figure className={styles.figure}>
      <div className={styles.head}>
        <b>{file}</b>
        <span>Two writes. What if it stops between them?</span>
      </div>
      <ol className={styles.code}>
        {lines.map((line, index) => {
          const number = firstLine + index
          return (
            <li
              key={number}
              className={classNames(
                styles.line,
                number === crashLine && styles.crash,
                number < crashLine - 4 && styles.spare,
              )}
            >
              <span className={styles.gutter}>
                {number === crashLine ? <Mark meaning="crack" size={14} /> : null}
              </span>
              <span className={styles.number}>{number}</span>
              <code>
                <CodeLine line={line} />
              </code>
              {number === storedLine ? (
                <span className={classNames(styles.note, 'text-commit')}>
                  <Mark meaning="committed" size={9} /> row stored
                </span>
              ) : null}
              {number === crashLine ? (
                <span className={classNames(styles.note, 'text-hand')}>crash here</span>
              ) : null}
            </li>
          )
        })}
      </ol>
      <div className={styles.diagram}>
        <TwoWrites width={572} announced="orders 1042" className={styles.wide} />
        <TwoWrites width={500} announced="announced" className={styles.mid} />
        <TwoWrites width={350} announced="announced" className={styles.narrow} brief />
      </div>
      <figcaption className={styles.caption}>
        Before line {crashLine} the order exists and no one has heard of it.
      </figcaption>
    </figure>
  )
}
