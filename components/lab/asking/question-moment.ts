/** Where a run that is about to crash can be stopped for a question: something is stored, and not yet told. */
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { messagesOf } from '@/simulations/story/messages'
import { type SubjectFinder, subjectOfRow } from '@/simulations/story/subject'
import { subjectsByMessage } from '../views/subjects'

export interface QuestionMoment {
  /** Events that have happened by then. */
  index: number
  /** Place of the crash in the trace. */
  crash: number
  /** The process that will crash, and the line that it has not run. */
  node: string
  line: number
  /** The line of the same file that it stands on, which has stored it; `null` where it stands in another. */
  on: number | null
  /** What it has stored last: `1042`. */
  subject: string
}

/** @returns `null` where no fault crashes a process before a line, or where that process has stored nothing */
export function questionMoment(
  trace: readonly TraceEvent[],
  lab: SubjectFinder,
): QuestionMoment | null {
  const crash = trace.findIndex((event) => event.kind === 'crash' && event.cause === 'fault')
  const struck = trace[crash]
  if (struck?.kind !== 'crash' || struck.place?.when !== 'before') return null
  const { node, place } = struck
  const stored = trace.findLastIndex(
    (event, index) => index < crash && event.kind === 'rows' && event.by === node,
  )
  const rows = trace[stored]
  const row = rows?.kind === 'rows' ? rows.changes[0]?.after : undefined
  const subject = row ? subjectOfRow(row, lab) : null
  if (subject === null) return null
  const on = trace.findLast(
    (event, index) => index < stored && event.kind === 'line' && event.node === node,
  )
  return {
    index: stored + 1,
    crash,
    node,
    line: place.line,
    on: on?.kind === 'line' && on.file === place.file ? on.line : null,
    subject,
  }
}

/** Whether a process ever gets a message about what was stored. */
export function hears(
  trace: readonly TraceEvent[],
  lab: SubjectFinder,
  listener: string,
  subject: string,
): boolean {
  const subjects = subjectsByMessage(trace, lab)
  return messagesOf(trace).all.some(
    ({ to, fate, number, replyTo }) =>
      to === listener && fate === 'arrived' && replyTo === null && subjects.get(number) === subject,
  )
}
