'use client'

/**
 * The run in space and time: a lane for each node, an arrow for each message. Ink before the playhead, pencil behind it.
 * Time runs to the right, and downwards in at most 700 px.
 */
import { memo, type PointerEvent, useId, useMemo, useState } from 'react'
import type { LabDefinition } from '@/simulations/kernel/lab'
import type { Microseconds } from '@/simulations/kernel/time'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import type { Playhead, Seek } from '../views/playhead'
import { type Drawing, type DrawingOptions, drawRun } from './drawing'
import { point } from './frame'
import { flyingAt, InFlight, Labels, PlayheadLine } from './playhead-layer'
import { round, type Shape } from './shape'
import { HatchPattern, ShapeList } from './shape-view'
import styles from './space-time.module.css'
import { StopList } from './stop-list'
import { type Stop, stopsOf } from './stops'
import { useFollow } from './use-follow'
import { useZoomKeys, type ZoomChange } from './use-zoom-keys'

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
  zoom,
  fold,
  subject,
  onSeek,
  onZoom,
}: SpaceTimeProps) {
  const direction = width > 700 ? 'right' : 'down'
  const zoomAt = zoom?.at
  const zoomFactor = zoom?.factor
  const drawing = useMemo(
    () =>
      drawRun(trace, lab, variant, {
        direction,
        width,
        fold,
        subject,
        zoom:
          zoomAt === undefined || zoomFactor === undefined
            ? undefined
            : { at: zoomAt, factor: zoomFactor },
      }),
    [trace, lab, variant, direction, width, fold, subject, zoomAt, zoomFactor],
  )
  const stops = useMemo(() => stopsOf(trace, drawing.lanes, lab), [trace, drawing.lanes, lab])
  const [focused, setFocused] = useState<Stop | null>(null)
  const scroll = useFollow(direction === 'down' ? drawing.frame.scale.toX(playhead.at) : null)
  const zoomKeys = useZoomKeys(onZoom)

  function seek(event: PointerEvent<SVGSVGElement>) {
    if (event.type === 'pointermove' && (event.buttons !== 1 || event.pointerType !== 'mouse'))
      return
    const box = event.currentTarget.getBoundingClientRect()
    const along = direction === 'right' ? event.clientX - box.left : event.clientY - box.top
    if (direction === 'right' && along < drawing.frame.scale.from - 12) return
    onSeek(drawing.frame.scale.toTime(along))
  }

  return (
    <div
      ref={direction === 'down' ? scroll : zoomKeys}
      className={direction === 'down' ? `${styles.diagram} ${styles.scroll}` : styles.diagram}
    >
      {direction === 'down' ? <ColumnNames drawing={drawing} /> : null}
      <RunSvg
        drawing={drawing}
        playhead={playhead}
        furthest={furthest}
        lab={lab}
        focused={focused}
        onSeek={seek}
      />
      <StopList
        stops={stops}
        playhead={playhead}
        direction={direction}
        onSeek={onSeek}
        onFocus={setFocused}
      />
    </div>
  )
}

interface RunSvgProps {
  drawing: Drawing
  playhead: Playhead
  furthest: Microseconds
  lab: LabDefinition
  focused: Stop | null
  onSeek: (event: PointerEvent<SVGSVGElement>) => void
}

function RunSvg({ drawing, playhead, furthest, lab, focused, onSeek }: RunSvgProps) {
  const id = useId()
  const { frame } = drawing
  const flying = flyingAt(drawing.arrows, playhead)
  const inked = drawing.labels.findIndex((label) => label.at > playhead.at)
  const along = round(Math.max(0, frame.scale.toX(playhead.at)))
  const left = Math.max(0, frame.start - 6)
  const ink =
    frame.direction === 'right'
      ? { x: left, y: -10, width: Math.max(0, along - left), height: frame.height + 20 }
      : { x: 0, y: 0, width: frame.width, height: along }
  const pencil =
    frame.direction === 'right'
      ? {
          x: Math.max(left, along),
          y: -10,
          width: Math.max(0, frame.width - Math.max(left, along)),
          height: frame.height + 20,
        }
      : { x: 0, y: along, width: frame.width, height: Math.max(0, frame.height - along) }
  return (
    <svg
      className={styles.svg}
      width={frame.width}
      height={frame.height}
      viewBox={`0 0 ${frame.width} ${frame.height}`}
      aria-hidden="true"
      onPointerDown={onSeek}
      onPointerMove={onSeek}
    >
      <defs>
        <HatchPattern id={`${id}hatch`} />
        <clipPath id={`${id}ink`}>
          <rect {...ink} />
        </clipPath>
        <clipPath id={`${id}pencil`}>
          <rect {...pencil} />
        </clipPath>
      </defs>
      {frame.direction === 'right' ? <Shapes shapes={drawing.names} hatch={`${id}hatch`} /> : null}
      <g clipPath={`url(#${id}pencil)`} opacity={0.3}>
        <Shapes shapes={drawing.body} hatch={`${id}hatch`} />
      </g>
      <g clipPath={`url(#${id}ink)`}>
        <Shapes shapes={drawing.body} hatch={`${id}hatch`} />
      </g>
      {drawing.verdicts.map((verdict) =>
        verdict.judgedAt > furthest ? null : (
          <g
            key={verdict.shapes[0]?.kind === 'path' ? verdict.shapes[0].d : verdict.judgedAt}
            opacity={verdict.judgedAt > playhead.at ? 0.3 : undefined}
          >
            <ShapeList shapes={verdict.shapes} hatch={`${id}hatch`} />
          </g>
        ),
      )}
      <Shapes shapes={drawing.axis} hatch={`${id}hatch`} />
      <PlayheadLine frame={frame} playhead={playhead} />
      <Labels
        labels={drawing.labels}
        inked={inked === -1 ? drawing.labels.length : inked}
        hidden={flying.map((arrow) => arrow.message.number).join(' ')}
        hatch={`${id}hatch`}
      />
      <InFlight
        drawing={drawing}
        flying={flying}
        playhead={playhead}
        lab={lab}
        hatch={`${id}hatch`}
      />
      {drawing.arrows.length === 0 ? (
        <text
          x={(frame.start + frame.width) / 2}
          y={frame.height / 2}
          textAnchor="middle"
          style={{ fill: 'var(--ink-2)' }}
        >
          Nothing has happened yet.
        </text>
      ) : null}
      <FocusRing drawing={drawing} focused={focused} />
    </svg>
  )
}

const Shapes = memo(function Shapes({
  shapes,
  hatch,
}: {
  shapes: readonly Shape[]
  hatch: string
}) {
  return <ShapeList shapes={shapes} hatch={hatch} />
})

/** Follows the focus of the list, which is what a keyboard and a screen reader have. */
function FocusRing({ drawing, focused }: { drawing: Drawing; focused: Stop | null }) {
  if (!focused) return null
  const { x, y } = point(
    drawing.frame,
    drawing.frame.scale.toX(focused.at),
    drawing.frame.lane(focused.lane),
  )
  return (
    <circle
      cx={round(x)}
      cy={round(y)}
      r={10}
      fill="none"
      strokeWidth={2}
      style={{ stroke: 'var(--hand)' }}
    />
  )
}

function ColumnNames({ drawing }: { drawing: Drawing }) {
  return (
    <svg
      className={styles.names}
      width={drawing.frame.width}
      height={42}
      viewBox={`0 0 ${drawing.frame.width} 42`}
      aria-hidden="true"
    >
      <ShapeList shapes={drawing.names} hatch="" />
    </svg>
  )
}
