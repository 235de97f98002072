'use client'

/** The handle of time: a slider on the scale of the diagram above it, so that the playhead is one line. */
import { type KeyboardEvent, type PointerEvent, useRef } from 'react'
import { formatMs, type Microseconds } from '@/simulations/kernel/time'
import type { Scale } from '../views/scale'
import type { TrackMark } from './marks'
import styles from './scrubber.module.css'

export type ScrubberProps = {
  scale: Scale
  width: number
  /** Where the lanes begin, when only a part of the run is in view. */
  clip?: number | null
  at: Microseconds
  marks: readonly TrackMark[]
  /** The sentence of the moment, read with the time. */
  sentence: string
  onSeek: (at: Microseconds) => void
  onStep: (by: 1 | -1) => void
}

const middle = 12
/** A finger that leaves the track moves the playhead this much slower. */
const awayPx = 44
const slower = 4

export function Scrubber({
  scale,
  width,
  clip = null,
  at,
  marks,
  sentence,
  onSeek,
  onStep,
}: ScrubberProps) {
  const drag = useRef<{ x: number; place: number } | null>(null)
  const x = scale.toX(at)

  const placeOf = (event: PointerEvent<HTMLDivElement>) =>
    event.clientX - event.currentTarget.getBoundingClientRect().left
  const begin = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    const place = placeOf(event)
    drag.current = { x: place, place }
    onSeek(scale.toTime(place))
  }
  const move = (event: PointerEvent<HTMLDivElement>) => {
    const from = drag.current
    if (!from) return
    const box = event.currentTarget.getBoundingClientRect()
    const away = Math.abs(event.clientY - (box.top + box.height / 2)) > awayPx
    const now = placeOf(event)
    const place = from.place + (now - from.x) / (away ? slower : 1)
    drag.current = { x: now, place }
    onSeek(scale.toTime(place))
  }
  const end = () => {
    drag.current = null
  }
  const key = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowRight' || event.key === 'ArrowUp' ? 1 : -1
    if (!['ArrowRight', 'ArrowUp', 'ArrowLeft', 'ArrowDown'].includes(event.key)) return
    event.preventDefault()
    onStep(by)
  }
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label="Time"
      aria-valuemin={0}
      aria-valuemax={scale.endAt}
      aria-valuenow={Math.floor(at)}
      aria-valuetext={`${formatMs(at)}. ${sentence}`}
      className={styles.scrubber}
      onPointerDown={begin}
      onPointerMove={move}
      onPointerUp={end}
      onPointerCancel={end}
      onKeyDown={key}
    >
      <svg
        width={width}
        height={44}
        aria-hidden="true"
        style={clip === null ? undefined : { clipPath: `inset(-12px 0 0 ${clip - 10}px)` }}
      >
        <path className={styles.track} d={`M${scale.from} ${middle}H${scale.to}`} />
        <path className={styles.passed} d={`M${scale.from} ${middle}H${x}`} />
        {scale.folds.map((fold) => (
          <Fold key={fold.from} x={(fold.x0 + fold.x1) / 2} />
        ))}
        {marks.map((mark) => (
          <Mark key={`${mark.at} ${mark.kind}`} mark={mark} x={scale.toX(mark.at)} />
        ))}
        <path className={styles.line} d={`M${x} 0V${middle}`} />
        <rect className={styles.ring} x={x - 8} y={middle - 12} width="16" height="24" rx="3" />
        <rect className={styles.thumb} x={x - 4} y={middle - 8} width="8" height="16" rx="1.5" />
      </svg>
      <output
        className={styles.time}
        style={{ left: Math.min(Math.max(x, 26), width - 26) }}
        aria-hidden="true"
      >
        {formatMs(at)}
      </output>
    </div>
  )
}

function Fold({ x }: { x: number }) {
  return (
    <path
      className={styles.fold}
      d={`M${x - 1} ${middle - 6}l-6 12M${x + 7} ${middle - 6}l-6 12`}
    />
  )
}

function Mark({ mark, x }: { mark: TrackMark; x: number }) {
  switch (mark.kind) {
    case 'stored':
      return <rect className={styles.stored} x={x - 3.5} y={middle - 3.5} width="7" height="7" />
    case 'crack':
      return <path className={styles.crack} d={`M${x + 2.6} ${middle - 9}l-4.6 8 4.6 2 -4.4 8`} />
    case 'lost':
      return <path className={styles.lost} d={`M${x - 4} ${middle - 4}l8 8m0 -8l-8 8`} />
  }
}
