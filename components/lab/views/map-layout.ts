/** Places on the map: nodes by their cell, links as straight lines or one bend between them. */
import type { LabDefinition, NodeKind } from '@/simulations/kernel/lab'

export interface Place {
  id: string
  kind: NodeKind
  /** Of the centre. */
  x: number
  y: number
  width: number
  height: number
}

export interface Point {
  x: number
  y: number
}

export interface LinkPath {
  /** `from to`. */
  id: string
  from: string
  to: string
  points: readonly Point[]
}

export interface MapLayout {
  places: readonly Place[]
  links: readonly LinkPath[]
  narrow: boolean
}

/** Curve of a cylinder's foot and lid. */
export const cylinderCurve = 8

/** From here on a node has room for more than a name and a line of words. */
export const roomyHeight = 42

/** In a low panel the nodes give way to the links between them. */
function leastHeight(panel: number): number {
  return Math.max(36, Math.min(roomyHeight, panel / 4.5))
}

export function mapLayout(
  lab: Pick<LabDefinition, 'nodes' | 'links'>,
  without: readonly string[],
  size: { width: number; height: number },
): MapLayout {
  const narrow = size.width < 500
  const nodes = lab.nodes.filter((node) => !without.includes(node.id))
  const columns = Math.max(1, ...lab.nodes.map((node) => node.position.column))
  const rows = Math.max(1, ...lab.nodes.map((node) => node.position.row))
  const width = Math.min(narrow ? 98 : 124, (size.width - 8 - columns * 18) / (columns + 1))
  const height = narrow
    ? 50
    : Math.max(leastHeight(size.height), Math.min(58, (size.height - 40 - rows * 34) / (rows + 1)))
  // A tall panel does not pull the rows apart.
  const pitch = Math.min((size.height - height - 24) / rows, height + (narrow ? 56 : 84))
  const top = narrow ? 10 : Math.max(10, (size.height - height - 14 - pitch * rows) / 2)
  const places = nodes.map(
    (node): Place => ({
      id: node.id,
      kind: node.kind,
      x: width / 2 + 4 + (node.position.column * (size.width - width - 8)) / columns,
      y: height / 2 + top + node.position.row * pitch,
      width,
      height,
    }),
  )
  const links = lab.links.flatMap((link): LinkPath[] => {
    const from = places.find((place) => place.id === link.from)
    const to = places.find((place) => place.id === link.to)
    return from && to && !without.includes(`${link.from}->${link.to}`)
      ? [
          {
            id: `${link.from} ${link.to}`,
            from: link.from,
            to: link.to,
            points: pointsBetween(from, to, places),
          },
        ]
      : []
  })
  return { places, links, narrow }
}

/**
 * A straight line along a row or a column; else one bend where its corner is free, first down, then across; else a
 * straight line aslant.
 */
function pointsBetween(from: Place, to: Place, places: readonly Place[]): Point[] {
  const down = to.y > from.y ? 1 : -1
  const right = to.x > from.x ? 1 : -1
  const below = { x: from.x, y: from.y + down * edge(from, down) }
  const above = { x: to.x, y: to.y - down * edge(to, -down) }
  const beside = { x: from.x + (right * from.width) / 2, y: from.y }
  const before = { x: to.x - (right * to.width) / 2, y: to.y }
  if (from.x === to.x) return [below, above]
  if (from.y === to.y) return [beside, before]
  const taken = (x: number, y: number) => places.some((place) => place.x === x && place.y === y)
  if (!taken(from.x, to.y)) return [below, { x: from.x, y: to.y }, before]
  if (!taken(to.x, from.y)) return [beside, { x: to.x, y: from.y }, above]
  return [
    { x: from.x + (right * from.width) / 2, y: from.y + (down * from.height) / 4 },
    { x: to.x - (right * to.width) / 2, y: to.y - (down * to.height) / 4 },
  ]
}

/** From the centre to the outline: a cylinder's lid and foot stand out. */
function edge(place: Place, side: number): number {
  const round = place.kind === 'postgres'
  return place.height / 2 + (round ? (side < 0 ? cylinderCurve - 1 : cylinderCurve - 2) : 0)
}

/** The point at a share of a path, from 0 at its start to 1 at its end. */
export function alongPath(
  points: readonly { x: number; y: number }[],
  share: number,
): { x: number; y: number } {
  const lengths = points
    .slice(1)
    .map((point, index) =>
      Math.hypot(point.x - (points[index]?.x ?? 0), point.y - (points[index]?.y ?? 0)),
    )
  let left = Math.max(0, Math.min(1, share)) * lengths.reduce((sum, length) => sum + length, 0)
  for (const [index, length] of lengths.entries()) {
    const start = points[index]
    const end = points[index + 1]
    if (!start || !end) break
    if (left <= length || index === lengths.length - 1) {
      const part = length === 0 ? 0 : Math.min(1, left / length)
      return { x: start.x + (end.x - start.x) * part, y: start.y + (end.y - start.y) * part }
    }
    left -= length
  }
  return points[0] ?? { x: 0, y: 0 }
}
