/** Faults that bear on one event: those without which it would not have happened, not have happened again, or not have ended so. */
import type { Microseconds } from '../../kernel/time'
import { recordIdentity } from '../story-memory'
import type { TracedMessage } from '../messages'
import { type Indexed, producedBy, type RunIndex } from './run-index'

export interface BearingFault {
  /**
   * `crash`: of a process between a first time and this one, or the crash's own fault. `lost`: a message, or an answer, that
   * a cut or a drop took. `copy`: a message was doubled.
   */
  what: 'crash' | 'lost' | 'copy'
  /** Of the event in the trace: the crash, the loss, or the fault. */
  index: number
  at: Microseconds
  node: string | null
  /** The message that was lost or doubled. */
  message: number | null
  /** The item of the schedule, where the trace has it. */
  item: string | null
  /** What it led to. `again`: this happened before and would not have been repeated. */
  effect: 'again' | 'lost' | 'struck'
}

/** @param index of the event in the trace */
export function faultsOn(run: RunIndex, index: number): BearingFault[] {
  const event = run.trace[index]
  switch (event?.kind) {
    case 'send': {
      const message = run.messages.byNumber(event.message)
      return message ? faultsOnMessage(run, message) : []
    }
    case 'append':
      return faultsOnAppend(run, { index, event })
    case 'crash': {
      const item = itemOfCrash(run, index)
      return item === null ? [] : [crashFault(run, { index, event }, 'struck')]
    }
    default:
      return []
  }
}

function faultsOnMessage(run: RunIndex, message: TracedMessage): BearingFault[] {
  const lost = message.fate === 'cut' || message.fate === 'drop' ? [lossOf(run, message)] : []
  if (message.copyOf !== null) return [...copyFault(run, message), ...lost]
  return [...againFaults(run, message), ...lost]
}

function copyFault(run: RunIndex, message: TracedMessage): BearingFault[] {
  const fault = run.faults.findLast(
    ({ index, event }) =>
      index < message.sentIndex &&
      event.fault === 'duplicate' &&
      event.from === message.from &&
      event.to === message.to,
  )
  if (!fault) return []
  return [
    {
      what: 'copy',
      index: fault.index,
      at: fault.event.at,
      node: null,
      message: message.copyOf,
      item: fault.event.text,
      effect: 'again',
    },
  ]
}

/** A record that was delivered to the same process before: what kept that process from saying that it was done. */
function againFaults(run: RunIndex, message: TracedMessage): BearingFault[] {
  const { payload, purpose } = message
  if (purpose !== 'deliver' || payload.type !== 'record') return []
  const first = run.messages.all.find(
    (other) =>
      other.sentIndex < message.sentIndex &&
      other.purpose === 'deliver' &&
      other.to === message.to &&
      other.payload.type === 'record' &&
      other.payload.topic === payload.topic &&
      other.payload.partition === payload.partition &&
      other.payload.offset === payload.offset,
  )
  if (!first) return []
  const between = (index: number) => index > first.sentIndex && index < message.sentIndex
  const crash = run.crashes.findLast(
    ({ index, event }) =>
      between(index) && (event.node === message.to || event.node === message.from),
  )
  if (crash) return [crashFault(run, crash, 'again')]
  const position = run.messages.all.find(
    (other) =>
      between(other.sentIndex) &&
      isTaken(other) &&
      other.from === message.to &&
      other.payload.type === 'offset' &&
      other.payload.topic === payload.topic &&
      other.payload.partition === payload.partition,
  )
  if (position) return [lossOf(run, position)].map((fault) => ({ ...fault, effect: 'again' }))
  return isTaken(first) ? [{ ...lossOf(run, first), effect: 'again' }] : []
}

/** The same record once more: its producer crashed in between, or never heard that the first had come. */
function faultsOnAppend(run: RunIndex, append: Indexed<'append'>): BearingFault[] {
  const identity = recordIdentity(append.event)
  const first = run.appends.findLast(
    ({ index, event }) =>
      index < append.index && event.by === append.event.by && recordIdentity(event) === identity,
  )
  if (!first) return []
  const brought = producedBy(run, append.index)
  const message = brought === null ? undefined : run.messages.byNumber(brought)
  // A copy says so itself.
  if (message?.copyOf != null) return []
  const crash = run.crashes.findLast(
    ({ index, event }) =>
      event.node === append.event.by && index > first.index && index < append.index,
  )
  if (crash) return [crashFault(run, crash, 'again')]
  const sent = producedBy(run, first.index)
  const reply = sent === null ? undefined : run.replies.get(sent)
  return reply && isTaken(reply) && reply.sentIndex < append.index
    ? [{ ...lossOf(run, reply), effect: 'again' }]
    : []
}

function isTaken({ fate }: TracedMessage): boolean {
  return fate === 'cut' || fate === 'drop'
}

function crashFault(
  run: RunIndex,
  { index, event }: Indexed<'crash'>,
  effect: BearingFault['effect'],
): BearingFault {
  return {
    what: 'crash',
    index,
    at: event.at,
    node: event.node,
    message: null,
    item: itemOfCrash(run, index),
    effect,
  }
}

/** The line of the schedule that crashed a process, or `null` where it stopped by itself. */
function itemOfCrash(run: RunIndex, index: number): string | null {
  const crash = run.trace[index]
  if (crash?.kind !== 'crash' || crash.cause !== 'fault') return null
  const fault = run.faults.findLast(
    ({ index: place, event }) =>
      place < index &&
      event.at === crash.at &&
      event.fault === 'crash' &&
      event.node === crash.node,
  )
  return fault?.event.text ?? null
}

function lossOf(run: RunIndex, message: TracedMessage): BearingFault {
  const index = message.endIndex ?? message.sentIndex
  const fault = run.faults.findLast((candidate) => took(run, candidate, message, index))
  return {
    what: 'lost',
    index,
    at: run.trace[index]?.at ?? message.sentAt,
    node: null,
    message: message.number,
    item: fault?.event.text ?? null,
    effect: 'lost',
  }
}

function took(
  run: RunIndex,
  { index, event }: Indexed<'fault'>,
  message: TracedMessage,
  lostAt: number,
): boolean {
  if (event.edge !== 'begin' || event.fault !== message.fate) return false
  if (event.at > (run.trace[lostAt]?.at ?? 0)) return false
  const along = event.from === message.from && event.to === message.to
  const against = event.from === message.to && event.to === message.from
  if (!along && !(against && event.text.includes('<->'))) return false
  if (event.fault !== 'cut') return event.at === message.sentAt || index < lostAt
  return !run.faults.some(
    (end) =>
      end.event.edge === 'end' &&
      end.event.text === event.text &&
      end.index > index &&
      end.index < lostAt,
  )
}
