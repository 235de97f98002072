/**
 * What happened in a run, by meaning: each step of its story, and each request that leaves something behind. Numbers of
 * messages and transactions, ids drawn at random, lines of code and what only looks (a SELECT, a poll, a heartbeat) are
 * no part of it, so two variants are compared by what they did and not by how they are written.
 */
import type { LabDefinition } from '@/simulations/kernel/lab'
import type { Microseconds } from '@/simulations/kernel/time'
import type { RowChange, TraceEvent } from '@/simulations/kernel/trace-event'
import { messagesOf, type TracedMessage } from '@/simulations/story/messages'
import type { StoryImportance, StoryItem } from '@/simulations/story/story'
import { messageLabel, subjectOf, subjectOfRow } from '@/simulations/story/subject'

export interface Happening {
  at: Microseconds
  /** Of the event in the trace. */
  index: number
  /** Where it happened. Each node has its own order; what two nodes do at the same time has none. */
  node: string
  /** What kind of thing it is: what stands at one place of the order in place of the other is of one kind. */
  kind: string
  /** The kind, and what about: equal where both runs do the same. */
  slot: string
  /** All that it says, but for what belongs to the text of one variant's code. */
  meaning: string
  text: string
  emphasis?: string
  importance: StoryImportance
  /** A step of the story; otherwise a request, of which the story speaks once it has an effect. */
  told: boolean
}

export function happeningsOf(
  trace: readonly TraceEvent[],
  story: readonly StoryItem[],
  lab: LabDefinition,
): Happening[] {
  const told = story
    .filter((item) => item.importance !== 'detail')
    .flatMap((item) => {
      const event = trace[item.index]
      const place = event ? placeOf(event, trace, lab) : null
      return place ? [{ ...item, ...place, meaning: withoutLines(item.text), told: true }] : []
    })
  return [...told, ...requestsOf(trace, lab)].sort(
    (one, other) => one.index - other.index || Number(one.told) - Number(other.told),
  )
}

/** `before line 23 ran`: the same step stands on another line in another variant. */
function withoutLines(text: string): string {
  return text.replace(/\bline \d+/g, 'line')
}

type Place = Pick<Happening, 'node' | 'kind' | 'slot'>

/** @returns `null` for what is no step of its own when two runs are compared */
function placeOf(
  event: TraceEvent,
  trace: readonly TraceEvent[],
  lab: LabDefinition,
): Place | null {
  switch (event.kind) {
    case 'action':
      return place(event.node, 'action', event.action)
    case 'rows':
      return place(event.node, ...mainChange(event.changes, lab))
    case 'append': {
      const subject = subjectOf({ type: 'record', ...event }, lab)
      return place(event.node, `append ${event.topic}`, typed(subject, event.headers))
    }
    case 'arrive':
    case 'lost':
      return messagePlace(messagesOf(trace).byNumber(event.message), event.kind, lab)
    case 'answer':
      return place(event.node, 'answer', event.request)
    case 'fault':
      return place('', `fault ${event.fault}`, `${event.edge} ${event.from} ${event.to}`)
    case 'transaction':
      return place(event.node, `transaction ${event.state}`, event.by)
    case 'wait':
      // Statements queue for the one session of a database all the time; a lock is news.
      return event.reason === 'lock' ? place(event.node, 'wait', event.by ?? '') : null
    case 'boot':
    case 'crash':
    case 'pause':
    case 'resume':
    case 'truncate':
    case 'error':
      return place(event.node, event.kind)
    case 'group':
      // Who reads which topic when all boot is how a variant is written, not what it does.
      return event.at < firstActionOf(trace) ? null : place(event.node, 'group', event.group)
    case 'log':
      return place(event.node, 'log', event.text)
    case 'verdict':
      return place('', 'verdict', event.invariant)
    case 'end':
      return place('', 'end')
    default:
      return null
  }
}

function firstActionOf(trace: readonly TraceEvent[]): Microseconds {
  return trace.find((event) => event.kind === 'action')?.at ?? 0
}

function place(node: string, kind: string, about = ''): Place {
  return { node, kind, slot: `${kind} ${about}` }
}

function messagePlace(
  message: TracedMessage | undefined,
  how: 'arrive' | 'lost',
  lab: LabDefinition,
): Place | null {
  if (!message) return null
  const name = nameOf(message, lab)
  return how === 'arrive'
    ? place(message.to, `arrive ${message.purpose}`, name)
    : place(message.from, `lost ${message.to}`, name)
}

function nameOf(message: TracedMessage, lab: LabDefinition): string {
  const { payload } = message
  if (payload.type === 'record')
    return `${payload.topic} ${typed(subjectOf(payload, lab), payload.headers)}`
  return `${messageLabel(message, lab)?.full ?? message.purpose} ${subjectOf(payload, lab) ?? ''}`
}

function typed(subject: string | null, headers: Record<string, string>): string {
  return [subject, headers.type].filter(Boolean).join(' ')
}

/** The row that a commit is about: the subject's own, else one that names a subject, else the first. */
function mainChange(changes: readonly RowChange[], lab: LabDefinition): [string, string] {
  const main =
    changes.find(({ key }) => lab.subject.find(key) === key) ??
    changes.find((change) => subjectOfChange(change, lab) !== null) ??
    changes[0]
  if (!main) return ['rows', '']
  return [`rows ${main.operation} ${main.table}`, subjectOfChange(main, lab) ?? '']
}

function subjectOfChange({ after, before }: RowChange, lab: LabDefinition): string | null {
  const row = after ?? before
  return row ? subjectOfRow(row, lab) : null
}

/** What processes ask of others, as far as it changes anything there. */
function requestsOf(trace: readonly TraceEvent[], lab: LabDefinition): Happening[] {
  /** By connection: something was written since its last COMMIT. */
  const written = new Set<string>()
  return messagesOf(trace).all.flatMap((message) => {
    const { from, to, payload } = message
    if (message.replyTo !== null || message.copyOf !== null || message.poll) return []
    const link = `${from} ${to}`
    if (payload.type === 'sql') {
      if (payload.control === 'none') {
        if (!payload.statements.some(({ text }) => writes(text))) return []
        written.add(link)
      } else if (!written.delete(link)) return []
    } else if (payload.type !== 'http' && message.purpose !== 'produce') return []
    const name = nameOf(message, lab)
    const label = messageLabel(message, lab)?.full ?? message.label
    const what = payload.type === 'record' ? `publishes ${label}` : `sends ${label} to ${to}`
    return [
      {
        at: message.sentAt,
        index: message.sentIndex,
        ...place(from, `send ${to}`, name),
        meaning: `send ${to} ${name}`,
        text: `${from} ${what}.`,
        emphasis: what.slice(what.indexOf(' ') + 1),
        importance: 'step' as const,
        told: false,
      },
    ]
  })
}

function writes(statement: string): boolean {
  return (
    /^\s*(insert|update|delete|merge|truncate|create|alter|drop|prepare)\b/i.test(statement) ||
    /^\s*with\b[\s\S]*\b(insert\s+into|update|delete\s+from)\b/i.test(statement)
  )
}
