/** The first error that a run met in a file: said at its line, and blocking nothing. Pure. */
import { formatMs } from '@/simulations/kernel/time'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import type { Mistake } from './mistake-below'

/** @param file its name, as traces have it */
export function runMistake(trace: readonly TraceEvent[], file: string): Mistake | null {
  for (const event of trace) {
    if (event.kind !== 'error' && (event.kind !== 'crash' || event.cause !== 'exit')) continue
    if (event.place?.file !== file || event.message === null) continue
    const { place, message, node } = event
    return { line: place.line, column: 1, message, met: `${node} at ${formatMs(event.at)}` }
  }
  return null
}
