'use client'

/**
 * The run in space and time: a lane for each node, an arrow for each message. Time runs to the right, and downwards in at
 * most 700 px. Zoomed in a wide lab, the part in view stands above the whole run, which keeps the scrubber's scale.
 */
import { useMemo, useState } from 'react'
import type { LabDefinition } from '@/simulations/kernel/lab'
import type { Microseconds } from '@/simulations/kernel/time'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { messagesOf } from '@/simulations/story/messages'
import type { Playhead, Seek } from '../views/playhead'
import { subjectsByMessage, subjectsOf } from '../views/subjects'
import { type Drawing, type DrawingOptions, drawRun, scaleFor } from './drawing'
import { RunDiagram } from './run-diagram'
import styles from './space-time.module.css'
import { StoresButton } from './stores-button'
import { SubjectChooser } from './subject-chooser'
import { windowOf } from './time-window'
import { useZoomGestures, type ZoomChange } from './use-zoom-gestures'
import { ZoomBar } from './zoom-bar'
import { ZoomButtons } from './zoom-buttons'

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
  /** With it an order can be chosen. */
  onSubject?: (subject: string | null) => void
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
  subject: chosen = null,
  onSeek,
  onZoom,
  onSubject,
}: SpaceTimeProps) {
  const until = secret ? furthest : undefined
  const subjects = useMemo(() => subjectsOf(trace, lab, until), [trace, lab, until])
  // Another run may have other orders.
  const subject = chosen !== null && subjects.includes(chosen) ? chosen : null

  const [stores, setStores] = useState(false)
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
        stores,
        zoom: factor > 1 ? { at, factor } : undefined,
        laneHeight: inTwo ? 30 : undefined,
      }),
    [trace, lab, variant, direction, width, fold, subject, stores, at, factor, inTwo],
  )
  const whole = useMemo(
    () =>
      inTwo
        ? drawRun(trace, lab, variant, { direction, width, fold, subject, stores, laneHeight: 26 })
        : null,
    [trace, lab, variant, direction, width, fold, subject, stores, inTwo],
  )
  /** By pixels of the whole run's own scale. */
  const move = (byX: number) => {
    const { toX, toTime } = scaleFor(trace, width, { fold })
    onZoom?.({ move: (moment) => toTime(toX(moment) + byX) })
  }
  const place = useZoomGestures(
    onZoom,
    factor > 1
      ? (x, y) => {
          // What is drawn at factor f is moved by (f − 1) pixels where the moment that keeps its place is moved by one.
          if (direction === 'right') move(-x / (factor - 1))
          else place.current?.querySelector('[data-scrolls]')?.scrollBy(0, -y)
        }
      : undefined,
  )
  const fit = () => {
    onZoom?.('fit')
    // The button that was pressed goes with the row it is in.
    place.current?.querySelector<HTMLElement>('[data-zoom-in]')?.focus()
  }
  if (width < leastWidth) return null
  const onMessage = onSubject
    ? (message: number) => {
        const found = subjectsByMessage(trace, lab).get(message) ?? null
        if (found !== null) onSubject(found === subject ? null : found)
      }
    : undefined
  const shared = { trace, playhead, lab, furthest, secret, onSeek, onMessage }
  const shown = direction === 'right' ? windowOf(drawing.frame) : null
  const storesButton =
    stores || drawing.lanes.some((lane) => lane.stores) ? (
      <StoresButton shown={stores} onShow={setStores} />
    ) : null
  return (
    <div ref={place} className={styles.spaceTime}>
      {onZoom ? (
        // A row of its own where there is something to say; else in the corner above the names of the lanes.
        <div
          className={
            factor > 1 || subject !== null || direction === 'down' ? styles.zoomBar : styles.top
          }
        >
          {onSubject && subjects.length > 1 ? (
            <SubjectChooser
              noun={lab.subject.noun}
              subjects={subjects}
              subject={subject}
              onSubject={onSubject}
            />
          ) : null}
          {subject === null || secret ? null : (
            <span>{drawnInWords(messagesOf(trace).all.length, drawing)}</span>
          )}
          {factor > 1 ? <ZoomBar factor={factor} shown={shown} onFit={fit} /> : null}
          {direction === 'down' ? (
            <>
              <ZoomButtons factor={factor} onZoom={onZoom} />
              {storesButton}
            </>
          ) : null}
        </div>
      ) : null}
      {secret && isRoomLeft(drawing, Math.max(furthest, playhead.at)) ? (
        <p className={direction === 'right' ? styles.hiddenRight : styles.hiddenAbove}>{hidden}</p>
      ) : null}
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
      {onZoom && direction === 'right' ? (
        <div className={styles.corner}>
          <ZoomButtons factor={factor} onZoom={onZoom} />
          {storesButton}
        </div>
      ) : null}
    </div>
  )
}

const hidden =
  'What comes is hidden while a prediction about this run is open. Play it: it is drawn as it happens.'

/** In CSS pixels: where so much of the diagram is empty, it says why. */
const emptyLeast = 340

function isRoomLeft({ frame }: Drawing, seen: Microseconds): boolean {
  const length = frame.direction === 'right' ? frame.width : frame.height
  return frame.scale.toX(seen) < length - emptyLeast
}

/** `86 messages, 65 drawn, 21 in bundles`. Those of a fold, and those out of view, are not drawn. */
function drawnInWords(messages: number, { arrows, single }: Drawing): string {
  const bundled = arrows.length - single
  return `${messages} messages, ${single} drawn${bundled > 0 ? `, ${bundled} in bundles` : ''}`
}

/** Before the lab has its place there is nothing to draw in. In CSS pixels. */
const leastWidth = 200

/** Whether a zoomed view and the whole run stand one above the other; the scrubber then spans the whole run. */
export function showsBoth(width: number): boolean {
  return width >= 1_100
}
