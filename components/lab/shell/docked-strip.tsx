'use client'

/** What is left in sight of a lab that the reader has scrolled away from. */
import { useSyncExternalStore } from 'react'
import { Button } from '@/components/ui/button'
import { formatMs } from '@/simulations/kernel/time'
import { activeLab, onActiveLabChange } from './active-lab'
import styles from './docked-strip.module.css'
import type { RunView } from './run-view'
import { Sentence } from './story-bar'

export type DockedStripProps = {
  place: string
  view: RunView
  playing: boolean
  onPlay: () => void
  onBack: () => void
}

export function DockedStrip({ place, view, playing, onPlay, onBack }: DockedStripProps) {
  const active = useSyncExternalStore(onActiveLabChange, activeLab, () => null)
  if (active !== place) return null
  return (
    <div className={styles.strip} data-docked>
      <time className={styles.time}>{formatMs(view.playhead.at)}</time>
      <p className={styles.say}>
        <Sentence sentence={view.sentence} />
      </p>
      <Button size="small" onClick={onPlay}>
        {playing ? 'Pause' : view.finished ? 'Replay' : 'Play'}
      </Button>
      <Button size="small" onClick={onBack}>
        Back to the lab
      </Button>
    </div>
  )
}
