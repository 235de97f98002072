'use client'

/** A started lab: loading, running or failed. Fetched only when a reader asks for a lab. */
import { useEffect, useEffectEvent, useRef } from 'react'
import { classNames } from '@/components/ui/class-names'
import { ErrorBoundary } from '@/components/ui/error-boundary'
import { ToastProvider } from '@/components/ui/toast'
import type { SandboxProps } from '../lab'
import { useLabSession } from '../session/use-lab-session'
import { CodeConsent } from '../edit/code-consent'
import { DrawingFailure } from './drawing-failure'
import { FailureNote } from './failure-note'
import { LoadingNote } from './loading-note'
import styles from './sandbox.module.css'
import { sessionOptions } from './session-options'
import { SkipLab } from './skip-lab'
import { useBleed } from './use-bleed'
import { useFullScreen } from './use-full-screen'
import { Workbench } from './workbench'

export function Sandbox({
  place,
  assets,
  play,
  wanted,
  aside = false,
  question,
  poster,
  onReady,
  onCancel,
}: SandboxProps) {
  const { session, state } = useLabSession(() =>
    sessionOptions(place, assets, play, wanted ?? null),
  )
  const around = useRef<HTMLDivElement>(null)
  const root = useRef<HTMLElement>(null)
  const behind = useRef<HTMLParagraphElement>(null)
  const bleed = useBleed(around)
  const [full, setFull] = useFullScreen(root)
  const { parts } = session
  const { run } = state
  const running = run !== null
  const ready = useEffectEvent(() => onReady?.())
  useEffect(() => {
    const section = root.current
    if (!section) return
    // Another lab is over the whole window.
    const covered = section.closest('[inert]') !== null
    if (!covered && !aside && document.activeElement === document.body)
      section.focus({ preventScroll: true })
    if (!running) return
    // Who has read on meanwhile is not called back.
    const { top, bottom } = section.getBoundingClientRect()
    const inSight = bottom > 0 && top < innerHeight
    ready()
    if (covered || aside || !inSight) return
    // Its height is known after the layout for its width has been drawn.
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => section.scrollIntoView({ block: 'start' }))
    })
    return () => cancelAnimationFrame(frame)
  }, [running, aside])
  return (
    <div ref={around}>
      <section
        ref={root}
        id={`lab-${place.place}`}
        tabIndex={-1}
        aria-label={place.name ?? 'Lab'}
        className={classNames(styles.sandbox, full && styles.full)}
        data-full={full || undefined}
        data-loading={!running || undefined}
        style={running && !full ? bleed : undefined}
      >
        {running && !full ? <SkipLab to={behind} place={place.place} /> : null}
        {state.stage === 'failed' && state.breakdown ? (
          <FailureNote
            breakdown={state.breakdown}
            recipe={state.recipe}
            lab={place.id}
            onRetry={session.start}
          />
        ) : null}
        {state.stage === 'loading' && !state.link ? (
          <LoadingNote
            progress={state.progress}
            megabytes={assets.megabytes}
            restarting={run !== null}
            onCancel={onCancel}
          />
        ) : null}
        <ErrorBoundary
          fallback={(error, again) => (
            <DrawingFailure
              error={error}
              lab={place.id}
              recipe={state.recipe}
              onRestart={() => {
                again()
                void session.start()
              }}
              onOriginal={() => {
                const { variant, seed, schedule } = place
                session.openRun({ variant, seed, schedule }, 0)
                again()
              }}
            />
          )}
        >
          {state.link && parts && state.stage !== 'failed' ? (
            <CodeConsent
              link={state.link}
              recipe={state.recipe}
              parts={parts}
              onAnswer={session.answerLink}
            />
          ) : run && parts ? (
            <ToastProvider>
              <Workbench
                session={session}
                state={state}
                run={run}
                parts={parts}
                place={place}
                question={question}
                region={root}
                full={full}
                setFull={setFull}
              />
            </ToastProvider>
          ) : (
            <div className={styles.waiting}>{poster}</div>
          )}
        </ErrorBoundary>
      </section>
      <p ref={behind} id={`behind-${place.place}`} tabIndex={-1} className={styles.behind}>
        <span className="sr-only">End of {place.name ?? 'the lab'}</span>
      </p>
    </div>
  )
}
