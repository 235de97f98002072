/** The buttons of the player: one step back, play or pause, one step on. */
import type { ReactNode } from 'react'
import { IconButton } from '@/components/ui/icon-button'

export type TransportProps = {
  playing: boolean
  finished: boolean
  /** The next step of the view is this one. */
  filled: boolean
  /** The next step of the view is another: it stands at the end, and what is of no use now gives way to it. */
  instead?: ReactNode
  onPlay: () => void
  onStep: (by: 1 | -1) => void
}

const paths = {
  back: 'M2 2h1.8v10H2zM12 2v10L5 7z',
  on: 'M10.2 2H12v10h-1.8zM2 2v10l7-5z',
  play: 'M3 1.5v11l9-5.5z',
  pause: 'M3 1.5h3v11H3zM8 1.5h3v11H8z',
} as const

export function Transport({ playing, finished, filled, instead, onPlay, onStep }: TransportProps) {
  return (
    <>
      <IconButton label="Step back" onClick={() => onStep(-1)}>
        <Icon path={paths.back} />
      </IconButton>
      {instead && !finished ? null : (
        <IconButton
          label={playing ? 'Pause' : finished ? 'Replay' : 'Play'}
          next={filled}
          onClick={onPlay}
          data-play
        >
          {finished && !playing ? <Again /> : <Icon path={playing ? paths.pause : paths.play} />}
        </IconButton>
      )}
      {instead && finished ? null : (
        <IconButton label="Step" onClick={() => onStep(1)}>
          <Icon path={paths.on} />
        </IconButton>
      )}
      {instead}
    </>
  )
}

function Icon({ path }: { path: string }) {
  return (
    <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
      <path d={path} fill="currentColor" />
    </svg>
  )
}

function Again() {
  return (
    <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
      <path
        d="M3 4.2A5 5 0 1 1 2 7.6M2.6 1v3.6h3.6"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
      />
    </svg>
  )
}
