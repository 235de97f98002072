'use client'

/** The first screen's figure, which becomes the lab in place when the reader asks for the crash. */
import { type ReactNode, useState } from 'react'
import { LabGone, type LabPlace, type MidRunQuestion, useSandbox } from '@/components/lab/lab'
import type { LabAssets } from '@/components/lab/session/lab-content'
import { Button } from '@/components/ui/button'
import { ErrorBoundary } from '@/components/ui/error-boundary'
import { Mark } from '@/components/ui/mark'
import styles from './hero.module.css'

export type HeroLabProps = {
  place: LabPlace
  assets: LabAssets
  question: MidRunQuestion
  /** "Crash orders at line 18". */
  ask: string
  heading: ReactNode
  lede: ReactNode
  /** Above the words, in the space that is free there; not once the lab runs. */
  goOn: ReactNode
  /** Beside the button, and beside the heading once the lab runs. */
  chapter: ReactNode
  steps: ReactNode
  figure: ReactNode
}

export function HeroLab({
  place,
  assets,
  question,
  ask,
  heading,
  lede,
  goOn,
  chapter,
  steps,
  figure,
}: HeroLabProps) {
  const lab = useSandbox(place, assets)
  const [running, setRunning] = useState(false)
  const leave = () => {
    setRunning(false)
    lab.leave()
  }
  const { Sandbox } = lab
  const waiting = lab.asked && !lab.failed
  return (
    <div className={styles.hero} data-running={running || undefined}>
      {running ? null : goOn}
      <div className={styles.words}>
        {heading}
        {running ? (
          chapter
        ) : (
          <>
            {lede}
            <div className={styles.acts}>
              <Button
                kind={waiting ? 'default' : 'do'}
                size="big"
                onClick={() => lab.ask()}
                aria-disabled={waiting}
              >
                <Mark meaning="crack" size={16} className={styles.onFill} />
                {ask}
              </Button>
              {chapter}
            </div>
            <p className={styles.fine} role={lab.failed ? 'alert' : undefined}>
              {lab.failed
                ? 'The lab could not be loaded. You may be offline; ask again when you are not.'
                : `Nothing to install, no account. Loads ${assets.megabytes.toFixed(1)} MB of Postgres once.`}
            </p>
            {steps}
          </>
        )}
      </div>
      {Sandbox ? (
        <>
          <h2 className="sr-only">The run</h2>
          <ErrorBoundary fallback={(error) => <LabGone error={error} onAgain={leave} />}>
            <Sandbox
              place={place}
              assets={assets}
              play
              question={question}
              poster={figure}
              onReady={() => setRunning(true)}
              onCancel={leave}
            />
          </ErrorBoundary>
        </>
      ) : (
        figure
      )}
    </div>
  )
}
