'use client'

/**
 * The run in space and time: a lane for each node, an arrow for each message. Time runs to the right, and downwards in at
 * most 700 px. Zoomed in a wide lab, the part in view stands above the whole run, which keeps the scrubber's scale.
 */
import { useMemo } from 'react'
import type { LabDefinition } from '@/simulations/kernel/lab'
import type { Microseconds } from '@/simulations/kernel/time'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import type { Playhead, Seek } from '../views/playhead'
import { type DrawingOptions, drawRun, scaleFor } from './drawing'
import { RunDiagram } from './run-diagram'
import styles from './space-time.module.css'
import { windowOf } from './time-window'
import { useZoomKeys, type ZoomChange } from './use-zoom-keys'
import { ZoomBar } from './zoom-bar'

export interface SpaceTimeProps {
  trace: readonly TraceEvent[]
  playhead: Playhead
  lab: LabDefinition
  /** Id of the variant that ran. */
  variant: string
  /** Of the place the diagram has, in CSS pixels; the scrubber gets the same. */
  width: number
  /** The furthest the playhead has been: verdicts behind it stay hidden. */
  furthest?: Microseconds
  /** The reader was asked what will come: not even in pencil is it shown before it was seen. */
  secret?: boolean
  zoom?: DrawingOptions['zoom']
  fold?: boolean
  /** The order whose messages stay in ink. */
  subject?: string | null
  onSeek: Seek
  onZoom?: (change: ZoomChange) => void
}

export function SpaceTime({
  trace,
  playhead,
  lab,
  variant,
  width,
  furthest = playhead.at,
  secret = false,
  zoom,
  fold,
  subject,
  onSeek,
  onZoom,
}: SpaceTimeProps) {
  const direction = width > 700 ? 'right' : 'down'
  const factor = zoom?.factor ?? 1
  // A column scrolls: closer, it is longer, and has no pages to turn.
  const at = direction === 'down' ? 0 : (zoom?.at ?? 0)
  const inTwo = factor > 1 && showsBoth(width)
  const drawing = useMemo(
    () =>
      drawRun(trace, lab, variant, {
        direction,
        width,
        fold,
        subject,
        zoom: factor > 1 ? { at, factor } : undefined,
        laneHeight: inTwo ? 30 : undefined,
      }),
    [trace, lab, variant, direction, width, fold, subject, at, factor, inTwo],
  )
  const whole = useMemo(
    () =>
      inTwo
        ? drawRun(trace, lab, variant, { direction, width, fold, subject, laneHeight: 26 })
        : null,
    [trace, lab, variant, direction, width, fold, subject, inTwo],
  )
  /** By pixels of the whole run's own scale. */
  const move = (byX: number) => {
    const { toX, toTime } = scaleFor(trace, width, { fold })
    onZoom?.({ move: (moment) => toTime(toX(moment) + byX) })
  }
  const zoomKeys = useZoomKeys(
    onZoom,
    factor > 1
      ? (x, y) => {
          // What is drawn at factor f is moved by (f − 1) pixels where the moment that keeps its place is moved by one.
          if (direction === 'right') move(-x / (factor - 1))
          else zoomKeys.current?.querySelector('[data-scrolls]')?.scrollBy(0, -y)
        }
      : undefined,
  )
  if (width < leastWidth) return null
  const shared = { trace, playhead, lab, furthest, secret, onSeek }
  const shown = direction === 'right' ? windowOf(drawing.frame) : null
  return (
    <div ref={zoomKeys}>
      {factor > 1 && onZoom ? <ZoomBar factor={factor} shown={shown} onZoom={onZoom} /> : null}
      <RunDiagram {...shared} drawing={drawing} listed={whole === null} />
      {whole && shown ? (
        <>
          <p className={styles.zoomBar}>
            <b>Whole run</b>
          </p>
          <RunDiagram
            {...shared}
            drawing={whole}
            framed={shown}
            onPan={(x) => move((x * factor) / (factor - 1))}
            listed
          />
        </>
      ) : null}
    </div>
  )
}

/** Before the lab has its place there is nothing to draw in. In CSS pixels. */
const leastWidth = 200

/** Whether a zoomed view and the whole run stand one above the other; the scrubber then spans the whole run. */
export function showsBoth(width: number): boolean {
  return width >= 1_100
}
