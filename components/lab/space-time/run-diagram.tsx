'use client'

/** One drawing of a run with its playhead: ink before it, pencil behind it. */
import { memo, type PointerEvent, type ReactNode, useId, useMemo, useRef, useState } from 'react'
import type { LabDefinition } from '@/simulations/kernel/lab'
import { formatMs, type Microseconds } from '@/simulations/kernel/time'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { lanePlaces } from '../views/folded-lanes'
import { unfolded } from '../views/folded-stores'
import type { Playhead, Seek } from '../views/playhead'
import { textWidth } from '../views/text-width'
import { usePointed } from '../causes/pointed'
import { arrowAt, CauseArrows } from './cause-arrows'
import type { Drawing } from './drawing'
import { type Frame, point } from './frame'
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
  /** Nothing behind `furthest` is drawn, or told to the keyboard. */
  secret?: boolean
  /** The part that another view shows larger: a dashed frame stands about it. */
  framed?: TimeWindow
  /** The frame has been dragged to the right by that many CSS pixels. */
  onPan?: (x: number) => void
  /** Where this run parts from another one that stands beside it; `labelled` where there is room to say so. */
  parting?: Parting
  /** `false` where several diagrams scroll as one. */
  scrolls?: boolean
  /** Has the list of stops for the keyboard. One of two views is enough. */
  listed: boolean
  onSeek: Seek
  /** The name of a message was pressed. */
  onMessage?: ((message: number) => void) | undefined
}

export interface Parting {
  at: Microseconds
  labelled: boolean
}

export function RunDiagram({
  trace,
  playhead,
  lab,
  drawing,
  furthest,
  secret = false,
  framed,
  onPan,
  parting,
  scrolls = true,
  listed,
  onSeek,
  onMessage,
}: RunDiagramProps) {
  const { direction } = drawing.frame
  const all = useMemo(
    () => stopsOf(trace, unfolded(drawing.lanes), lab),
    [trace, drawing.lanes, lab],
  )
  const until = secret ? furthest : null
  const stops = useMemo(
    () => (until === null ? all : all.map((lane) => lane.filter(({ at }) => at <= until))),
    [all, until],
  )
  const [focused, setFocused] = useState<Stop | null>(null)
  const follows = direction === 'down' && scrolls
  const scroll = useFollow(follows ? drawing.frame.scale.toX(playhead.at) : null)
  const pinching = useRef(false)
  const grabbed = useRef<{ x: number; moved: boolean } | null>(null)

  const pressed = useRef<number | null>(null)

  /** What is pressed on the name of a message is that message, until it is let go. */
  function press(event: PointerEvent<SVGSVGElement>) {
    if (!onMessage) return seek(event)
    const on = namedMessage(event.target)
    if (event.type === 'pointerdown') pressed.current = on
    const held = pressed.current
    if (held === null) return seek(event)
    if (event.type !== 'pointerup') return
    pressed.current = null
    if (on === held) onMessage(held)
  }

  /** A mouse drags the playhead; a finger scrolls, and moves the playhead where it taps. */
  function seek(event: PointerEvent<SVGSVGElement>) {
    // The browser takes a finger that scrolls away with a `pointercancel`: what comes up here has tapped.
    const byFinger = event.pointerType === 'touch'
    if (byFinger && event.type === 'pointerdown') pinching.current = !event.isPrimary
    if (byFinger && pinching.current) return
    if (byFinger && event.type !== 'pointerup') return
    if (event.type === 'pointermove' && event.buttons !== 1) return
    if (!byFinger && drags(event)) return
    const box = event.currentTarget.getBoundingClientRect()
    const along = direction === 'right' ? event.clientX - box.left : event.clientY - box.top
    if (direction === 'right' && along < drawing.frame.scale.from - 12) return
    onSeek(drawing.frame.scale.toTime(along))
  }

  /** By a mouse: the frame goes where it is dragged; pressed without being dragged it is not there. */
  function drags(event: PointerEvent<SVGSVGElement>): boolean {
    const held = grabbed.current
    if (event.type === 'pointerup') {
      grabbed.current = null
      return held === null || held.moved
    }
    if (event.type === 'pointerdown') {
      grabbed.current = null
      const { left } = event.currentTarget.getBoundingClientRect()
      if (!framed || !onPan || !inFrame(drawing.frame, framed, playhead.at, event.clientX - left))
        return false
      event.currentTarget.setPointerCapture(event.pointerId)
      grabbed.current = { x: event.clientX, moved: false }
      return true
    }
    if (!held) return false
    const by = event.clientX - held.x
    if (!held.moved && Math.abs(by) < dragFrom) return true
    grabbed.current = { x: event.clientX, moved: true }
    onPan?.(by)
    return true
  }

  return (
    <div
      data-scrolls={follows || undefined}
      ref={follows ? scroll : undefined}
      className={follows ? `${styles.diagram} ${styles.scroll}` : styles.diagram}
    >
      {direction === 'down' ? <ColumnNames drawing={drawing} /> : null}
      <RunSvg
        drawing={drawing}
        playhead={playhead}
        furthest={furthest}
        secret={secret}
        lab={lab}
        focused={focused}
        framed={framed}
        parting={parting}
        onSeek={press}
        named={onMessage !== undefined}
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

function namedMessage(target: EventTarget): number | null {
  const thing = target instanceof Element ? target.closest('[data-thing^="message "]') : null
  const number = thing?.getAttribute('data-thing')?.slice('message '.length)
  return number === undefined ? null : Number(number)
}

/** A hand that presses trembles. In CSS pixels. */
const dragFrom = 4

/** The playhead, which can be dragged too, keeps a margin for itself. */
function inFrame({ scale }: Frame, shown: TimeWindow, playhead: Microseconds, x: number): boolean {
  return (
    x > scale.toX(shown.from) &&
    x < scale.toX(shown.to) &&
    Math.abs(x - scale.toX(playhead)) > 2 * dragFrom
  )
}

interface RunSvgProps {
  drawing: Drawing
  playhead: Playhead
  furthest: Microseconds
  secret: boolean
  lab: LabDefinition
  focused: Stop | null
  framed: TimeWindow | undefined
  parting: Parting | undefined
  onSeek: (event: PointerEvent<SVGSVGElement>) => void
  /** Names of messages can be pressed. */
  named: boolean
}

function RunSvg({
  drawing,
  playhead,
  furthest,
  secret,
  lab,
  focused,
  framed,
  parting,
  onSeek,
  named,
}: RunSvgProps) {
  const id = useId()
  const pointed = usePointed()
  const { frame } = drawing
  const onPoint = (event: PointerEvent<SVGSVGElement>) => {
    if (!pointed || event.pointerType === 'touch' || event.buttons !== 0) return
    // A label says itself what it names.
    if (event.target instanceof Element && event.target.closest('[data-thing]')) return
    const { left, top } = event.currentTarget.getBoundingClientRect()
    const mouse = { x: event.clientX - left, y: event.clientY - top }
    const arrow = arrowAt(drawing.arrows, frame, mouse, playhead.index)
    pointed.point(arrow ? `message ${arrow.message.number}` : null)
  }
  const flying = flyingAt(drawing.arrows, playhead)
  const inked = drawing.labels.findIndex((label) => label.at > playhead.at)
  const along = round(Math.max(0, frame.scale.toX(playhead.at)))
  const left = Math.max(0, frame.start - 6)
  const end = secret
    ? frame.scale.toX(Math.max(furthest, playhead.at))
    : frame.direction === 'right'
      ? frame.width
      : frame.height
  const labels = secret
    ? drawing.labels.filter(({ at }) => at <= Math.max(furthest, playhead.at))
    : drawing.labels
  const right = frame.direction === 'right'
  const passed = right ? Math.max(left, along) : along
  return (
    <div className={styles.layers}>
      {parting ? <SamePast frame={frame} at={parting.at} /> : null}
      <BodyPart frame={frame} from={passed} to={end} opacity={0.3}>
        <Shapes shapes={drawing.body} hatch={`${id}hatch`} />
      </BodyPart>
      <BodyPart frame={frame} from={right ? left : 0} to={passed}>
        <Shapes shapes={drawing.body} hatch={`${id}hatch`} />
      </BodyPart>
      <svg
        className={styles.svg}
        width={frame.width}
        height={frame.height}
        viewBox={`0 0 ${frame.width} ${frame.height}`}
        aria-hidden="true"
        data-arrows
        onPointerDown={onSeek}
        onPointerMove={(event) => {
          onSeek(event)
          onPoint(event)
        }}
        onPointerUp={onSeek}
      >
        <defs>
          <HatchPattern id={`${id}hatch`} />
        </defs>
        {right ? <Shapes shapes={drawing.names} hatch={`${id}hatch`} /> : null}
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
        {parting ? <PartingLine frame={frame} {...parting} /> : null}
        {framed ? <ZoomFrame drawing={drawing} shown={framed} /> : null}
        <CauseArrows arrows={drawing.arrows} />
        <PlayheadLine frame={frame} playhead={playhead} />
        <Labels
          labels={labels}
          inked={inked === -1 ? labels.length : inked}
          hidden={flying.map((arrow) => arrow.message.number).join(' ')}
          hatch={`${id}hatch`}
          named={named}
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
    </div>
  )
}

interface BodyPartProps {
  frame: Frame
  /** Along the axis of time, in CSS pixels. */
  from: number
  to: number
  opacity?: number
  children: ReactNode
}

/** The body between two places on the axis. It has a layer of its own: what the playhead passes is not drawn again. */
function BodyPart({ frame, from, to, opacity, children }: BodyPartProps) {
  const { width, height } = frame
  const right = frame.direction === 'right'
  const length = Math.max(0, to - from)
  return (
    <div
      className={styles.part}
      style={
        right
          ? { left: from, top: 0, width: length, height, opacity }
          : { left: 0, top: from, width, height: length, opacity }
      }
    >
      <svg
        aria-hidden="true"
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        style={{ transform: right ? `translateX(${-from}px)` : `translateY(${-from}px)` }}
      >
        {children}
      </svg>
    </div>
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

/** Under what both runs have in common. */
function SamePast({ frame, at }: { frame: Frame; at: Microseconds }) {
  const { scale, across } = frame
  const length = Math.max(0, scale.toX(at) - scale.from)
  const box =
    frame.direction === 'right'
      ? { x: scale.from, y: across.from - 14, width: length, height: across.to - across.from + 28 }
      : { x: across.from - 14, y: 0, width: frame.width - across.from + 14, height: scale.toX(at) }
  return (
    <svg
      aria-hidden="true"
      className={styles.part}
      width={frame.width}
      height={frame.height}
      viewBox={`0 0 ${frame.width} ${frame.height}`}
    >
      <rect {...box} style={{ fill: 'var(--sunk)' }} />
    </svg>
  )
}

function PartingLine({ frame, at, labelled }: { frame: Frame } & Parting) {
  const along = round(frame.scale.toX(at))
  const right = frame.direction === 'right'
  const d = right
    ? `M${along} ${labelled ? 18 : 4}V${frame.across.to + 14}`
    : `M${frame.across.from - 24} ${along}H${frame.width}`
  const left = along - frame.scale.from > textWidth(sameInBoth, 12, false) + 12
  return (
    <g>
      <path d={d} strokeWidth={1.5} fill="none" style={{ stroke: 'var(--hand)' }} />
      {labelled && right ? (
        <>
          {left ? (
            <text x={along - 8} y={12} textAnchor="end" style={{ fill: 'var(--ink-2)' }}>
              {sameInBoth}
            </text>
          ) : null}
          <text x={along + 6} y={12} fontWeight={600} style={{ fill: 'var(--hand)' }}>
            first difference, {formatMs(at)}
          </text>
        </>
      ) : null}
    </g>
  )
}

const sameInBoth = 'same in both'

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
        fill="transparent"
        strokeDasharray="4 3"
        style={{ stroke: 'var(--edge)', cursor: 'grab' }}
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
  const { frame, lanes } = drawing
  const lane = focused
    ? lanes.findIndex(({ stores = [] }) => stores.includes(focused.node))
    : undefined
  if (!focused || lane === undefined) return null
  const { x, y } = point(
    frame,
    frame.scale.toX(focused.at),
    frame.lane(lane === -1 ? (lanePlaces(lanes).get(focused.node) ?? 0) : lane),
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
