/** What a run is about: its orders by their numbers, and which of its messages belong to each. */
import { messagesOf, type TracedMessage } from '@/simulations/story/messages'
import { type SubjectFinder, subjectOf } from '@/simulations/story/subject'
import type { Microseconds } from '@/simulations/kernel/time'
import type { TraceEvent } from '@/simulations/kernel/trace-event'

type Trace = readonly TraceEvent[]

const known = new WeakMap<Trace, Map<number, string>>()

/**
 * The order of each message that is about one, by its number. An answer is about what it answers; a COMMIT, which names
 * nothing, about the one request that its sender is handling.
 */
export function subjectsByMessage(trace: Trace, lab: SubjectFinder): ReadonlyMap<number, string> {
  const found = known.get(trace) ?? readSubjects(trace, lab)
  known.set(trace, found)
  return found
}

function readSubjects(trace: Trace, lab: SubjectFinder): Map<number, string> {
  const subjects = new Map<number, string>()
  const handling = new Map<string, Map<number, number>>()
  for (const event of trace) {
    if (event.kind === 'activity') {
      const open = handling.get(event.node) ?? new Map<number, number>()
      if (event.edge === 'begin') open.set(event.activity, event.message)
      else open.delete(event.activity)
      handling.set(event.node, open)
    } else if (event.kind === 'crash') handling.delete(event.node)
    if (event.kind !== 'send') continue
    const handled = new Set(
      [...(handling.get(event.from)?.values() ?? [])].map((message) => subjects.get(message)),
    )
    const [only] = handled.size === 1 ? handled : []
    const subject =
      event.replyTo === null
        ? (subjectOf(event.payload, lab) ?? only)
        : (subjects.get(event.replyTo) ?? subjectOf(event.payload, lab))
    if (subject !== undefined && subject !== null) subjects.set(event.message, subject)
  }
  return subjects
}

/** In the order in which they come up; only those that have by a moment. */
export function subjectsOf(
  trace: Trace,
  lab: SubjectFinder,
  until: Microseconds = Number.POSITIVE_INFINITY,
): string[] {
  const found = new Set<string>()
  for (const message of messagesOf(trace).all) {
    if (message.sentAt > until) break
    const subject = subjectOf(message.payload, lab)
    if (subject !== null) found.add(subject)
  }
  return [...found]
}

/** Numbers of the messages that bring a record that went the same way before. */
export function sentAgain(messages: readonly TracedMessage[]): Set<number> {
  const before = new Set<string>()
  const again = new Set<number>()
  for (const { number, from, to, purpose, payload } of messages) {
    if (payload.type !== 'record') continue
    const { topic, key, value, headers } = payload
    // By its id, where it has one: of two that say the same each is its own.
    const content = JSON.stringify([from, to, purpose, topic, key, headers.id ?? value])
    if (before.has(content)) again.add(number)
    before.add(content)
  }
  return again
}
