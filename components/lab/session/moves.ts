/** Where the playhead goes: a step, the end, the next fault. Pure; whoever asks does the moving. */
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import type { Playhead } from '../views/playhead'

type Trace = readonly TraceEvent[]

export const startOfRun: Playhead = { at: 0, index: 0 }

/** Just after the event at this place of the trace. */
export function playheadAfter(trace: Trace, event: number): Playhead {
  const index = Math.min(Math.max(event + 1, 0), trace.length)
  return { at: trace[index - 1]?.at ?? 0, index }
}

export function endOfRun(trace: Trace): Playhead {
  return playheadAfter(trace, trace.length - 1)
}

/** One trace event forward or back; what leaves everything as it was in sight counts to the one before it. */
export function stepped(trace: Trace, from: Playhead, by: 1 | -1): Playhead {
  let index = from.index - 1 + by
  for (let event = trace[index]; event && !shows(event); event = trace[index]) index += by
  return playheadAfter(trace, index)
}

/** Whether something looks different after it. The start of all processes is the start of the run. */
function shows(event: TraceEvent): boolean {
  switch (event.kind) {
    case 'phase':
    case 'pool':
    case 'connections':
    case 'machine':
    case 'replicated':
      return false
    case 'boot':
      return event.incarnation > 1
    case 'line':
      return event.at > 0
    case 'send':
      return event.purpose !== 'join'
    default:
      return true
  }
}

/** After the next event that is wanted; from the start again when there is none left. */
export function nextWhere(
  trace: Trace,
  from: Playhead,
  wanted: (event: TraceEvent) => boolean,
): Playhead | null {
  const later = trace.findIndex((event, index) => index >= from.index && wanted(event))
  const found = later === -1 ? trace.findIndex(wanted) : later
  return found === -1 ? null : playheadAfter(trace, found)
}

/** Whether a node does it or has it done to it: what it sends and receives, not only what it is. */
export function happensTo(trace: Trace, node: string): (event: TraceEvent) => boolean {
  const sent = new Map<number, { from: string; to: string }>()
  for (const event of trace) if (event.kind === 'send') sent.set(event.message, event)
  return (event) => {
    switch (event.kind) {
      case 'send':
        return event.from === node
      case 'arrive':
        return sent.get(event.message)?.to === node
      // It is noticed by nobody else, and the diagram has it on the sender's lane.
      case 'lost':
        return sent.get(event.message)?.from === node
      default:
        return 'node' in event && event.node === node
    }
  }
}

/** After the next or the previous event that belongs to one lane. */
export function steppedAlong(
  trace: Trace,
  from: Playhead,
  by: 1 | -1,
  belongs: (event: TraceEvent) => boolean,
): Playhead | null {
  for (let index = by === 1 ? from.index : from.index - 2; trace[index]; index += by) {
    const event = trace[index]
    if (event && belongs(event)) return playheadAfter(trace, index)
  }
  return null
}

export function isFault(event: TraceEvent): boolean {
  return event.kind === 'fault' && event.edge === 'begin'
}

export function isViolation(event: TraceEvent): boolean {
  return event.kind === 'verdict' && event.holds === false
}
