/** Which nodes are down, as a fold: a promise that depends on a node that never returned cannot be judged. */
import type { TraceEvent } from '../kernel/trace-event'

export type DownNodes = ReadonlySet<string>

/** Returns the same set where the event changes nothing. */
export function stepDown(down: DownNodes, event: TraceEvent): DownNodes {
  // A process that ended by itself has a supervisor: it comes back, or ends again and again by its own fault.
  const crashed =
    event.kind === 'fault' && event.fault === 'crash' && event.edge === 'begin' ? event.node : null
  if (crashed !== null) return new Set([...down, crashed])
  if (event.kind === 'boot' && down.has(event.node))
    return new Set([...down].filter((node) => node !== event.node))
  return down
}

export function anyDown(down: DownNodes, nodes: readonly string[]): boolean {
  return nodes.some((node) => down.has(node))
}
