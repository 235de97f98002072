/** With more lanes than fit, those that the selected order never touches stand together in one. */
import type { Lane } from './lanes'

export const mostLanes = 8

/**
 * @param touched nodes that the selected order touches; `null` where none is selected, and then nothing folds
 * @returns the lanes in their order; the folded ones stand last, as one lane with their names in `members`
 */
export function foldedLanes(
  lanes: readonly Lane[],
  touched: ReadonlySet<string> | null,
  most = mostLanes,
): readonly Lane[] {
  if (touched === null || lanes.length <= most) return lanes
  const kept = lanes.filter((lane) => touched.has(lane.node))
  const others = lanes.filter((lane) => !touched.has(lane.node))
  if (others.length < 2) return lanes
  return [
    ...kept,
    {
      node: `${others.length} others`,
      kind: 'service',
      members: others.map((lane) => lane.node),
    },
  ]
}

/** The place of each node's lane, also of those that share one; not of a database that stands in others' lanes. */
export function lanePlaces(lanes: readonly Lane[]): Map<string, number> {
  return new Map(
    lanes.flatMap((lane, index) =>
      [lane.node, ...(lane.members ?? [])].map((node) => [node, index] as const),
    ),
  )
}
