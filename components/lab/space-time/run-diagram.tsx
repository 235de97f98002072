'use client'

/** One drawing of a run with its playhead: ink before it, pencil behind it. */
import { memo, type PointerEvent, useId, useMemo, useRef, useState } from 'react'
import type { LabDefinition } from '@/simulations/kernel/lab'
import type { Microseconds } from '@/simulations/kernel/time'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import type { Playhead, Seek } from '../views/playhead'
import type { Drawing } from './drawing'
import { point } from './frame'
import { flyingAt, InFlight, Labels, PlayheadLine } from './playhead-layer'
import { round, type Shape } from './shape'
import { HatchPattern, ShapeList } from './shape-view'
import styles from './space-time.module.css'
import { StopList } from './stop-list'
import { type Stop, stopsOf } from './stops'
import { useFollow } from './use-follow'
import type { TimeWindow } from './time-window'

export interface RunDiagramProps {
  trace: readonly TraceEvent[]
  playhead: Playhead
  lab: LabDefinition
  drawing: Drawing
  furthest: Microseconds
  /** The part that another view shows larger: a dashed frame stands about it. */
  framed?: TimeWindow
  /** Has the list of stops for the keyboard. One of two views is enough. */
  listed: boolean
  onSeek: Seek
}

export function RunDiagram({
  trace,
  playhead,
  lab,
  drawing,
  furthest,
  framed,
  listed,
  onSeek,
}: RunDiagramProps) {
  const { direction } = drawing.frame
  const stops = useMemo(() => stopsOf(trace, drawing.lanes, lab), [trace, drawing.lanes, lab])
  const [focused, setFocused] = useState<Stop | null>(null)
  const scroll = useFollow(direction === 'down' ? drawing.frame.scale.toX(playhead.at) : null)
  const pinching = useRef(false)

  /** A mouse drags the playhead; a finger scrolls, and moves the playhead where it taps. */
  function seek(event: PointerEvent<SVGSVGElement>) {
    // The browser takes a finger that scrolls away with a `pointercancel`: what comes up here has tapped.
    const byFinger = event.pointerType === 'touch'
    if (byFinger && event.type === 'pointerdown') pinching.current = !event.isPrimary
    if (byFinger && pinching.current) return
    if (byFinger !== (event.type === 'pointerup')) return
    if (event.type === 'pointermove' && event.buttons !== 1) return
    const box = event.currentTarget.getBoundingClientRect()
    const along = direction === 'right' ? event.clientX - box.left : event.clientY - box.top
    if (direction === 'right' && along < drawing.frame.scale.from - 12) return
    onSeek(drawing.frame.scale.toTime(along))
  }

  return (
    <div
      ref={direction === 'down' ? scroll : undefined}
      className={direction === 'down' ? `${styles.diagram} ${styles.scroll}` : styles.diagram}
    >
      {direction === 'down' ? <ColumnNames drawing={drawing} /> : null}
      <RunSvg
        drawing={drawing}
        playhead={playhead}
        furthest={furthest}
        lab={lab}
        focused={focused}
        framed={framed}
        onSeek={seek}
      />
      {listed ? (
        <StopList
          stops={stops}
          playhead={playhead}
          direction={direction}
          onSeek={onSeek}
          onFocus={setFocused}
        />
      ) : null}
    </div>
  )
}

interface RunSvgProps {
  drawing: Drawing
  playhead: Playhead
  furthest: Microseconds
  lab: LabDefinition
  focused: Stop | null
  framed: TimeWindow | undefined
  onSeek: (event: PointerEvent<SVGSVGElement>) => void
}

function RunSvg({ drawing, playhead, furthest, lab, focused, framed, onSeek }: RunSvgProps) {
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
      onPointerUp={onSeek}
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
      {framed ? <ZoomFrame drawing={drawing} shown={framed} /> : null}
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

/** About what the view above shows. */
function ZoomFrame({ drawing, shown }: { drawing: Drawing; shown: TimeWindow }) {
  const { scale, across, width } = drawing.frame
  const from = round(scale.toX(shown.from))
  const to = round(Math.min(scale.toX(shown.to), width - 1))
  return (
    <g>
      <rect
        x={from}
        y={3}
        width={Math.max(8, to - from)}
        height={across.to + 14}
        fill="none"
        strokeDasharray="4 3"
        style={{ stroke: 'var(--edge)' }}
      />
      <text
        x={to - 5}
        y={14}
        textAnchor="end"
        className={styles.halo}
        style={{ fill: 'var(--ink-2)' }}
      >
        {to - from > 92 ? 'zoomed above' : ''}
      </text>
    </g>
  )
}

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
