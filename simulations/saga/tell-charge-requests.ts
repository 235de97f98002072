/** Sentences about a charge that is asked for again: by whom and with which key, and what the provider makes of it. */
import type { Json, TraceEvent, TraceEventOf } from '../kernel/trace-event'
import { messagesOf, type TracedMessage } from '../story/messages'
import { ordinal } from '../story/words'

export function tellChargeRequest(
  event: TraceEventOf<'send'>,
  trace: readonly TraceEvent[],
): string | null {
  if (event.payload.type === 'http') return tellAskedAgain(event, trace)
  return event.payload.type === 'http-reply' ? tellKnownKey(event, trace) : null
}

/** Payments asks once more because no answer to its last request has come back. */
function tellAskedAgain(
  { from, message, copyOf }: TraceEventOf<'send'>,
  trace: readonly TraceEvent[],
): string | null {
  const { all, byNumber } = messagesOf(trace)
  const request = byNumber(message)
  const asked = request && chargeOf(request)
  if (!asked || copyOf !== null) return null
  const last = all.findLast(
    (other) => other.sentIndex < request.sentIndex && chargeOf(other)?.order === asked.order,
  )
  if (!last) return null
  const answered = all.some(
    ({ replyTo, endIndex, fate }) =>
      replyTo === last.number &&
      fate === 'arrived' &&
      endIndex !== null &&
      endIndex < request.sentIndex,
  )
  if (answered) return null
  const same = chargeOf(last)?.key === asked.key
  return `${from} has had no answer about order ${asked.order} and asks the provider again, with ${same ? `the same key, ${asked.key}` : 'another key'}.`
}

/** The provider had a row of this key when the request reached it. */
function tellKnownKey(
  { from, label, replyTo, copyOf }: TraceEventOf<'send'>,
  trace: readonly TraceEvent[],
): string | null {
  const { all, byNumber } = messagesOf(trace)
  const request = replyTo === null ? undefined : byNumber(replyTo)
  const asked = request && chargeOf(request)
  if (!asked || copyOf !== null || request.endIndex === null) return null
  if (!stoodBefore(asked.key, trace.slice(0, request.endIndex))) return null
  const arrival = request.endIndex
  const times = all.filter(
    (other) =>
      chargeOf(other)?.key === asked.key && other.endIndex !== null && other.endIndex <= arrival,
  ).length
  return times > 2
    ? `${from} is asked with the key ${asked.key} for the ${ordinal(times)} time, and answers the same.`
    : `${from} knows the key ${asked.key} and gives its old answer, ${label}. No money moves.`
}

function stoodBefore(key: string, past: readonly TraceEvent[]): boolean {
  return past.some(
    (event) =>
      event.kind === 'rows' &&
      event.node === 'provider-db' &&
      event.changes.some((change) => change.table === 'charges' && change.key === key),
  )
}

/** What a request asks to be charged; `null` for any other message. */
function chargeOf({ payload }: TracedMessage): { key: string; order: string } | null {
  if (payload.type !== 'http' || payload.path !== '/charges') return null
  const { key, order } = fieldsOf(payload.body)
  return key === undefined || order === undefined
    ? null
    : { key: String(key), order: String(order) }
}

function fieldsOf(body: Json): { [name: string]: Json } {
  return body !== null && typeof body === 'object' && !Array.isArray(body) ? body : {}
}
