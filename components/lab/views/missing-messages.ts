/** Messages that are not there: never sent, as a verdict found, or lost on their way. */
import type { Microseconds } from '@/simulations/kernel/time'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import type { TracedMessage } from '@/simulations/story/messages'
import type { NeverSent } from './run-marks'

/** Drawn from the crash that kept it from leaving; without one, from when it was due. */
export function neverSent(trace: readonly TraceEvent[]): NeverSent[] {
  return trace.flatMap((event, index) => {
    if (event.kind !== 'verdict' || event.holds !== false) return []
    const { evidence } = event
    return (evidence?.targets ?? []).flatMap((target): NeverSent[] => {
      if (target.type !== 'missing-record' || wasSent(trace, target, evidence?.subject ?? null))
        return []
      const crash = trace.find(
        (candidate) =>
          candidate.kind === 'crash' &&
          candidate.node === target.from &&
          candidate.at >= target.since,
      )
      const { subject = null } = evidence ?? {}
      const label = `${target.topic} ${subject ?? ''}`.trim()
      return [
        {
          invariant: event.invariant,
          from: target.from,
          to: target.node,
          at: crash?.at ?? target.since,
          subject,
          label: `${label}, never sent`,
          judgedAt: event.at,
          judgedIndex: index,
        },
      ]
    })
  })
}

/** It did leave, and is drawn as lost where it vanished. */
function wasSent(
  trace: readonly TraceEvent[],
  { from, node }: { from: string; node: string },
  subject: string | null,
): boolean {
  return trace.some(
    (event) =>
      event.kind === 'send' &&
      event.from === from &&
      event.to === node &&
      event.payload.type === 'record' &&
      event.payload.key === subject,
  )
}

/** How far a lost message got, in time: those lost at once are given half of a usual journey. */
export function vanishedAt(message: TracedMessage): Microseconds {
  const travelled = (message.endAt ?? message.sentAt) - message.sentAt
  if (travelled > 0) return message.sentAt + travelled
  const usual = {
    http: 1_400,
    sql: 1_000,
    produce: 1_800,
    deliver: 1_500,
    offset: 1_200,
    join: 600,
    reply: 1_200,
  }[message.purpose]
  return message.sentAt + usual * 0.55
}
