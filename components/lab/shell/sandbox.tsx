'use client'

/** A started lab: loading, running or failed. Fetched only when a reader asks for a lab. */
import { useEffect, useRef } from 'react'
import { ToastProvider } from '@/components/ui/toast'
import type { SandboxProps } from '../lab'
import { useLabSession } from '../session/use-lab-session'
import { FailureNote } from './failure-note'
import { LoadingNote } from './loading-note'
import styles from './sandbox.module.css'
import { sessionOptions } from './session-options'
import { Workbench } from './workbench'

export function Sandbox({ place, assets, play, onCancel }: SandboxProps) {
  const { session, state } = useLabSession(() => sessionOptions(place, assets, play))
  const root = useRef<HTMLElement>(null)
  const { parts } = session
  const { run } = state
  useEffect(() => {
    root.current?.focus({ preventScroll: true })
  }, [])
  return (
    <section
      ref={root}
      id={`lab-${place.place}`}
      tabIndex={-1}
      aria-label={place.name ?? 'Lab'}
      className={styles.sandbox}
    >
      {state.stage === 'failed' && state.breakdown ? (
        <FailureNote
          breakdown={state.breakdown}
          recipe={state.recipe}
          lab={place.id}
          onRetry={session.start}
        />
      ) : null}
      {state.stage === 'loading' || !run ? (
        <LoadingNote
          progress={state.progress}
          megabytes={assets.megabytes}
          failed={state.stage === 'failed'}
          onCancel={onCancel}
        />
      ) : null}
      {run && parts ? (
        <ToastProvider>
          <Workbench session={session} state={state} run={run} parts={parts} place={place} />
        </ToastProvider>
      ) : null}
    </section>
  )
}
