'use client'

/** One player for both runs: its scrubber on the axis that they share. */
import { useMemo } from 'react'
import { marksOf } from '../player/marks'
import { Scrubber } from '../player/scrubber'
import { Transport } from '../player/transport'
import type { RunView } from '../shell/run-view'
import type { Commands } from '../shell/use-commands'
import { scaleFor } from '../space-time/drawing'
import { createScale } from '../views/scale'
import { playheadAt } from '../views/playhead'
import type { Beside } from './beside'
import styles from './beside-player.module.css'

export type BesidePlayerProps = {
  beside: Beside
  /** Of the diagrams above. */
  width: number
  playing: boolean
  /** The next step of the view is another. */
  next: boolean
  commands: Commands
}

export function BesidePlayer({ beside, width, playing, next, commands }: BesidePlayerProps) {
  const { one, other, seenAt, finished } = beside
  const down = width <= 700
  const scale = useMemo(
    () =>
      down
        ? createScale(one.trace, {
            width,
            lanesOffset: 10,
            endOffset: 10,
            foldLength: 30,
            beside: other?.trace,
          })
        : scaleFor(one.trace, width, { beside: other?.trace }),
    [one.trace, other?.trace, width, down],
  )
  const marks = useMemo(() => {
    const until = (trace: RunView['trace'], at: number) =>
      marksOf(trace, playheadAt(trace, at).index)
    const all = [...until(one.trace, one.furthestAt), ...until(other?.trace ?? [], seenAt)]
    return [...new Map(all.map((mark) => [`${mark.at} ${mark.kind}`, mark])).values()]
  }, [one.trace, one.furthestAt, other?.trace, seenAt])
  return (
    <div className={styles.player} data-down={down || undefined}>
      <div className={styles.buttons}>
        <Transport
          playing={playing}
          finished={finished}
          filled={playing || !(next || finished)}
          onPlay={commands.play}
          onStep={commands.step}
        />
      </div>
      <div className={styles.track}>
        <Scrubber
          scale={scale}
          width={width}
          at={one.playhead.at}
          marks={marks}
          sentence={one.sentence?.text ?? ''}
          onSeek={commands.seek}
          onStep={commands.step}
        />
      </div>
    </div>
  )
}
