'use client'

/** What stands in place of the run: its title, the way back, and the view itself. */
import { type ReactNode, useEffect, useEffectEvent, useRef } from 'react'
import { Button } from '@/components/ui/button'
import { type LabMode, modeTitles } from '../session/lab-mode'
import styles from './mode-view.module.css'

export type ModeViewProps = {
  mode: Exclude<LabMode, { name: 'run' }>
  /** `null`: the view has its own way back. */
  onBack: (() => void) | null
  children: ReactNode
}

export function ModeView({ mode, onBack, children }: ModeViewProps) {
  const title = useRef<HTMLHeadingElement>(null)
  const taken = useEffectEvent(() => {
    // The button that led here may be gone; a link that opens here leaves the focus with the lab.
    const focused = document.activeElement
    // It may stand in what was hidden just now, and has the focus until the next frame.
    const inSight = (focused?.getClientRects().length ?? 0) > 0
    if (focused !== document.body && inSight) return
    const player = title.current?.closest('section')?.querySelector<HTMLElement>('[data-play]')
    const next = player ?? title.current
    next?.focus({ preventScroll: true })
  })
  useEffect(() => taken(), [])
  return (
    <section className={styles.mode} aria-label={modeTitles[mode.name]} data-mode={mode.name}>
      <header className={onBack ? styles.bar : 'sr-only'}>
        <h4 ref={title} tabIndex={-1} className={styles.title}>
          {modeTitles[mode.name]}
        </h4>
        {onBack ? <Button onClick={onBack}>Back to the run</Button> : null}
      </header>
      {children}
    </section>
  )
}
