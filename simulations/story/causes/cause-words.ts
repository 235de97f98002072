/** Links of a cause chain and faults as sentences. */
import { formatMs } from '../../kernel/time'
import type { Json, RowChange, TraceEvent } from '../../kernel/trace-event'
import { messagesOf } from '../messages'
import { messageLabel, type SubjectFinder, subjectOf, subjectOfRow } from '../subject'
import type { BearingFault } from './bearing-faults'
import type { CauseLink } from './causes'
import type { MissingEnd } from './row-history'

export type WordsLab = SubjectFinder & { actions: readonly { id: string; title: string }[] }

/** One sentence for a link: `relay sends orders 1042 to broker.` Its time and its line stand beside it. */
export function linkInWords(trace: readonly TraceEvent[], link: CauseLink, lab: WordsLab): string {
  const event = trace[link.index]
  switch (event?.kind) {
    case 'action': {
      const title = lab.actions.find(({ id }) => id === event.action)?.title ?? event.action
      return `${title}: what ${event.node} was asked to do.`
    }
    case 'boot':
      return event.incarnation === 1
        ? `${event.node} starts, and works by itself from then on.`
        : `${event.node} starts again, boot ${event.incarnation}.`
    case 'crash':
      return `${event.node} crashes${event.place ? ` ${event.place.when} line ${event.place.line} of ${event.place.file}` : ''}.`
    case 'line':
      return `${event.node} runs line ${event.line} of ${event.file}.`
    case 'append': {
      const subject = subjectOf({ type: 'record', ...event }, lab)
      return `${event.node} appends ${subject ?? 'it'} to ${event.topic}, partition ${event.partition}, at offset ${event.offset}.`
    }
    case 'rows': {
      const change = event.changes.find(
        ({ table, key }) => table === link.row?.table && key === link.row.key,
      )
      return change
        ? `${event.node} commits: ${changeInWords(change, lab)}.`
        : `${event.node} commits.`
    }
    case 'send': {
      if (event.purpose === 'deliver')
        return `${event.from} delivers ${subjectOf(event.payload, lab) ?? event.label} to ${event.to}${event.copyOf === null ? '' : ' a second time'}.`
      const name = messageLabel(event, lab)?.full
      return event.replyTo === null
        ? `${event.from} sends ${name ?? event.label} to ${event.to}.`
        : `${event.from} answers ${event.to}: ${name ?? event.label}.`
    }
    default:
      return ''
  }
}

function changeInWords(change: RowChange, lab: SubjectFinder): string {
  const row = change.after ?? change.before
  const subject = row ? subjectOfRow(row, lab) : null
  const name = shortKey(change.key)
  const about =
    subject !== null && subject !== change.key ? ` of ${lab.subject.noun} ${subject}` : ''
  switch (change.operation) {
    case 'insert':
      return `new row ${name} in ${change.table}${about}`
    case 'update':
      return `row ${name} of ${change.table} changed${about}`
    case 'delete':
      return `row ${name} of ${change.table} deleted${about}`
    case 'truncate':
      return `${change.table} emptied`
  }
}

/** Ids of 36 characters say no more than their beginning. */
export function shortKey(key: string): string {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-/.test(key) ? `${key.slice(0, 8)}…` : key
}

export function valueInWords(value: Json | undefined): string {
  if (value === undefined || value === null) return '∅'
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return shortKey(text.length > 60 ? `${text.slice(0, 58)}…` : text)
}

/** What a fault did here: `relay crashed at 31.5 ms after line 27 of relay.ts, so this happened again.` */
export function faultInWords(
  trace: readonly TraceEvent[],
  fault: BearingFault,
  lab: SubjectFinder,
): string {
  const at = formatMs(fault.at)
  const so = fault.effect === 'again' ? ', so this happened again' : ''
  switch (fault.what) {
    case 'crash': {
      const event = trace[fault.index]
      const place =
        event?.kind === 'crash' && event.place
          ? ` ${event.place.when} line ${event.place.line} of ${event.place.file}`
          : ''
      return `${fault.node ?? 'A process'} crashed at ${at}${place}${so}.`
    }
    case 'lost': {
      const name = lostName(trace, fault.message, lab)
      return `${name} was lost at ${at}${so}.`
    }
    case 'copy':
      return `The message was doubled at ${at}${so}.`
  }
}

function lostName(trace: readonly TraceEvent[], number: number | null, lab: SubjectFinder): string {
  const message = number === null ? undefined : messagesOf(trace).byNumber(number)
  if (!message) return 'A message'
  if (message.replyTo !== null) return `The answer of ${message.from} to ${message.to}`
  return `${messageLabel(message, lab)?.full ?? message.label}, ${message.from} to ${message.to},`
}

/** Where the making of a missing row ended. */
export function endInWords(
  trace: readonly TraceEvent[],
  end: MissingEnd,
  lab: SubjectFinder,
): string {
  const at = formatMs(end.at)
  switch (end.what) {
    case 'crash':
      return end.place
        ? `It ended here: ${end.node} crashed at ${at} ${end.place.when} line ${end.place.line} of ${end.place.file}, and nothing took this up again.`
        : `It ended here: ${end.node} crashed at ${at}, and nothing took this up again.`
    case 'lost':
      return `It ended here: ${lostName(trace, end.message, lab)} was lost at ${at}, and nothing took this up again.`
    case 'truncated':
      return `It ended here: ${end.node} lost the record at ${at}, when another took over.`
  }
}
