/** What moves with the playhead: its line, the messages in flight on it, and the labels that are inked so far. */
import { memo } from 'react'
import { messageLabel, type SubjectFinder } from '@/simulations/story/subject'
import type { Playhead } from '../views/playhead'
import { textWidth } from '../views/text-width'
import type { Arrow } from './arrow-shapes'
import type { Drawing } from './drawing'
import { type Frame, point } from './frame'
import type { RunLabel } from './label-shapes'
import { circlePath, round, type Shape } from './shape'
import { ShapeList, ShapeView } from './shape-view'

export function PlayheadLine({ frame, playhead }: { frame: Frame; playhead: Playhead }) {
  const along = round(frame.scale.toX(playhead.at))
  const d =
    frame.direction === 'right'
      ? { line: `M${along} 4V${frame.height}`, flag: `M${along - 5} 4h10l-5 7z` }
      : {
          line: `M${frame.across.from - 24} ${along}H${frame.width}`,
          flag: `M${frame.across.from - 24} ${along - 5}v10l7 -5z`,
        }
  return (
    <g>
      <path d={d.line} strokeWidth={1.5} style={{ stroke: 'var(--hand)' }} />
      <path d={d.flag} style={{ fill: 'var(--hand)' }} />
    </g>
  )
}

/** Inked labels first in time, pencilled ones after; drawn anew only when one more is passed. */
export const Labels = memo(function Labels({
  labels,
  inked,
  hidden,
  hatch,
}: {
  labels: readonly RunLabel[]
  inked: number
  hidden: string
  hatch: string
}) {
  const flying = new Set(hidden.split(' '))
  return (
    <>
      {labels.map((label, index) => (
        <g
          key={`${label.at} ${label.shape.text} ${label.shape.x}`}
          opacity={index < inked ? undefined : 0.3}
        >
          {label.message !== null && flying.has(String(label.message)) ? null : (
            <ShapeView shape={label.shape} hatch={hatch} />
          )}
        </g>
      ))}
    </>
  )
})

export function flyingAt(arrows: readonly Arrow[], playhead: Playhead): Arrow[] {
  return arrows.filter(
    ({ message, style }) =>
      style !== 'poll' &&
      message.sentIndex < playhead.index &&
      (message.endIndex === null || message.endIndex >= playhead.index),
  )
}

export function InFlight({
  drawing,
  flying,
  playhead,
  lab,
  hatch,
}: {
  drawing: Drawing
  flying: readonly Arrow[]
  playhead: Playhead
  lab: SubjectFinder
  hatch: string
}) {
  return flying.map((arrow) => (
    <ShapeList
      key={arrow.message.number}
      shapes={flightShapes(arrow, drawing.frame, playhead, lab)}
      hatch={hatch}
    />
  ))
}

function flightShapes(arrow: Arrow, frame: Frame, playhead: Playhead, lab: SubjectFinder): Shape[] {
  const { message } = arrow
  const endAt = message.endAt ?? message.sentAt + 1_000
  const share =
    endAt === message.sentAt
      ? 0
      : Math.max(0, Math.min(1, (playhead.at - message.sentAt) / (endAt - message.sentAt)))
  const { x, y } = point(
    frame,
    frame.scale.toX(playhead.at),
    arrow.start.across + (arrow.end.across - arrow.start.across) * share,
  )
  const ink = arrow.style === 'doubt' ? 'doubt' : 'flight'
  const label = messageLabel(message, lab)?.full
  const shapes: Shape[] = [
    { kind: 'path', d: arrow.d, stroke: 'plate', width: 3.2, fill: 'none' },
    { kind: 'path', d: arrow.d, stroke: ink, width: 1.8, dash: '5 3', fill: 'none' },
    { kind: 'path', d: circlePath(x, y, 5), stroke: ink, fill: 'plate', width: 2 },
    { kind: 'path', d: circlePath(x, y, 1.8), fill: ink },
  ]
  if (label !== undefined && message.purpose !== 'join') {
    const room = frame.width - x > textWidth(label, 12, true) + 14
    shapes.push({
      kind: 'text',
      text: label,
      x: round(room ? x + 10 : x - 10),
      y: round(y + 4),
      align: room ? 'start' : 'end',
      ink,
      bold: true,
      halo: true,
    })
  }
  return shapes
}
