'use client'

/** The player under the diagram: the buttons in the lanes' column, the scrubber on the diagram's scale. */
import { useMemo } from 'react'
import { marksOf } from '../player/marks'
import { Scrubber } from '../player/scrubber'
import { Transport } from '../player/transport'
import { scaleFor } from '../space-time/drawing'
import { createScale } from '../views/scale'
import styles from './player-bar.module.css'
import type { RunView } from './run-view'
import type { Commands } from './use-commands'

export type PlayerBarProps = {
  view: RunView
  furthest: number
  /** Of the diagram above. */
  width: number
  playing: boolean
  commands: Commands
}

export function PlayerBar({ view, furthest, width, playing, commands }: PlayerBarProps) {
  const scale = useMemo(() => scaleFor(view.trace, width), [view.trace, width])
  return (
    <div className={styles.player}>
      <div className={styles.buttons}>
        <Transport
          playing={playing}
          finished={view.finished}
          filled={playing || (!view.finished && !view.remedy)}
          onPlay={commands.play}
          onStep={commands.step}
        />
      </div>
      <Track view={view} furthest={furthest} scale={scale} width={width} commands={commands} />
    </div>
  )
}

const dockMargin = 10

/** The same in the dock of a narrow lab, on a scale of its own. */
export function DockTrack({ view, furthest, width, commands }: Omit<PlayerBarProps, 'playing'>) {
  const scale = useMemo(
    () =>
      createScale(view.trace, {
        width,
        lanesOffset: dockMargin,
        endOffset: dockMargin,
        foldLength: 30,
      }),
    [view.trace, width],
  )
  return <Track view={view} furthest={furthest} scale={scale} width={width} commands={commands} />
}

type TrackProps = Omit<PlayerBarProps, 'playing'> & { scale: ReturnType<typeof scaleFor> }

function Track({ view, furthest, scale, width, commands }: TrackProps) {
  const marks = useMemo(() => marksOf(view.trace, furthest), [view.trace, furthest])
  return (
    <Scrubber
      scale={scale}
      width={width}
      at={view.playhead.at}
      marks={marks}
      sentence={view.sentence?.text ?? ''}
      onSeek={commands.seek}
      onStep={commands.step}
    />
  )
}
