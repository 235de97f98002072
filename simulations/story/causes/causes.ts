/**
 * Why something of a run happened: the chain from it back to the action, or to the start of the process, that began it.
 *
 * The rules, each of which says nothing rather than guess:
 * - An answer is caused by what it answers, a copy by what was copied, a client's request by its action.
 * - A record that is delivered is caused by its append (topic, partition, offset); the append by the message that brought it.
 * - A committed row is caused by the statement of its transaction that names its table.
 * - What a process sends while it handles one message is caused by that message; while it handles several, by the one about
 *   the same subject, if one alone is.
 * - What a process sends from a loop of its own is caused by the row that it read, and that by the commit that wrote it: the
 *   row about the same subject, else the only one that has all the values which were sent. A loop that read nothing is
 *   caused by the start of its process, and a second start by the crash before it.
 */
import type { Microseconds } from '../../kernel/time'
import type { CodePosition, RowChange, TraceEvent } from '../../kernel/trace-event'
import type { TracedMessage } from '../messages'
import { type SubjectFinder, subjectOf } from '../subject'
import { type BearingFault, faultsOn } from './bearing-faults'
import {
  arrivalBefore,
  bootBefore,
  type HandledMessage,
  lastRead,
  openAt,
  parametersOf,
  producedBy,
  type RunIndex,
  runIndexOf,
  statementOf,
  statementsOf,
  writerOf,
} from './run-index'

export interface CauseLink {
  what: 'action' | 'message' | 'rows' | 'record' | 'line' | 'crash' | 'boot'
  /** Of the event in the trace. */
  index: number
  at: Microseconds
  /** Where it happened: who sent, stored or ran it. */
  node: string
  /** The line of its process that did it, with the process, where one did. */
  place: (CodePosition & { node: string }) | null
  /** Number of the message, where it is one. */
  message: number | null
  row: { node: string; table: string; key: string } | null
  record: { topic: string; partition: number; offset: number } | null
  /** Faults without which it would not have happened, or not have happened again. */
  faults: readonly BearingFault[]
}

/** An event of the trace; of a commit with several rows, the change that is meant. */
export interface Step {
  index: number
  change?: RowChange
}

const longestChain = 64

/**
 * What led to an event, oldest first; the last link is the event itself, or what it is the end of: of an arrival, the
 * message. Every link lies before the one it causes. Empty where the event is no part of any chain.
 * @param thing of a commit with several rows and without `change`, the first is meant
 * @example causeChain(trace, { index: 214 }, lab).map((link) => link.what)
 */
export function causeChain(
  trace: readonly TraceEvent[],
  thing: Step,
  lab: SubjectFinder,
): CauseLink[] {
  const run = runIndexOf(trace)
  const chain: CauseLink[] = []
  let step: Step | null = firstStep(run, thing)
  while (step && chain.length < longestChain) {
    const link = linkOf(run, step)
    if (!link) break
    chain.push(link)
    const next: Step | null = causeOf(run, step, lab)
    step = next && next.index < step.index ? next : null
  }
  return chain.reverse()
}

/** The event that stands in a chain for another: the message for its arrival, the crash for a fault that made it. */
function firstStep(run: RunIndex, thing: Step): Step | null {
  const event = run.trace[thing.index]
  switch (event?.kind) {
    case 'send':
    case 'rows':
    case 'append':
    case 'action':
    case 'boot':
    case 'crash':
    case 'line':
      return thing
    case 'arrive':
    case 'lost':
    case 'activity':
    case 'wait':
      return sendOf(run, event.message)
    case 'transaction':
    case 'offset':
      return sendOf(run, arrivalBefore(run, thing.index, event.by, event.node))
    case 'answer': {
      const reply = run.messages.all.find(
        ({ endIndex, to }) => endIndex === thing.index - 1 && to === event.node,
      )
      return reply ? { index: reply.sentIndex } : null
    }
    case 'replicated': {
      const append = run.appends.findLast(
        ({ index, event: one }) =>
          index < thing.index &&
          one.topic === event.topic &&
          one.partition === event.partition &&
          one.offset === event.highWatermark - 1,
      )
      return append ? { index: append.index } : null
    }
    case 'log':
    case 'error':
      return lineBefore(run, thing.index, event.node)
    case 'fault': {
      const next = run.trace[thing.index + 1]
      return next?.kind === 'crash' && next.node === event.node ? { index: thing.index + 1 } : null
    }
    default:
      return null
  }
}

function sendOf(run: RunIndex, message: number | null): Step | null {
  const sent = message === null ? undefined : run.messages.byNumber(message)
  return sent ? { index: sent.sentIndex } : null
}

/** The line on which a process stood at a place of the trace, at the same instant. */
function lineBefore(run: RunIndex, index: number, node: string): Step | null {
  const at = run.trace[index]?.at
  for (let place = index - 1; run.trace[place]?.at === at; place--) {
    const event = run.trace[place]
    if (event?.kind === 'line' && event.node === node) return { index: place }
  }
  return null
}

function causeOf(run: RunIndex, step: Step, lab: SubjectFinder): Step | null {
  const { index } = step
  const event = run.trace[index]
  switch (event?.kind) {
    case 'send': {
      const message = run.messages.byNumber(event.message)
      return message ? causeOfMessage(run, message, lab) : null
    }
    case 'rows': {
      const change = step.change ?? event.changes[0]
      const statement = change ? statementOf(run, { index, change }) : null
      return sendOf(run, statement?.number ?? event.message)
    }
    case 'append':
      return sendOf(run, producedBy(run, index))
    case 'line':
      return causeOfLine(run, index, event, lab)
    case 'boot':
      return event.incarnation === 1
        ? null
        : (run.crashes.findLast(
            (crash) => crash.event.node === event.node && crash.index < index,
          ) ?? null)
    case 'crash':
      return causeOfCrash(run, index)
    default:
      return null
  }
}

/** What the process was handling when it was struck, where that was one thing. */
function causeOfCrash(run: RunIndex, index: number): Step | null {
  const struck = run.handled.filter((entry) => entry.crash === index)
  return struck.length === 1 && struck[0] ? sendOf(run, struck[0].message) : null
}

function causeOfMessage(run: RunIndex, message: TracedMessage, lab: SubjectFinder): Step | null {
  const { payload, from, sentIndex } = message
  if (message.copyOf !== null) return sendOf(run, message.copyOf)
  if (message.replyTo !== null) return sendOf(run, message.replyTo)
  if (message.purpose === 'deliver' && payload.type === 'record') {
    return (
      run.appends.findLast(
        ({ index, event }) =>
          index < sentIndex &&
          event.node === from &&
          event.topic === payload.topic &&
          event.partition === payload.partition &&
          event.offset === payload.offset,
      ) ?? null
    )
  }
  if (payload.type === 'offset') return deliveryOf(run, message)
  const action = actionBefore(run, sentIndex, from)
  if (action !== null) return { index: action }
  if (message.purpose === 'join') return bootBefore(run, from, sentIndex)
  const open = openAt(run, from, sentIndex)
  if (open.length === 0) return causeInLoop(run, message, lab)
  const handled = chosenOf(run, open, message, lab)
  return handled ? sendOf(run, handled.message) : null
}

/** The delivery after which a position was committed: the record before the position. */
function deliveryOf(run: RunIndex, { payload, from, to, sentIndex }: TracedMessage): Step | null {
  if (payload.type !== 'offset') return null
  const delivery = run.messages.all.findLast(
    (other) =>
      other.sentIndex < sentIndex &&
      other.purpose === 'deliver' &&
      other.from === to &&
      other.to === from &&
      other.payload.type === 'record' &&
      other.payload.topic === payload.topic &&
      other.payload.partition === payload.partition &&
      other.payload.offset === payload.offset - 1,
  )
  return delivery ? { index: delivery.sentIndex } : null
}

/** A client sends what an action asks for at once. */
function actionBefore(run: RunIndex, index: number, node: string): number | null {
  const at = run.trace[index]?.at
  for (let place = index - 1; run.trace[place]?.at === at; place--) {
    const event = run.trace[place]
    if (event?.kind === 'action' && event.node === node) return place
  }
  return null
}

function chosenOf(
  run: RunIndex,
  open: readonly HandledMessage[],
  message: TracedMessage,
  lab: SubjectFinder,
): HandledMessage | null {
  const subject = subjectOfStep(run, message, lab)
  const about = (entry: HandledMessage) => {
    const begun = run.messages.byNumber(entry.message)
    return begun ? subjectOf(begun.payload, lab) : null
  }
  const [only] = open
  if (only && open.length === 1) {
    const its = about(only)
    return subject !== null && its !== null && its !== subject ? null : only
  }
  if (subject === null) return null
  const same = open.filter((entry) => about(entry) === subject)
  return same.length === 1 ? (same[0] ?? null) : null
}

/** A COMMIT is about what the statements of its transaction are about, where these agree. */
function subjectOfStep(run: RunIndex, message: TracedMessage, lab: SubjectFinder): string | null {
  const { payload } = message
  if (payload.type !== 'sql' || payload.control === 'none') return subjectOf(payload, lab)
  const commit = run.commits.find(({ event }) => event.message === message.number)
  if (!commit) return null
  const subjects = new Set(
    statementsOf(run, commit.index).flatMap((statement) => subjectOf(statement.payload, lab) ?? []),
  )
  return subjects.size === 1 ? ([...subjects][0] ?? null) : null
}

function causeInLoop(run: RunIndex, message: TracedMessage, lab: SubjectFinder): Step | null {
  const { payload, from, sentIndex } = message
  const read = lastRead(run, from, sentIndex)
  const subject = subjectOf(payload, lab)
  const parameters = parametersOf(message)
  const asks = subject === null && parameters.length === 0
  if (asks) return bootBefore(run, from, sentIndex)
  if (!read) return null
  const values = (row: (typeof read.rows)[number]) =>
    Object.values(row).map((value) =>
      typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value),
    )
  const fitting =
    subject !== null
      ? read.rows.filter((row) => lab.subject.find(JSON.stringify(row)) === subject)
      : read.rows.filter((row) => parameters.every((parameter) => values(row).includes(parameter)))
  const [row] = fitting
  return row && fitting.length === 1
    ? writerOf(run, read.reply.from, row, read.reply.sentIndex)
    : null
}

function causeOfLine(
  run: RunIndex,
  index: number,
  line: Extract<TraceEvent, { kind: 'line' }>,
  lab: SubjectFinder,
): Step | null {
  const sent = sentFrom(run, index, line)
  if (sent) return causeOfMessage(run, sent, lab)
  const open = openAt(run, line.node, index)
  if (open.length > 0) return open.length === 1 && open[0] ? sendOf(run, open[0].message) : null
  const read = lastRead(run, line.node, index)
  const [row] = read?.rows ?? []
  if (!read || !row) return bootBefore(run, line.node, index)
  return read.rows.length === 1 ? writerOf(run, read.reply.from, row, read.reply.sentIndex) : null
}

/** What a line sent at once, before its process came to another. */
function sentFrom(
  run: RunIndex,
  index: number,
  line: Extract<TraceEvent, { kind: 'line' }>,
): TracedMessage | null {
  for (let place = index + 1; run.trace[place]?.at === line.at; place++) {
    const event = run.trace[place]
    if (event?.kind === 'line' && event.node === line.node) return null
    if (event?.kind === 'send' && event.from === line.node)
      return event.place?.line === line.line && event.place.file === line.file
        ? (run.messages.byNumber(event.message) ?? null)
        : null
  }
  return null
}

function linkOf(run: RunIndex, step: Step): CauseLink | null {
  const { index } = step
  const event = run.trace[index]
  if (!event) return null
  const base = {
    index,
    at: event.at,
    place: null,
    message: null,
    row: null,
    record: null,
    faults: faultsOn(run, index),
  }
  switch (event.kind) {
    case 'action':
    case 'boot':
      return { ...base, what: event.kind, node: event.node }
    case 'crash':
      return {
        ...base,
        what: 'crash',
        node: event.node,
        place: event.place && {
          node: event.node,
          file: event.place.file,
          line: event.place.line,
        },
      }
    case 'line':
      return {
        ...base,
        what: 'line',
        node: event.node,
        place: { node: event.node, file: event.file, line: event.line },
      }
    case 'send':
      return {
        ...base,
        what: 'message',
        node: event.from,
        place: event.place && { node: event.from, ...event.place },
        message: event.message,
      }
    case 'append':
      return {
        ...base,
        what: 'record',
        node: event.node,
        record: { topic: event.topic, partition: event.partition, offset: event.offset },
      }
    case 'rows': {
      const change = step.change ?? event.changes[0]
      return {
        ...base,
        what: 'rows',
        node: event.node,
        row: change ? { node: event.node, table: change.table, key: change.key } : null,
      }
    }
    default:
      return null
  }
}
