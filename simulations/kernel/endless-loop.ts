/** Code that goes round for ever and asks nothing of anyone: where it did, as the trace of its run has it. */
import type { TraceEvent } from './trace-event'

/** Code of the error that is traced at the line. */
export const endlessLoopCode = 'endless-loop'

export interface EndlessLoop {
  node: string
  /** `null` where it never reached a line. */
  place: { file: string; line: number } | null
}

/** @returns `null` for any other run, also for one that ended at another bound */
export function endlessLoopOf(trace: readonly TraceEvent[]): EndlessLoop | null {
  const end = trace.at(-1)
  if (end?.kind !== 'end' || end.outcome !== 'bound') return null
  const event = trace.findLast((one) => one.kind === 'error' && one.code === endlessLoopCode)
  return event?.kind === 'error' ? { node: event.node, place: event.place } : null
}

/** `orders loops for ever at orders.ts, line 7`. */
export function endlessLoopInWords({ node, place }: EndlessLoop): string {
  return place
    ? `${node} loops for ever at ${place.file}, line ${place.line}`
    : `${node} loops for ever`
}
