/** What moves with the playhead: its line, the messages in flight on it, and the labels that are inked so far. */
import { memo } from 'react'
import type { SubjectFinder } from '@/simulations/story/subject'
import { LabelPlacer, textBox } from '../views/label-placer'
import type { Playhead } from '../views/playhead'
import type { Arrow } from './arrow-shapes'
import type { Drawing } from './drawing'
import { type Frame, inSight, point } from './frame'
import { arrowLabel, type RunLabel } from './label-shapes'
import { circlePath, round, type Shape } from './shape'
import { ShapeList, ShapeView } from './shape-view'
import styles from './space-time.module.css'

export function PlayheadLine({ frame, playhead }: { frame: Frame; playhead: Playhead }) {
  if (!inSight(frame, frame.scale.toX(playhead.at))) return null
  const along = round(frame.scale.toX(playhead.at))
  const d =
    frame.direction === 'right'
      ? { line: `M${along} 4V${frame.height}`, flag: `M${along - 5} 4h10l-5 7z` }
      : {
          // The ticks stand to the left of it.
          line: `M${frame.across.from - 18} ${along}H${frame.width}`,
          flag: `M${frame.across.from - 18} ${along - 5}v10l7 -5z`,
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
  named,
}: {
  labels: readonly RunLabel[]
  inked: number
  hidden: string
  hatch: string
  /** They can be pressed. */
  named: boolean
}) {
  const flying = new Set(hidden.split(' '))
  return (
    <>
      {labels.map((label, index) => (
        <g
          key={`${label.at} ${label.shape.text} ${label.shape.x}`}
          opacity={index < inked ? undefined : 0.3}
          className={named && label.message !== null ? styles.named : undefined}
          data-thing={label.message === null ? undefined : `message ${label.message}`}
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

export interface InFlightProps {
  drawing: Drawing
  flying: readonly Arrow[]
  playhead: Playhead
  lab: SubjectFinder
  hatch: string
}

export function InFlight({ drawing, flying, playhead, lab, hatch }: InFlightProps) {
  // Requests come first: where two would stand on each other, the answer goes without its name.
  const ranked = [...flying].sort(
    (a, b) => Number(a.style === 'reply') - Number(b.style === 'reply'),
  )
  const placer = new LabelPlacer({ from: 0, to: drawing.frame.width })
  const names = new Set(flying.map((arrow) => arrow.message.number))
  for (const { at, message, shape } of drawing.labels)
    if (at <= playhead.at && !(message !== null && names.has(message)))
      placer.block(textBox(shape.text, shape, shape.size, shape.bold))
  return ranked.map((arrow) => (
    <ShapeList
      key={arrow.message.number}
      shapes={flightShapes(arrow, drawing.frame, playhead, lab, placer)}
      hatch={hatch}
    />
  ))
}

function flightShapes(
  arrow: Arrow,
  frame: Frame,
  playhead: Playhead,
  lab: SubjectFinder,
  placer: LabelPlacer,
): Shape[] {
  const { message, stopAt } = arrow
  const share =
    stopAt === message.sentAt
      ? 0
      : Math.max(0, Math.min(1, (playhead.at - message.sentAt) / (stopAt - message.sentAt)))
  const { x, y } = point(
    frame,
    frame.scale.toX(playhead.at),
    arrow.start.across + (arrow.end.across - arrow.start.across) * share,
  )
  const ink = arrow.style === 'doubt' ? 'doubt' : 'flight'
  const label = message.purpose === 'join' ? undefined : arrowLabel(arrow, lab)?.full
  const placed =
    label === undefined
      ? null
      : placer.place({
          texts: [label],
          anchors: [
            { x: round(x + 10), y: round(y + 4), align: 'start' },
            { x: round(x - 10), y: round(y + 4), align: 'end' },
            { x: round(x + 10), y: round(y - 9), align: 'start' },
            { x: round(x + 10), y: round(y + 17), align: 'start' },
          ],
          bold: true,
        })
  return [
    { kind: 'path', d: arrow.d, stroke: 'plate', width: 3.2, fill: 'none' },
    { kind: 'path', d: arrow.d, stroke: ink, width: 1.8, dash: '5 3', fill: 'none' },
    { kind: 'path', d: circlePath(x, y, 5), stroke: ink, fill: 'plate', width: 2 },
    { kind: 'path', d: circlePath(x, y, 1.8), fill: ink },
    ...(placed
      ? [{ kind: 'text' as const, ...placed, ink, bold: true, halo: true } satisfies Shape]
      : []),
  ]
}
