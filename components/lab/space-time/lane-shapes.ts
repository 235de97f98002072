/** Lanes and what stands on them: lines, hatched and paused stretches, busy bars, transactions, commits, cracks, boots. */
import type { Lane } from '../views/lanes'
import type { DownSpan, LaneSpan, RunMarks } from '../views/run-marks'
import { bar, coordinates, type Frame, point } from './frame'
import { type PathShape, rectPath, round, type Shape } from './shape'

export function laneShapes(lanes: readonly Lane[], marks: RunMarks, frame: Frame): Shape[] {
  const at = (node: string) => {
    const index = lanes.findIndex((lane) => lane.node === node)
    return index === -1 ? null : frame.lane(index)
  }
  const onLane = <Span extends { node: string }>(
    spans: readonly Span[],
    draw: (span: Span, across: number) => string,
  ): string =>
    spans
      .flatMap((span) => {
        const across = at(span.node)
        return across === null ? [] : [draw(span, across)]
      })
      .join('')
  const x = frame.scale.toX
  const stretch =
    (thickness: number, least = 2) =>
    (span: LaneSpan, across: number) =>
      bar(frame, x(span.from), Math.max(x(span.to), x(span.from) + least), across, thickness)
  const shared = lanes.filter((lane) => lane.members)
  const processes = lanes.filter(
    (lane) =>
      !lane.members &&
      (lane.kind === 'service' || lane.kind === 'client' || lane.kind === 'provider'),
  )
  const stores = lanes.filter((lane) => !lane.members && !processes.includes(lane))
  const line = (lane: Lane) => lanePath(lane, frame.lane(lanes.indexOf(lane)), marks.down, frame)
  const parked = marks.transactions.flatMap((span) =>
    span.parkedFrom === null ? [] : [{ ...span, from: span.parkedFrom }],
  )
  const shapes: PathShape[] = [
    { kind: 'path', d: shared.map(line).join(''), stroke: 'edge', width: 1, dash: '1 3' },
    { kind: 'path', d: stores.map(line).join(''), stroke: 'edge', width: 1.1 },
    { kind: 'path', d: processes.map(line).join(''), stroke: 'ink-2', width: 1.4 },
    { kind: 'path', d: onLane(marks.down, stretch(14)), fill: 'hatch' },
    { kind: 'path', d: onLane(marks.paused, stretch(14)), fill: 'hatch' },
    {
      kind: 'path',
      d: onLane(marks.paused, (span, across) => pauseEnds(span, across, frame)),
      stroke: 'ink-2',
      width: 2,
    },
    {
      kind: 'path',
      d: onLane(
        [...marks.doubts, ...marks.waits],
        (span, across) =>
          `M${coordinates(frame, x(span.from), across)}L${coordinates(frame, x(span.to), across)}`,
      ),
      stroke: 'doubt',
      width: 5,
      dash: '2 2.5',
    },
    { kind: 'path', d: onLane(marks.busy, stretch(6)), fill: 'ink-2' },
    {
      kind: 'path',
      d: onLane(marks.transactions, stretch(8, 3)),
      fill: 'plate',
      stroke: 'ink-2',
      width: 1.1,
    },
    {
      kind: 'path',
      d: onLane(
        parked,
        (span, across) =>
          `M${coordinates(frame, x(span.from), across)}L${coordinates(frame, x(span.to), across)}`,
      ),
      stroke: 'doubt',
      width: 5,
      dash: '2 2.5',
    },
    {
      kind: 'path',
      d: onLane(
        marks.transactions.filter((span) => span.end === 'rolled-back'),
        (span, across) => square(frame, x(span.to), across),
      ),
      fill: 'plate',
      stroke: 'ink-2',
      width: 1.6,
    },
  ]
  return shapes.filter((shape) => shape.d !== '')
}

/** Drawn over the arrows: they must not be missed. */
export function markShapes(lanes: readonly Lane[], marks: RunMarks, frame: Frame): Shape[] {
  const index = (node: string) => lanes.findIndex((lane) => lane.node === node)
  const x = frame.scale.toX
  const commits = marks.commits
    .filter((mark) => index(mark.node) !== -1)
    .map((mark) => square(frame, x(mark.at), frame.lane(index(mark.node))))
  const down = marks.down.filter((span) => index(span.node) !== -1)
  const cracks = down.map((span) => crackPath(frame, x(span.from), frame.lane(index(span.node))))
  const boots = down
    .filter((span) => span.boot !== null)
    .map((span) => across(frame, x(span.to), frame.lane(index(span.node)), 8))
  const cuts = marks.cuts.flatMap((cut) => cutLines(cut, index, frame))
  const shapes: PathShape[] = [
    { kind: 'path', d: commits.join(''), fill: 'commit', stroke: 'plate', width: 1.5 },
    { kind: 'path', d: cracks.join(''), stroke: 'plate', width: 6, fill: 'none' },
    { kind: 'path', d: cracks.join(''), stroke: 'hand', width: 2.2, fill: 'none' },
    { kind: 'path', d: boots.join(''), stroke: 'ink', width: 1.6 },
    { kind: 'path', d: cuts.join(''), stroke: 'ink-2', width: 1.3 },
  ]
  return shapes.filter((shape) => shape.d !== '')
}

function lanePath(lane: Lane, centre: number, down: readonly DownSpan[], frame: Frame): string {
  const { scale } = frame
  const pieces: string[] = []
  let from = scale.from
  for (const span of down.filter((candidate) => candidate.node === lane.node)) {
    pieces.push(
      `M${coordinates(frame, from, centre)}L${coordinates(frame, Math.max(from, scale.toX(span.from) - 2), centre)}`,
    )
    from = span.boot === null ? scale.to : scale.toX(span.to)
  }
  if (from < scale.to)
    pieces.push(`M${coordinates(frame, from, centre)}L${coordinates(frame, scale.to, centre)}`)
  return pieces.join('')
}

function square(frame: Frame, along: number, centre: number): string {
  const { x, y } = point(frame, along, centre)
  return rectPath(x - 4.5, y - 4.5, 9, 9)
}

function across(frame: Frame, along: number, centre: number, half: number): string {
  return `M${coordinates(frame, along, centre - half)}L${coordinates(frame, along, centre + half)}`
}

function pauseEnds(span: LaneSpan, centre: number, frame: Frame): string {
  const ends = [frame.scale.toX(span.from), frame.scale.toX(span.to)]
  return ends
    .flatMap((end) => [across(frame, end - 2, centre, 7), across(frame, end + 2, centre, 7)])
    .join('')
}

/**
 * A link from lane to lane at the moment it is cut, with a gap of 8 px between two slanted ticks; and whole again at the
 * moment it heals.
 */
function cutLines(
  cut: RunMarks['cuts'][number],
  index: (node: string) => number,
  frame: Frame,
): string[] {
  const from = index(cut.from)
  const to = index(cut.to)
  if (from === -1 || to === -1) return []
  const centre = cutCentre(frame, from, to)
  const side = to > from ? 1 : -1
  const leg = (at: number, one: number, other: number) =>
    `M${coordinates(frame, at, one)}L${coordinates(frame, at, other)}`
  const tick = (at: number, place: number) =>
    `M${coordinates(frame, at - 6, place + 2.5)}L${coordinates(frame, at + 6, place - 2.5)}`
  const begin = frame.scale.toX(cut.start)
  const broken = [
    leg(begin, frame.lane(from) + side * 2, centre - side * 4),
    tick(begin, centre - 4),
    tick(begin, centre + 4),
    leg(begin, centre + side * 4, frame.lane(to) - side * 2),
  ]
  const end = frame.scale.toX(cut.end)
  return cut.healed
    ? [...broken, leg(end, frame.lane(from) + side * 2, frame.lane(to) - side * 2)]
    : broken
}

/** Half way to the next lane: the middle of a long link may lie on a lane that has nothing to do with it. */
export function cutCentre(frame: Frame, from: number, to: number): number {
  const side = to > from ? 1 : -1
  return (frame.lane(from) + frame.lane(from + side)) / 2
}

/** A break in the line, 34 px across a lane. */
export function crackPath(frame: Frame, along: number, centre: number): string {
  const { x, y } = point(frame, along, centre)
  return frame.direction === 'right'
    ? `M${round(x + 4)} ${round(y - 17)}L${round(x - 2.5)} ${round(y - 3)}L${round(x + 2.5)} ${round(y + 3)}L${round(x - 4)} ${round(y + 17)}`
    : `M${round(x - 15)} ${round(y + 3)}L${round(x - 3)} ${round(y - 2.5)}L${round(x + 3)} ${round(y + 2.5)}L${round(x + 15)} ${round(y - 4)}`
}
