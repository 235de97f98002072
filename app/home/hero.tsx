/** The first screen: what the site is, the one thing to press, and the lines of code it is about. */
import { ButtonLink } from '@/components/ui/button-link'
import { Mark } from '@/components/ui/mark'
import { findChapter } from '@/content/curriculum'
import { readCrashExcerpt } from './crash-excerpt'
import { CrashFigure } from './crash-figure'
import styles from './hero.module.css'

/** The chapter whose lab the first screen shows. */
export const heroChapter = 'outbox'

export async function Hero() {
  const excerpt = await readCrashExcerpt()
  const chapter = findChapter(heroChapter)
  const address = `/chapters/${heroChapter}/`
  const line = excerpt === undefined ? '' : ` at line ${excerpt.crashLine}`
  return (
    <div className={styles.hero}>
      <div>
        <h1 className="display">Lose an event in thirty seconds.</h1>
        <p className={styles.lede}>
          Faultline is a book about data in microservices that you read by breaking it. Every
          chapter runs a small shop in your browser, on real Postgres. You crash a service at a line
          of code, find the row that went missing, then switch the pattern on and replay the same
          fault.
        </p>
        <div className={styles.acts}>
          <ButtonLink kind="do" size="big" href={`${address}#break-it-first`}>
            <Mark meaning="crack" size={16} className={styles.onFill} />
            Crash orders{line}
          </ButtonLink>
          <ButtonLink kind="plain" href={address}>
            Read chapter {chapter?.number} first
          </ButtonLink>
        </div>
        <p className={styles.fine}>Nothing to install, no account.</p>
        <ol className={styles.how}>
          <li>Two orders arrive.</li>
          <li>
            The orders service dies{' '}
            {excerpt === undefined ? 'between two writes' : `before line ${excerpt.crashLine}`}.
          </li>
          <li>You find the row that nobody heard of.</li>
        </ol>
      </div>
      {excerpt === undefined ? null : <CrashFigure excerpt={excerpt} />}
    </div>
  )
}
