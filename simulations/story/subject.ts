/** What a message or a row is about, in the lab's own terms, and the words that go with it. */
import type { LabDefinition } from '../kernel/lab'
import type { Payload, Purpose, Row } from '../kernel/trace-event'

/** The part of a lab that names its subject. */
export type SubjectFinder = Pick<LabDefinition, 'subject'>

/** The number of the order (or whatever the lab is about) in what travels, or `null`. */
export function subjectOf(payload: Payload, lab: SubjectFinder): string | null {
  switch (payload.type) {
    case 'http':
      return lab.subject.find(JSON.stringify(payload.body)) ?? lab.subject.find(payload.path)
    case 'http-reply':
      return lab.subject.find(JSON.stringify(payload.body))
    case 'sql':
      return lab.subject.find(
        JSON.stringify(payload.statements.map((statement) => statement.parameters)),
      )
    case 'sql-reply':
      return lab.subject.find(JSON.stringify(payload.rows))
    case 'record':
      return (
        (payload.key === null ? null : lab.subject.find(payload.key)) ??
        lab.subject.find(payload.value)
      )
    default:
      return null
  }
}

export function subjectOfRow(row: Row, lab: SubjectFinder): string | null {
  return lab.subject.find(JSON.stringify(row))
}

export interface MessageLabel {
  /** `orders 1042`, `POST /orders 1042`, `INSERT payments`. */
  full: string
  /** What is left of it where there is no room: `1042`. */
  short: string
}

/**
 * What a message is called in a diagram. Replies have no label unless they carry news.
 * @param message `replyTo` is read for what is answered
 */
export function messageLabel(
  message: { label: string; purpose: Purpose; payload: Payload },
  lab: SubjectFinder,
): MessageLabel | null {
  const { payload, label } = message
  const subject = subjectOf(payload, lab)
  switch (payload.type) {
    case 'http':
      return { full: withSubject(label, subject), short: subject ?? payload.method }
    case 'http-reply':
      return { full: label, short: String(payload.status) }
    case 'sql': {
      const verb = payload.control === 'none' ? label : payload.control.toUpperCase()
      return { full: verb, short: verb.split(' ')[0] ?? verb }
    }
    case 'record':
      if (lab.subject.recordsByType && payload.headers.type !== undefined)
        return { full: withSubject(payload.headers.type, subject), short: payload.headers.type }
      return message.purpose === 'deliver'
        ? { full: subject ? `deliver ${subject}` : 'deliver', short: subject ?? 'deliver' }
        : { full: withSubject(label, subject), short: subject ?? label }
    case 'offset':
      return { full: label, short: `offset ${payload.offset}` }
    case 'group':
      return { full: label, short: message.purpose === 'leave' ? 'leave' : 'join' }
    case 'error': {
      const word = errorWords[payload.code]
      return word === undefined
        ? { full: `error ${payload.code}`, short: 'error' }
        : { full: `connection ${word}`, short: word }
    }
    case 'sql-reply':
    case 'acknowledgement':
    case 'empty':
      return null
  }
}

/** Connection errors by their code; an error of a database keeps its number. */
const errorWords: Record<string, string> = { ECONNRESET: 'reset', ECONNREFUSED: 'refused' }

function withSubject(label: string, subject: string | null): string {
  return subject === null || label.includes(subject) ? label : `${label} ${subject}`
}
