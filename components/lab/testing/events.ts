/** Events written by hand, for tests of what does not need a real run. */
import type { TraceEvent } from '@/simulations/kernel/trace-event'

/** Something that happened, of no further meaning. */
export function happened(at: number, text = `at ${at}`, node = 'orders'): TraceEvent {
  return { kind: 'log', node, level: 'info', text, at }
}

/** A run in which something happens at each of these times. */
export function runAt(...times: number[]): TraceEvent[] {
  return times.map((at) => happened(at))
}

/** A message on its way, and its arrival. */
export function sent(
  message: number,
  from: string,
  to: string,
  at: number,
  arrivesAt: number,
): TraceEvent[] {
  return [
    {
      kind: 'send',
      message,
      from,
      to,
      purpose: 'http',
      label: `message ${message}`,
      payload: { type: 'empty' },
      replyTo: null,
      place: null,
      copyOf: null,
      at,
    },
    { kind: 'arrive', message, at: arrivesAt },
  ]
}

/** A process reaches a line. */
export function passes(line: number, at: number, node = 'orders', file = 'orders.ts'): TraceEvent {
  return { kind: 'line', node, incarnation: 1, file, line, at }
}
