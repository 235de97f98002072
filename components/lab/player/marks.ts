/** What the scrubber shows of a run: only what the reader has seen happen, so that nothing is given away. */
import type { Microseconds } from '@/simulations/kernel/time'
import type { TraceEvent } from '@/simulations/kernel/trace-event'

export type MarkKind = 'stored' | 'crack' | 'lost'

export interface TrackMark {
  at: Microseconds
  kind: MarkKind
}

/** @param furthest number of events that the reader has seen */
export function marksOf(trace: readonly TraceEvent[], furthest: number): TrackMark[] {
  const marks = new Map<string, TrackMark>()
  for (const event of trace.slice(0, furthest)) {
    const kind = kindOf(event)
    if (kind) marks.set(`${event.at} ${kind}`, { at: event.at, kind })
  }
  return [...marks.values()]
}

function kindOf(event: TraceEvent): MarkKind | null {
  switch (event.kind) {
    case 'rows':
    case 'append':
      return 'stored'
    case 'fault':
      return event.edge === 'begin' ? 'crack' : null
    case 'verdict':
      return event.holds === false ? 'lost' : null
    default:
      return null
  }
}
