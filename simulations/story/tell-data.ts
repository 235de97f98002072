/** Sentences about the work itself: orders, commits, messages, answers, waits. */
import type { Row, TraceEvent, TraceEventOf } from '../kernel/trace-event'
import type { TracedMessage } from './messages'
import type { Sentence } from './story'
import { recordIdentity, type StoryMemory } from './story-memory'
import { subjectOf, subjectOfRow } from './subject'
import { tellRows } from './tell-rows'
import { capital, ordinal, plainValue, withArticle } from './words'

export function tellData(
  event: TraceEvent,
  memory: StoryMemory,
  trace: readonly TraceEvent[],
  index: number,
): Sentence | null {
  switch (event.kind) {
    case 'action':
      return tellAction(event, memory, trace[index + 1])
    case 'rows':
      return tellRows(event, memory)
    case 'append': {
      const record = { type: 'record' as const, ...event }
      const subject = subjectOf(record, memory.lab)
      const thing = capital(memory.nameOfRecord(record) ?? 'a message')
      const again = memory.announced.has(recordIdentity(event))
      const place = `${event.topic}, partition ${event.partition}, offset ${event.offset}`
      if (again)
        return {
          importance: 'step',
          text: `${event.by} announced ${subject ?? 'a message'} again: it had not recorded that it was done. It stands at ${place} as well.`,
          emphasis: 'again',
        }
      return {
        importance: 'step',
        text: `${thing} is announced: it stands in the broker at ${place}.`,
        emphasis: `${thing} is announced`,
      }
    }
    case 'truncate':
      return {
        importance: 'fault',
        text: `${event.node} lost ${event.topic}, partition ${event.partition}, from offset ${event.from} on: it had not been replicated.`,
        emphasis: `${event.node} lost`,
      }
    case 'arrive':
      return tellArrival(memory.messages.byNumber(event.message), memory)
    case 'answer':
      return tellAnswer(event, memory)
    case 'transaction':
      return event.state === 'rolled-back'
        ? {
            importance: 'step',
            text: `${event.node} rolled back a transaction of ${event.by}${event.reason ? `: ${event.reason}` : ''}.`,
            emphasis: 'rolled back',
          }
        : event.state === 'parked' || event.state === 'prepared'
          ? {
              importance: 'step',
              text: `${event.node} holds a transaction of ${event.by} open, with its locks.`,
            }
          : null
    case 'wait': {
      const message = memory.messages.byNumber(event.message)
      if (!message || message.poll) return null
      const what = `${message.label} of ${message.from} waits`
      const by = event.by ?? 'another statement'
      return {
        importance: 'step',
        text:
          event.reason === 'lock'
            ? `${what} at ${event.node} for a lock of ${by}.`
            : `${what} for its turn at ${event.node}, after ${by}: in this model all share one session. Postgres would not wait.`,
      }
    }
    case 'offset':
      return {
        importance: 'detail',
        text: `${event.by} recorded that it is done with ${event.topic}, partition ${event.partition}, up to offset ${event.offset - 1}.`,
      }
    case 'group':
      return tellGroup(event)
    case 'error':
      return {
        importance: 'step',
        text: `${event.node} met an error${event.place ? ` at line ${event.place.line}` : ''}: ${event.message.replace(/\.?$/, '.')}`,
      }
    case 'log':
      return {
        importance: event.level === 'info' ? 'detail' : 'step',
        text: `${event.node}: ${event.text.replace(/\.?$/, '.')}`,
      }
    default:
      return null
  }
}

function tellAction(
  event: TraceEventOf<'action'>,
  memory: StoryMemory,
  next: TraceEvent | undefined,
): Sentence {
  const body = next?.kind === 'send' && next.payload.type === 'http' ? next.payload.body : null
  const fields = body !== null && typeof body === 'object' && !Array.isArray(body) ? body : {}
  const values = Object.entries(fields)
    .filter(([name]) => name !== 'customer')
    .map(([name, value]) => plainValue(name, value))
    .filter((value) => value !== null)
  const { noun } = memory.lab.subject
  if (values.length === 0) {
    const title = memory.lab.actions.find((action) => action.id === event.action)?.title
    const emphasis = title ?? event.action
    const subject = next?.kind === 'send' ? subjectOf(next.payload, memory.lab) : null
    const text = subject === null ? `${emphasis}.` : `${emphasis}: ${subject}.`
    return { importance: 'step', text, emphasis }
  }
  const emphasis = `${capital(withArticle(noun))} arrives`
  return { importance: 'step', text: `${emphasis}: ${values.join(', ')}.`, emphasis }
}

function tellArrival(message: TracedMessage | undefined, memory: StoryMemory): Sentence | null {
  if (!message) return null
  const subject = subjectOf(message.payload, memory.lab)
  if (message.purpose === 'deliver') {
    const times = memory.timesDelivered(message)
    const thing =
      (message.payload.type === 'record' && memory.nameOfRecord(message.payload)) ||
      (subject === null ? 'a message' : `${memory.lab.subject.noun} ${subject}`)
    const again = times > 0 ? ` a ${ordinal(times + 1)} time` : ''
    return { importance: 'step', text: `${message.to} hears of ${thing}${again}.` }
  }
  return tellKnownMessage(message, memory) ?? tellPassedOver(message, memory)
}

/** A read that leaves out what others have locked: rows that stand there and came before the one it got. */
function tellPassedOver(reply: TracedMessage, memory: StoryMemory): Sentence | null {
  const request = reply.replyTo === null ? undefined : memory.messages.byNumber(reply.replyTo)
  if (request?.payload.type !== 'sql' || reply.payload.type !== 'sql-reply') return null
  const text = request.payload.statements[0]?.text ?? ''
  const table = /\bfrom\s+"?(\w+)"?[\s\S]*\bskip\s+locked\b/i.exec(text)?.[1]
  const [first] = reply.payload.rows
  if (!table || !first) return null
  const standing = memory.rowsIn(reply.from, table)
  const place = standing.findIndex(({ id }) => id !== undefined && id === first.id)
  const passed = standing.slice(0, Math.max(0, place)).map((row) => nameOfRow(row, memory))
  const [one] = passed
  if (one === undefined) return null
  const more = passed.length > 1 ? ` and ${passed.length - 1} more` : ''
  return {
    importance: 'step',
    text: `${reply.to} passed over ${one}${more}, which another transaction has locked, and took ${nameOfRow(first, memory)}.`,
    emphasis: 'passed over',
  }
}

/** `OrderCancelled of order 1042` where the row says its type. */
function nameOfRow(row: Row, memory: StoryMemory): string {
  const subject = subjectOfRow(row, memory.lab)
  const name = subject === null ? 'a row' : `${memory.lab.subject.noun} ${subject}`
  return typeof row.type === 'string' ? `${row.type} of ${name}` : name
}

/** An insert that found its row there already, in a handler of messages: an inbox at work. */
function tellKnownMessage(reply: TracedMessage, memory: StoryMemory): Sentence | null {
  const request = reply.replyTo === null ? undefined : memory.messages.byNumber(reply.replyTo)
  if (
    request?.payload.type !== 'sql' ||
    reply.payload.type !== 'sql-reply' ||
    reply.payload.rowCount !== 0
  )
    return null
  const table = /^\s*insert\s+into\s+"?(\w+)"?[\s\S]*on\s+conflict[\s\S]*do\s+nothing/i.exec(
    request.payload.statements[0]?.text ?? '',
  )?.[1]
  const handled = memory.handling.get(reply.to)
  if (!table || handled?.purpose !== 'deliver') return null
  const subject = subjectOf(handled.payload, memory.lab)
  const id = handled.payload.type === 'record' ? handled.payload.headers.id : undefined
  if (id === undefined || !request.payload.statements[0]?.parameters.includes(id))
    return {
      importance: 'step',
      text: `${reply.to} finds a row in ${table} already${subject === null ? '' : `, of ${memory.lab.subject.noun} ${subject}`}, and writes none.`,
      emphasis: 'already',
    }
  return {
    importance: 'step',
    text: `${reply.to} saw message ${subject ?? 'that'} a second time and knew it: its id is already in the ${table}.`,
    emphasis: 'knew it',
  }
}

function tellAnswer(event: TraceEventOf<'answer'>, memory: StoryMemory): Sentence {
  // A client numbers its requests, and sends each of them once.
  const number = Number(/-(\d+)$/.exec(event.request)?.[1] ?? 0)
  const asked = memory.messages.all.filter(
    (sent) => sent.from === event.node && sent.replyTo === null && sent.copyOf === null,
  )[number - 1]
  const subject = asked ? subjectOf(asked.payload, memory.lab) : null
  const thing = requestInWords(event.action, subject, memory)
  switch (event.outcome) {
    case 'answered':
      return (event.status ?? 0) < 400
        ? {
            importance: 'step',
            text: `${event.node} hears that ${thing} is accepted: ${event.status}.`,
          }
        : {
            importance: 'step',
            text: `${event.node} hears that ${thing} failed: ${event.status}.`,
            emphasis: 'failed',
          }
    case 'refused':
      return { importance: 'step', text: `${event.node} found nobody to take ${thing}.` }
    case 'timeout':
    case 'reset':
      return {
        importance: 'step',
        text: `${event.node} got no answer: it does not know whether ${thing} was placed.`,
        emphasis: `${event.node} got no answer`,
      }
  }
}

/** `order 1042` for the lab's first action; `its request to cancel order 1042` for another. */
function requestInWords(action: string, subject: string | null, { lab }: StoryMemory): string {
  if (subject === null) return 'its request'
  const { noun } = lab.subject
  const title = lab.actions.find(({ id }) => id === action)?.title ?? action
  if (lab.actions[0]?.id === action) return `${noun} ${subject}`
  const verb = title.toLowerCase()
  return verb.endsWith(` ${noun}`)
    ? `its request to ${verb} ${subject}`
    : `its request "${title}" for ${noun} ${subject}`
}

function tellGroup(event: TraceEventOf<'group'>): Sentence {
  const readers = event.members
    .filter((member) => member.partitions.length > 0)
    .map((member) => `${member.node} reads ${member.partitions.join(', ')}`)
  const now = readers.length > 0 ? readers.join('; ') : 'nobody reads'
  const first = event.generation === 1
  return {
    importance: first ? 'detail' : 'step',
    text: first
      ? `Group ${event.group} begins: ${now}.`
      : `The broker shares out group ${event.group} anew, because ${event.reason}: ${now}.`,
  }
}
