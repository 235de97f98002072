/** Where a machine's states and transitions stand in pixels, lying or standing. */
import type { MachineState } from '@/simulations/kernel/machine'
import type { ChartEdge, ChartLayout } from '../views/chart-layout'
import { textWidth } from '../views/text-width'
import { stateWords } from './chart-words'

export interface Point {
  x: number
  y: number
}

export interface PlacedState extends Point {
  id: string
  width: number
  height: number
}

export interface PlacedEdge extends ChartEdge {
  points: readonly Point[]
  /** Where its label begins, or is centred. */
  label: Point & { anchor: 'start' | 'middle' }
}

export interface ChartGeometry {
  standing: boolean
  width: number
  height: number
  states: readonly PlacedState[]
  edges: readonly PlacedEdge[]
}

const stateHeight = 34
/** Between rows: room for a label. */
const rowGap = 38
/** For edges that pass below, and for the ring of what is selected. */
const margin = 4
const detour = 16
const leastLying = 410
const standingWidth = 124
/** Between two columns of states, in which labels stand. */
const leastGap = 56

/** Least between two states that lie side by side: an arrow and its head. */
const leastLyingGap = 16
/** Of a state's name in its size, with the room beside it that its rounded ends need. */
const nameSize = 12
const besideName = 22

function nameWidth({ id, tags }: MachineState): number {
  const name = `${tags.includes('parked') ? '◆ ' : ''}${stateWords(id)}`
  return textWidth(name, nameSize, true) + besideName
}

/** @param room width of the panel in CSS pixels */
export function chartGeometry(layout: ChartLayout, room: number): ChartGeometry {
  const name = Math.max(0, ...layout.states.map(({ state }) => nameWidth(state)))
  const lyingRoom = room - 2 * margin - (layout.columns - 1) * leastLyingGap
  const standing = room < leastLying || lyingRoom < layout.columns * name
  // Standing, an edge that goes round passes at the right.
  const inner = room - 2 * margin - (standing ? detour : 0)
  const across = standing ? Math.min(standingWidth, (inner - leastGap) / 2) : stateHeight
  // Names fit before gaps are wide.
  const spare = (inner - layout.columns * name) / Math.max(1, layout.columns - 1)
  const gap = standing ? 26 : Math.min(30, Math.max(leastLyingGap, spare))
  const along = standing
    ? stateHeight
    : Math.min(116, (inner - (layout.columns - 1) * gap) / layout.columns)
  const between = standing ? Math.min(74, inner - 2 * across) : rowGap
  const boxes = new Map(
    layout.states.map(({ state, column, row }) => [
      state.id,
      {
        u: margin + column * (along + gap),
        v: margin + row * (across + between),
        column,
        row,
      },
    ]),
  )
  const turned = (u: number, v: number): Point => (standing ? { x: v, y: u } : { x: u, y: v })
  const states = [...boxes].map(([id, { u, v }]) => ({
    id,
    ...turned(u, v),
    width: standing ? across : along,
    height: standing ? along : across,
  }))
  const edges = layout.edges.flatMap((edge): PlacedEdge[] => {
    const a = boxes.get(edge.from)
    const b = boxes.get(edge.to)
    if (!a || !b) return []
    const twoWays = layout.edges.some((other) => other.from === edge.to && other.to === edge.from)
    const side = twoWays ? (a.column < b.column || a.row < b.row ? -5 : 5) : 0
    const middle = (box: { u: number; v: number }) => ({
      u: box.u + along / 2,
      v: box.v + across / 2,
    })
    const [from, to] = [middle(a), middle(b)]
    let path: { u: number; v: number }[]
    if (a.row === b.row && Math.abs(a.column - b.column) === 1) {
      const forth = b.column > a.column ? 1 : -1
      path = [
        { u: from.u + (forth * along) / 2, v: from.v + side },
        { u: to.u - (forth * along) / 2, v: to.v + side },
      ]
    } else if (a.row === b.row) {
      const out = a.row === 0 ? -1 : 1
      const level = from.v + out * (across / 2 + detour)
      path = [
        { u: from.u, v: from.v + (out * across) / 2 },
        { u: from.u, v: level },
        { u: to.u + 12, v: level },
        { u: to.u + 12, v: to.v + (out * across) / 2 },
      ]
    } else {
      const down = b.row > a.row ? 1 : -1
      const lean = Math.sign(b.column - a.column) * Math.min(18, along / 4)
      path = [
        { u: from.u + side + lean, v: from.v + (down * across) / 2 },
        { u: to.u + side - lean, v: to.v - (down * across) / 2 },
      ]
    }
    const points = path.map(({ u, v }) => turned(u, v))
    return [{ ...edge, points, label: labelOf(points) }]
  })
  const last = Math.max(0, ...[...boxes.values()].map((box) => box.u + along))
  const below = Math.max(0, ...[...boxes.values()].map((box) => box.v + across))
  const { x, y } = turned(last + margin, below + margin + detour)
  return { standing, width: Math.max(x, 0), height: y, states, edges }
}

function labelOf(points: readonly Point[]): PlacedEdge['label'] {
  const [first = { x: 0, y: 0 }] = points
  const last = points.at(-1) ?? first
  const x = (first.x + last.x) / 2
  const y = (first.y + last.y) / 2
  const level = Math.abs(first.y - last.y) < Math.abs(first.x - last.x)
  return level ? { x, y: y - 7, anchor: 'middle' } : { x: x + 8, y: y + 4, anchor: 'start' }
}
