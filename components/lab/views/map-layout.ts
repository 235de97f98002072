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
  /** A store folded under the service that owns it: it says its words, and its name stands above. */
  foot?: true
  /** A broker that has its row to itself, drawn from edge to edge. */
  bar?: true
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

/** With more services than this, each stands on its store, and a broker that has a row of its own is a bar across it. */
const unfoldedMost = 4
const footHeight = 25
const barHeight = 44
/** Between two rows, for an arrow and its label. */
const leastGap = 22
/** Keeps two links of one node apart. */
const aside = 20

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
  const services = nodes.filter(({ kind }) => kind === 'service' || kind === 'provider')
  if (services.length > unfoldedMost || isTooLow(lab, size.height))
    return foldedLayout(lab, nodes, without, size, narrow)
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
  return { places, links: linksOf(lab, places, without), narrow }
}

/** Its rows would touch each other. Judged by all nodes of the lab: a change of variant must not move what stays. */
function isTooLow({ nodes }: Pick<LabDefinition, 'nodes'>, height: number): boolean {
  const stores = nodes.filter(({ kind }) => kind === 'postgres')
  if (stores.some(({ owner }) => owner === undefined)) return false
  const rows = Math.max(1, ...nodes.map((node) => node.position.row))
  return (rows + 1) * leastHeight(height) + rows * leastGap + cylinderCurve * 2 > height
}

/** Rows of services on their stores, and of what stands alone. */
function foldedLayout(
  lab: Pick<LabDefinition, 'nodes' | 'links'>,
  all: LabDefinition['nodes'],
  without: readonly string[],
  size: { width: number; height: number },
  narrow: boolean,
): MapLayout {
  const isFoot = (node: LabDefinition['nodes'][number]) =>
    node.kind === 'postgres' && all.some(({ id }) => id === node.owner)
  const nodes = all.filter((node) => !isFoot(node))
  const columns = Math.max(1, ...nodes.map((node) => node.position.column))
  // Rows of stores are none any more.
  const used = [...new Set(nodes.map((node) => node.position.row))].sort((one, two) => one - two)
  const rows = Math.max(1, used.length - 1)
  const width = Math.min(narrow ? 98 : 124, (size.width - 8 - columns * 14) / (columns + 1))
  const block = Math.min(
    50,
    Math.max(36, (size.height - 24 - rows * (footHeight + 22)) / (rows + 1)),
  )
  const pitch = Math.min((size.height - block - footHeight - 20) / rows, block + footHeight + 60)
  const whole = rows * pitch + block + footHeight
  const top = narrow ? 10 : Math.max(8, (size.height - whole) / 2)
  const alone = (row: number) => nodes.filter((node) => node.position.row === row).length === 1
  const places = nodes.map((node): Place => {
    const { column, row } = node.position
    const bar = node.kind === 'broker' && alone(row)
    return {
      id: node.id,
      kind: node.kind,
      x: bar ? size.width / 2 : width / 2 + 4 + (column * (size.width - width - 8)) / columns,
      y: top + used.indexOf(row) * pitch + (bar ? (block + footHeight) / 2 : block / 2),
      width: bar ? size.width - 8 : width,
      height: bar ? Math.min(barHeight, block) : block,
      ...(bar ? { bar } : {}),
    }
  })
  const feet = all.filter(isFoot).flatMap((node): Place[] => {
    const owner = places.find(({ id }) => id === node.owner)
    if (!owner) return []
    const y = owner.y + owner.height / 2 + footHeight / 2
    return [
      {
        id: node.id,
        kind: node.kind,
        x: owner.x,
        y,
        width: width - 14,
        height: footHeight,
        foot: true,
      },
    ]
  })
  // Feet first: the services stand on them.
  const placed = [...feet, ...places]
  return { places: placed, links: linksOf(lab, placed, without), narrow }
}

function linksOf(
  lab: Pick<LabDefinition, 'links'>,
  places: readonly Place[],
  without: readonly string[],
): LinkPath[] {
  return lab.links.flatMap((link): LinkPath[] => {
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
  if (from.x === to.x && !from.bar && !to.bar) return [below, above]
  if (from.y === to.y) return [beside, before]
  // To a bar and from it, straight.
  if (to.bar) {
    const stands = places.some(
      (place) => place.foot && place.x === from.x && Math.abs(place.y - from.y) < from.height,
    )
    // From the foot of its store; beside its other links where it stands on none.
    const foot = stands && down > 0 ? footHeight + cylinderCurve : 0
    const x = from.x + (stands ? 0 : aside)
    return [
      { x, y: below.y + foot },
      { x, y: above.y },
    ]
  }
  if (from.bar) return [{ x: to.x, y: below.y }, above]
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
