/** The curriculum as strata: left of the crack what breaks, right of it what survives, thrown down. */
import Link from 'next/link'
import type { CSSProperties, ReactNode } from 'react'
import { classNames } from '@/components/ui/class-names'
import { type Chapter, curriculum } from '@/content/curriculum'
import { crackAt, crackPath } from './crack'
import { heroChapter } from './hero'
import styles from './strata.module.css'

export function Strata() {
  return (
    <section className={styles.map} aria-labelledby="curriculum">
      <h2 id="curriculum" className="sr-only">
        The chapters: what breaks, and what survives it
      </h2>
      <div className={styles.head} aria-hidden="true">
        <span>What breaks</span>
        <span />
        <span>What survives it</span>
      </div>
      <ol className={styles.strata}>
        {curriculum.map((chapter, index) => (
          <li key={chapter.id}>
            <Stratum chapter={chapter} crack={crackAt(index, curriculum.length)} />
          </li>
        ))}
      </ol>
      <svg
        className={styles.crack}
        viewBox="0 0 64 1000"
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        <path d={crackPath} fill="none" strokeWidth="1.3" vectorEffect="non-scaling-stroke" />
      </svg>
    </section>
  )
}

function Stratum({ chapter, crack }: { chapter: Chapter; crack: number }) {
  const isHero = chapter.id === heroChapter
  return (
    <Row
      chapter={chapter}
      className={classNames(styles.stratum, isHero && styles.now)}
      crack={crack}
    >
      <span className={styles.number}>{chapter.number}</span>
      <span className={styles.breaks}>
        <b>{chapter.title}</b> {chapter.breaks}
      </span>
      <span className={styles.gap} aria-hidden="true" />
      <span className={styles.survives}>{chapter.survives}</span>
      <span className={styles.facts}>
        <span>{chapter.written ? labsOf(chapter) : 'not written yet'}</span>
        {chapter.written ? (
          <span>{isHero ? <b>the lab above</b> : `${chapter.minutes} min`}</span>
        ) : null}
      </span>
    </Row>
  )
}

type RowProps = { chapter: Chapter; className: string; crack: number; children: ReactNode }

function Row({ chapter, className, crack, children }: RowProps) {
  const style: CSSProperties & { '--crack': number } = { '--crack': crack }
  return chapter.written ? (
    <Link
      href={`/chapters/${chapter.id}/`}
      // A page fetched ahead has the browser warn of style sheets that nothing uses.
      prefetch={false}
      className={className}
      style={style}
    >
      {children}
    </Link>
  ) : (
    <div className={className} style={style}>
      {children}
    </div>
  )
}

function labsOf({ labs }: Chapter): string {
  return labs.length === 1 ? '1 lab' : `${labs.length} labs`
}
