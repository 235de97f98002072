/**
 * With more lanes than fit, a database stands in the lanes of the services that use it: its commits are squares there, and
 * what is asked of it has no arrow. One to which something happens keeps a lane of its own, and so does each that a variant
 * beside it needs. A client that says nothing has none.
 */
import type { VariantDefinition } from '@/simulations/kernel/lab'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { messagesOf } from '@/simulations/story/messages'
import { mostLanes } from './folded-lanes'
import type { Lane } from './lanes'
import { missingMessages } from './missing-messages'
import type { RunMarks } from './run-marks'

/** @param traces of the runs that are drawn with these lanes: they are the same in all of them */
export function foldedStores(
  lanes: readonly Lane[],
  services: VariantDefinition['services'],
  traces: readonly (readonly TraceEvent[])[],
): readonly Lane[] {
  if (lanes.length <= mostLanes) return lanes
  const struck = new Set(traces.flatMap(strikesOf))
  const spoke = new Set(
    traces.flatMap((trace) => messagesOf(trace).all.flatMap(({ from, to }) => [from, to])),
  )
  const usersOf = (store: string) =>
    services.filter(({ database }) => database === store).map(({ node }) => node)
  const folds = (lane: Lane) =>
    lane.kind === 'postgres' && !struck.has(lane.node) && usersOf(lane.node).length > 0
  const silent = (lane: Lane) => lane.kind === 'client' && !spoke.has(lane.node)
  const kept = lanes.filter((lane) => !folds(lane) && !silent(lane))
  return kept.map((lane, index): Lane => {
    const stores = lanes.filter((one) => folds(one) && usersOf(one.node)[0] === lane.node)
    const before = kept[index - 1]
    return {
      ...lane,
      ...(stores.length > 0 ? { stores: stores.map(({ node }) => node) } : {}),
      ...(before && areInstances(before.node, lane.node, services)
        ? { beside: true as const }
        : {}),
    }
  })
}

/** Two processes that run the same files on the same database. */
function areInstances(
  one: string,
  other: string,
  services: VariantDefinition['services'],
): boolean {
  const [first, second] = [one, other].map((node) =>
    services.find((service) => service.node === node),
  )
  return (
    first !== undefined &&
    second !== undefined &&
    first.database === second.database &&
    first.files.join(' ') === second.files.join(' ')
  )
}

/** Stores that a fault struck, that lost a message, kept somebody waiting for a lock, or miss something in a verdict. */
function strikesOf(trace: readonly TraceEvent[]): string[] {
  const nodes: (string | null)[] = []
  for (const event of trace) {
    if (event.kind === 'crash' || event.kind === 'pause') nodes.push(event.node)
    else if (event.kind === 'fault') nodes.push(event.node, event.from, event.to)
    else if (event.kind === 'wait' && event.reason === 'lock') nodes.push(event.node)
  }
  for (const { fate, poll, payload, from, to } of messagesOf(trace).all) {
    const failed = payload.type === 'error' && !payload.definite
    if (!poll && (failed || (fate !== 'arrived' && fate !== 'flying'))) nodes.push(from, to)
  }
  for (const { from, to } of missingMessages(trace)) nodes.push(from, to)
  return nodes.filter((node) => node !== null)
}

/** What happened in folded stores, on the lanes of those who did it. */
export function withStoresFolded(marks: RunMarks, lanes: readonly Lane[]): RunMarks {
  const folded = new Set(lanes.flatMap(({ stores = [] }) => stores))
  if (folded.size === 0) return marks
  const onLane = <Mark extends { node: string; by: string }>(mark: Mark): Mark =>
    folded.has(mark.node) ? { ...mark, node: mark.by } : mark
  return {
    ...marks,
    commits: marks.commits.map(onLane),
    transactions: marks.transactions.map(onLane),
    waits: marks.waits.filter(({ node }) => !folded.has(node)),
  }
}

/** Every lane with those that are folded into it: the keyboard and a screen reader have them all. */
export function unfolded(lanes: readonly Lane[]): Lane[] {
  return lanes.flatMap(({ stores = [], ...lane }) => [
    lane,
    ...stores.map((node): Lane => ({ node, kind: 'postgres' })),
  ])
}
