'use client'

/** The foot of a narrow lab, always under the thumb: the sentence, time, and the three things one does most. */
import { type ReactNode, useRef } from 'react'
import { Button } from '@/components/ui/button'
import { Mark } from '@/components/ui/mark'
import { formatMs } from '@/simulations/kernel/time'
import { fasterBy, speedLabel, speeds } from '../player/speeds'
import { Transport } from '../player/transport'
import styles from './dock.module.css'
import { remedyLabel, sweepLabel } from './lab-head'
import { DockTrack } from './player-bar'
import { type CodeStep, codeStepLabel } from './repair'
import type { RunView } from './run-view'
import { Sentence } from './story-bar'
import type { Commands } from './use-commands'
import { useWidth } from './use-width'

export type DockProps = {
  /** What was done last: said here, where the thumb did it. */
  notice: ReactNode
  view: RunView
  furthest: number
  /** The next step is one of the reader's own code. */
  codeStep: CodeStep | null
  playing: boolean
  /** A question has the next step, or what restarts a lab that has stopped. */
  nextElsewhere: boolean
  speed: number
  commands: Commands
  onSpeed: (speed: number) => void
  onRemedy: (variant: string) => void
  onSweep: () => void
  onCodeStep: (step: CodeStep) => void
  onBreak: () => void
}

export function Dock({
  notice,
  view,
  furthest,
  codeStep,
  playing,
  nextElsewhere,
  speed,
  commands,
  onSpeed,
  onRemedy,
  onSweep,
  onCodeStep,
  onBreak,
}: DockProps) {
  const root = useRef<HTMLDivElement>(null)
  const width = useWidth(root)
  const remedy = playing ? null : view.remedy
  const survived = !playing && view.finished && view.survived
  const instead = codeStep ? (
    <Button kind="do" className={styles.remedy} onClick={() => onCodeStep(codeStep)}>
      {codeStepLabel(codeStep)}
    </Button>
  ) : remedy ? (
    <Button
      kind={nextElsewhere ? 'default' : 'do'}
      className={styles.remedy}
      onClick={() => onRemedy(remedy.id)}
    >
      {remedyLabel(remedy.title)}
    </Button>
  ) : survived ? (
    <Button kind={nextElsewhere ? 'default' : 'do'} className={styles.remedy} onClick={onSweep}>
      {sweepLabel}
    </Button>
  ) : null
  const next = speed === speeds.at(-1) ? (speeds[0] ?? 1) : fasterBy(speed, 1)
  return (
    <div ref={leaveRoom} className={styles.dock} data-docked>
      <div className={styles.notice}>{notice}</div>
      <p className={styles.say} data-still={!playing || undefined}>
        <time className={styles.time}>{formatMs(view.playhead.at)}</time>
        <Sentence sentence={view.sentence} />
      </p>
      <div ref={root} className={styles.track}>
        {width === 0 ? null : (
          <DockTrack view={view} furthest={furthest} width={width} commands={commands} />
        )}
      </div>
      <div className={styles.buttons}>
        {instead ? null : (
          <button
            type="button"
            className={styles.plain}
            aria-label={`Speed ${speedLabel(speed)}`}
            onClick={() => onSpeed(next)}
          >
            {speedLabel(speed)}
          </button>
        )}
        <Transport
          playing={playing}
          finished={view.finished}
          filled={!nextElsewhere && !instead && (playing || !view.finished)}
          instead={instead}
          onPlay={commands.play}
          onStep={commands.step}
        />
        <button type="button" className={styles.break} onClick={onBreak}>
          <Mark meaning="crack" size={15} />
          <span className={instead ? 'sr-only' : undefined}>Break</span>
        </button>
      </div>
    </div>
  )
}

/** What it says makes it higher: what scrolls above it gives way, so that nothing ends under it. */
function leaveRoom(dock: HTMLElement | null): (() => void) | undefined {
  const lab = dock?.parentElement
  if (!lab) return undefined
  const observer = new ResizeObserver(() =>
    lab.style.setProperty('--dock', `${dock.offsetHeight}px`),
  )
  observer.observe(dock)
  return () => {
    observer.disconnect()
    lab.style.removeProperty('--dock')
  }
}
