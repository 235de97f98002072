/** Messages that are not there: never sent, as a verdict found, or lost on their way. */
import type { Microseconds } from '@/simulations/kernel/time'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import type { TracedMessage } from '@/simulations/story/messages'
import type { MissingMessage } from './run-marks'

/**
 * What verdicts miss, each by itself. What never left is drawn from the crash that kept it from leaving; without one, from
 * when it was due. What did leave is drawn as lost where it vanished.
 */
export function missingMessages(trace: readonly TraceEvent[]): MissingMessage[] {
  return trace.flatMap((event, index) => {
    if (event.kind !== 'verdict' || event.holds !== false) return []
    return (event.evidence?.targets ?? []).flatMap((target): MissingMessage[] => {
      if (target.type !== 'missing-record') return []
      const { from, key, node, since, topic } = target
      const crash = trace.find(
        (candidate) =>
          candidate.kind === 'crash' && candidate.node === from && candidate.at >= since,
      )
      return [
        {
          invariant: event.invariant,
          from,
          to: node,
          at: crash?.at ?? since,
          subject: key,
          label: `${topic} ${key}, never sent`,
          sent: wasSent(trace, target),
          judgedAt: event.at,
          judgedIndex: index,
        },
      ]
    })
  })
}

function wasSent(
  trace: readonly TraceEvent[],
  { from, node, key }: { from: string; node: string; key: string },
): boolean {
  return trace.some(
    (event) =>
      event.kind === 'send' &&
      event.from === from &&
      event.to === node &&
      event.payload.type === 'record' &&
      event.payload.key === key,
  )
}

/** What is missing on a link, in words that may stand on two lines. */
export interface MissingWords {
  /** `1042`, `1041 and 4 more`. */
  who: string
  /** `never sent`, `lost`; `never arrived` where some never left and some were lost. */
  fate: string
}

export function missingInWords(missing: readonly MissingMessage[]): MissingWords | null {
  if (missing.length === 0) return null
  const left = missing.filter((message) => message.sent).length
  const fate = left === 0 ? 'never sent' : left === missing.length ? 'lost' : 'never arrived'
  return { who: subjectsInWords(missing), fate }
}

/** `1042`, `1042 and 3 more`. */
export function subjectsInWords(missing: readonly MissingMessage[]): string {
  const [first, ...more] = missing
  return `${first?.subject ?? ''}${more.length === 0 ? '' : ` and ${more.length} more`}`
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
    leave: 600,
    reply: 1_200,
  }[message.purpose]
  return message.sentAt + usual * 0.55
}
