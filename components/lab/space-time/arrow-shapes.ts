/** Arrows between lanes. Those that look alike are one path, so a long run is a handful of elements. */
import { lanePlaces } from '../views/folded-lanes'
import type { Lane } from '../views/lanes'
import { sentAgain } from '../views/subjects'
import { vanishedAt } from '../views/missing-messages'
import type { Microseconds } from '@/simulations/kernel/time'
import type { TracedMessage } from '@/simulations/story/messages'
import { coordinates, type Frame, point } from './frame'
import { type Ink, type PathShape, round, type Shape } from './shape'

export interface Arrow {
  message: TracedMessage
  fromLane: number
  toLane: number
  style: ArrowStyle
  /** When it gets to its end, which is short of the lane for what was lost. */
  stopAt: Microseconds
  /** Of another order than the selected one. */
  dim: boolean
  /** It brings a record that went the same way before. */
  again: boolean
  start: { along: number; across: number }
  end: { along: number; across: number }
  d: string
}

export type ArrowStyle = 'request' | 'reply' | 'poll' | 'doubt' | 'lost' | 'refused'

const looks: Record<ArrowStyle, { stroke: Ink; width: number; dash?: string }> = {
  request: { stroke: 'ink', width: 1.35 },
  reply: { stroke: 'ink-3', width: 1 },
  poll: { stroke: 'edge', width: 0.8 },
  doubt: { stroke: 'doubt', width: 1.6, dash: '5 3' },
  lost: { stroke: 'lost', width: 1.6, dash: '2 4' },
  refused: { stroke: 'ink-3', width: 1, dash: '5 3' },
}

/** Arrows leave a lane at this distance, and end before one at that. */
const leave = 4
const reach = 5

/** @param isDim says of a message that it is not about what is selected */
export function arrowsOf(
  messages: readonly TracedMessage[],
  lanes: readonly Lane[],
  frame: Frame,
  isDim: (message: TracedMessage) => boolean = () => false,
): Arrow[] {
  const places = lanePlaces(lanes)
  const again = sentAgain(messages)
  return messages.flatMap((message): Arrow[] => {
    const fromLane = places.get(message.from)
    const toLane = places.get(message.to)
    if (fromLane === undefined || toLane === undefined || fromLane === toLane) return []
    if (message.poll && inFold(message, frame)) return []
    const style = styleOf(message)
    const side = toLane > fromLane ? 1 : -1
    const start = frame.lane(fromLane) + side * leave
    const goal = frame.lane(toLane) - side * reach
    const endAt = style === 'lost' ? vanishedAt(message) : (message.endAt ?? message.sentAt + 1_000)
    const share = style === 'lost' ? 0.55 : style === 'doubt' && message.fate === 'gone' ? 0.62 : 1
    const stopAt = style === 'lost' ? endAt : message.sentAt + (endAt - message.sentAt) * share
    const end = { along: frame.scale.toX(stopAt), across: start + (goal - start) * share }
    const bends = frame.scale.folds
      .flatMap((fold) => [fold.from, fold.to])
      .filter((at) => at > message.sentAt && at < stopAt)
    const through = bends.map((at) => {
      const travelled = (at - message.sentAt) / (stopAt - message.sentAt)
      return coordinates(frame, frame.scale.toX(at), start + (end.across - start) * travelled)
    })
    const from = { along: frame.scale.toX(message.sentAt), across: start }
    const d = `M${[coordinates(frame, from.along, from.across), ...through, coordinates(frame, end.along, end.across)].join('L')}`
    return [
      {
        message,
        fromLane,
        toLane,
        style,
        stopAt,
        dim: isDim(message),
        again: again.has(message.number),
        start: from,
        end,
        d,
      },
    ]
  })
}

function styleOf(message: TracedMessage): ArrowStyle {
  if (message.poll || message.purpose === 'join') return 'poll'
  if (message.fate === 'cut' || message.fate === 'drop') return 'lost'
  if (message.fate === 'down') return 'refused'
  if (message.fate === 'gone') return 'doubt'
  if (message.payload.type === 'error' && !message.payload.definite) return 'doubt'
  return message.replyTo === null && message.purpose !== 'offset' ? 'request' : 'reply'
}

function inFold(message: TracedMessage, frame: Frame): boolean {
  const endAt = message.endAt ?? message.sentAt
  return frame.scale.folds.some((fold) => message.sentAt < fold.to && endAt > fold.from)
}

/** Lines first, then heads and crosses, one path for each look. */
export function arrowShapes(arrows: readonly Arrow[], frame: Frame): Shape[] {
  const shapes: PathShape[] = []
  for (const style of ['poll', 'reply', 'refused', 'request', 'doubt', 'lost'] as const) {
    for (const dim of style === 'lost' ? [false] : [true, false]) {
      const alike = arrows.filter(
        (arrow) => arrow.style === style && (style === 'lost' || arrow.dim === dim),
      )
      if (alike.length > 0) shapes.push(...alikeShapes(alike, frame, style, dim))
    }
  }
  return shapes
}

function alikeShapes(
  alike: readonly Arrow[],
  frame: Frame,
  style: ArrowStyle,
  dim: boolean,
): PathShape[] {
  const shapes: PathShape[] = []
  const { width, dash } = looks[style]
  const stroke = dim ? 'edge' : looks[style].stroke
  shapes.push({
    kind: 'path',
    d: alike.map((arrow) => arrow.d).join(''),
    stroke,
    width,
    dash,
    fill: 'none',
  })
  if (style === 'lost' || style === 'refused') {
    return [...shapes, ...crosses(alike, frame, stroke)]
  }
  const open = style === 'reply' || style === 'poll'
  const whole = alike.filter((arrow) => arrow.message.fate !== 'gone')
  shapes.push({
    kind: 'path',
    d: whole.map((arrow) => headPath(arrow, frame, open)).join(''),
    stroke: open ? stroke : 'none',
    fill: open ? 'none' : stroke,
    width: open ? 1.2 : 0,
  })
  shapes.push(
    ...crosses(
      alike.filter((arrow) => arrow.message.fate === 'gone'),
      frame,
      stroke,
    ),
  )
  return shapes
}

function crosses(arrows: readonly Arrow[], frame: Frame, stroke: Ink): PathShape[] {
  if (arrows.length === 0) return []
  const d = arrows.map((arrow) => {
    const { x, y } = point(frame, arrow.end.along, arrow.end.across)
    return crossPath(x, y, 4)
  })
  return [
    { kind: 'path', d: d.join(''), stroke: 'plate', width: 6 },
    { kind: 'path', d: d.join(''), stroke, width: 2.2 },
  ]
}

export function crossPath(x: number, y: number, size: number): string {
  return `M${round(x - size)} ${round(y - size)}l${size * 2} ${size * 2}m0 ${-size * 2}l${-size * 2} ${size * 2}`
}

function headPath(arrow: Arrow, frame: Frame, open: boolean): string {
  const from = point(frame, arrow.start.along, arrow.start.across)
  const to = point(frame, arrow.end.along, arrow.end.across)
  return headAt(from, to, open)
}

export function headAt(
  from: { x: number; y: number },
  to: { x: number; y: number },
  open: boolean,
): string {
  const angle = Math.atan2(to.y - from.y, to.x - from.x)
  const wing = (turn: number) =>
    `${round(to.x - 6.5 * Math.cos(angle + turn))} ${round(to.y - 6.5 * Math.sin(angle + turn))}`
  const tip = `${round(to.x)} ${round(to.y)}`
  return open ? `M${wing(0.42)}L${tip}L${wing(-0.42)}` : `M${tip}L${wing(0.42)}L${wing(-0.42)}Z`
}
