/** The first screen: what the site is, the one thing to press, and the lines of code it is about. */
import type { LabPlace } from '@/components/lab/lab'
import { readLabAssets } from '@/components/lesson/lab-assets'
import { ButtonLink } from '@/components/ui/button-link'
import { findChapter } from '@/content/curriculum'
import { labs } from '@/simulations/registry'
import { readCrashExcerpt } from './crash-excerpt'
import { CrashFigure } from './crash-figure'
import { GoOn } from './go-on'
import styles from './hero.module.css'
import { HeroLab } from './hero-lab'
import { readLessonSections, readLessonTasks } from './lesson-tasks'

/** The chapter whose lab the first screen shows. */
export const heroChapter = 'outbox'

export async function Hero() {
  const excerpt = await readCrashExcerpt()
  const chapter = findChapter(heroChapter)
  const line = excerpt === undefined ? '' : ` at line ${excerpt.crashLine}`
  return (
    <HeroLab
      place={await heroPlace()}
      assets={await readLabAssets(heroChapter)}
      question={{ listener: 'payments' }}
      ask={`Crash orders${line}`}
      heading={<h1 className="display">Lose an event in thirty seconds.</h1>}
      lede={
        <p className={styles.lede}>
          Faultline is a book about data in microservices that you read by breaking it. Every
          chapter runs a small shop in your browser, on real Postgres. You crash a service at a line
          of code, find the row that went missing, then switch the pattern on and replay the same
          fault.
        </p>
      }
      goOn={<GoOn tasks={await readLessonTasks()} sections={await readLessonSections()} />}
      chapter={
        <ButtonLink kind="plain" href={`/chapters/${heroChapter}/`} prefetch={false}>
          Read chapter {chapter?.number}, {chapter?.title}
        </ButtonLink>
      }
      steps={
        <ol className={styles.how}>
          <li>Two orders arrive.</li>
          <li>
            The orders service dies{' '}
            {excerpt === undefined ? 'between two writes' : `before line ${excerpt.crashLine}`}.
          </li>
          <li>You find the row that nobody heard of.</li>
        </ol>
      }
      figure={excerpt === undefined ? null : <CrashFigure excerpt={excerpt} />}
    />
  )
}

/** The first run that the lab features: its crash is the one the button names. */
async function heroPlace(): Promise<LabPlace> {
  const definition = await labs[heroChapter]?.()
  const featured = definition?.featured[0]
  if (!definition || !featured) throw new Error(`The lab ${heroChapter} features no run.`)
  return {
    id: definition.id,
    place: 'home',
    variant: featured.variant,
    variants: definition.variants.map((one) => one.id),
    seed: featured.seed,
    schedule: featured.faults,
    name: null,
    opens: 'run',
  }
}
