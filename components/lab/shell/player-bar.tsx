'use client'

/** The player under the diagram: the buttons in the lanes' column, the scrubber on the diagram's scale. */
import { useMemo } from 'react'
import { marksOf } from '../player/marks'
import { Scrubber } from '../player/scrubber'
import { Transport } from '../player/transport'
import { lanesOffset, scaleFor } from '../space-time/drawing'
import { createScale } from '../views/scale'
import styles from './player-bar.module.css'
import type { RunView } from './run-view'
import type { Commands } from './use-commands'
import type { Zoom } from './use-zoom'

export type PlayerBarProps = {
  view: RunView
  furthest: number
  /** Of the diagram above. */
  width: number
  zoom: Zoom | undefined
  playing: boolean
  /** A question has the next step, or what restarts a lab that has stopped. */
  nextElsewhere: boolean
  commands: Commands
}

export function PlayerBar({
  view,
  furthest,
  width,
  zoom,
  playing,
  nextElsewhere,
  commands,
}: PlayerBarProps) {
  const factor = zoom?.factor ?? 1
  const at = zoom?.at ?? 0
  const scale = useMemo(
    () => scaleFor(view.trace, width, factor > 1 ? { zoom: { factor, at } } : {}),
    [view.trace, width, factor, at],
  )
  return (
    <div className={styles.player}>
      <div className={styles.buttons}>
        <Transport
          playing={playing}
          finished={view.finished}
          filled={!nextElsewhere && (playing || (!view.finished && !view.remedy))}
          onPlay={commands.play}
          onStep={commands.step}
        />
      </div>
      <Track
        view={view}
        furthest={furthest}
        scale={scale}
        width={width}
        clip={factor > 1 ? lanesOffset(width) : null}
        commands={commands}
      />
    </div>
  )
}

const dockMargin = 10

/** The same in the dock of a narrow lab, on a scale of its own. */
export function DockTrack({
  view,
  furthest,
  width,
  commands,
}: Omit<PlayerBarProps, 'playing' | 'nextElsewhere' | 'zoom'>) {
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

type TrackProps = Omit<PlayerBarProps, 'playing' | 'nextElsewhere' | 'zoom'> & {
  scale: ReturnType<typeof scaleFor>
  clip?: number | null
}

function Track({ view, furthest, scale, width, clip = null, commands }: TrackProps) {
  const marks = useMemo(() => marksOf(view.trace, furthest), [view.trace, furthest])
  return (
    <Scrubber
      scale={scale}
      width={width}
      clip={clip}
      at={view.playhead.at}
      marks={marks}
      sentence={view.sentence?.text ?? ''}
      onSeek={commands.seek}
      onStep={commands.step}
    />
  )
}
