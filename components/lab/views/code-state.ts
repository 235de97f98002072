/** What a source file shows at a playhead: where each process is, what ran, what did not, crashes, and what was stored. */
import type { LabDefinition } from '@/simulations/kernel/lab'
import type { Microseconds } from '@/simulations/kernel/time'
import { formatMs, formatTenths } from '@/simulations/kernel/time'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { messagesOf } from '@/simulations/story/messages'
import { subjectOfRow } from '@/simulations/story/subject'
import { ordinal } from '@/simulations/story/words'
import { missingMessages, subjectsInWords } from './missing-messages'
import type { Playhead } from './playhead'
import type { PlannedCrash } from '../faults/planned-crashes'
import type { MissingMessage } from './run-marks'

/** A source file as text and as what can be done with it. */
export interface SourceOutline {
  /** The process that runs it: another may run a file of the same name. */
  node: string
  /** Name that the trace has: `orders.ts`. */
  name: string
  lines: readonly string[]
  /** Lines, ascending, on which a crash can be put. */
  breakable: readonly number[]
  /** Crashes that the schedule puts on its lines; none where they are not asked about. */
  planned?: readonly PlannedCrash[]
}

export interface LineNote {
  line: number
  meaning: 'committed' | 'crack' | 'lost' | 'plain'
  text: string
}

export interface CodeState {
  /** Processes by the line they are on. */
  current: ReadonlyMap<number, readonly string[]>
  /** Lines of statements that did not run in what the process does or did last. */
  notRun: ReadonlySet<number>
  /** How often each line has run. */
  passes: ReadonlyMap<number, number>
  /** Crashes by line. */
  cracks: ReadonlyMap<number, 'before' | 'after'>
  /** Lines on which the schedule has a crash. */
  planned: ReadonlyMap<number, PlannedCrash>
  notes: readonly LineNote[]
}

export function codeState(
  trace: readonly TraceEvent[],
  playhead: Playhead,
  file: SourceOutline,
  lab: Pick<LabDefinition, 'subject'>,
): CodeState {
  const past = trace.slice(0, playhead.index)
  const current = new Map<string, number>()
  const passes = new Map<number, number>()
  const cracks = new Map<number, 'before' | 'after'>()
  const crashNotes = new Map<number, LineNote>()
  let began: Microseconds | null = null
  let ran = new Set<number>()
  for (const event of past) {
    if ('node' in event && event.node !== file.node) continue
    if (event.kind === 'line' && event.file === file.name) {
      current.set(event.node, event.line)
      ran.add(event.line)
      passes.set(event.line, (passes.get(event.line) ?? 0) + 1)
    } else if (
      event.kind === 'activity' &&
      event.edge === 'begin' &&
      handles(event.node, trace, file.name)
    ) {
      began = event.at
      ran = new Set()
    } else if (event.kind === 'activity' && event.edge === 'end') current.delete(event.node)
    else if (event.kind === 'crash') {
      if (!event.place) current.delete(event.node)
      if (event.place?.file === file.name) {
        // It was reached, and did not run.
        if (event.place.when === 'before' && current.get(event.node) === event.place.line) {
          ran.delete(event.place.line)
          const left = (passes.get(event.place.line) ?? 0) - 1
          if (left > 0) passes.set(event.place.line, left)
          else passes.delete(event.place.line)
        }
        cracks.set(event.place.line, event.place.when)
        const line =
          event.place.when === 'before' ? event.place.line : blockEnd(file, event.place.line)
        crashNotes.set(line, { line, meaning: 'crack', text: `crash, ${formatMs(event.at)}` })
      }
    } else if (event.kind === 'boot' && event.incarnation > 1) current.delete(event.node)
  }
  const missing = missingNotes(trace, playhead, file)
  const planned = new Map((file.planned ?? []).map((crash) => [crash.line, crash]))
  return {
    current: byLine(current),
    notRun: began === null ? new Set() : notRun(file, ran),
    passes,
    cracks,
    planned,
    notes: oneForEachLine([
      ...missing,
      ...crashNotes.values(),
      ...plannedNotes(file, cracks),
      ...storedNotes(trace, playhead, file, lab),
    ]),
  }
}

/** What is to come. It stands where the note of the crash will. */
function plannedNotes(
  file: SourceOutline,
  cracks: ReadonlyMap<number, 'before' | 'after'>,
): LineNote[] {
  return (file.planned ?? [])
    .filter(({ line }) => !cracks.has(line))
    .map(({ line, when, nth }) => ({
      line: when === 'before' ? line : blockEnd(file, line),
      meaning: 'crack',
      text: nth === 1 ? 'crash here' : `crash here the ${ordinal(nth)} time`,
    }))
}

/** The first of a line is the one that matters most. */
function oneForEachLine(notes: readonly LineNote[]): LineNote[] {
  return notes.filter(
    (note, index) => notes.findIndex((other) => other.line === note.line) === index,
  )
}

/** Whether a process runs this file: it has passed a line of it anywhere in the run. */
function handles(node: string, trace: readonly TraceEvent[], file: string): boolean {
  return trace.some((event) => event.kind === 'line' && event.node === node && event.file === file)
}

function byLine(current: ReadonlyMap<string, number>): Map<number, string[]> {
  const lines = new Map<number, string[]>()
  for (const [node, line] of current) lines.set(line, [...(lines.get(line) ?? []), node])
  return lines
}

/** Statements behind the last that ran, with the lines they go on over. */
function notRun(file: SourceOutline, ran: ReadonlySet<number>): Set<number> {
  const lines = new Set<number>()
  const last = Math.max(0, ...ran)
  for (const line of file.breakable) {
    if (ran.has(line) || line < last) continue
    for (
      let next = line;
      next <= blockEnd(file, line) && (next === line || !file.breakable.includes(next));
      next++
    )
      lines.add(next)
  }
  return lines
}

/** The last line of the unbroken stretch of code that a line is in. */
export function blockEnd(file: SourceOutline, line: number): number {
  let end = line
  while (
    end < file.lines.length &&
    (file.lines[end] ?? '').trim() !== '' &&
    !/^\s*(\/\/|#)/.test(file.lines[end] ?? '')
  )
    end += 1
  // What closes an outer block stands further to the left.
  while (
    end > line &&
    indent(file.lines[end - 1] ?? '') < Math.min(indent(file.lines[line - 1] ?? ''), 2)
  )
    end -= 1
  return end
}

function indent(text: string): number {
  return text.length - text.trimStart().length
}

/** `1042 at 27.4` at the end of the statement whose commit it was; of each statement the last one. */
function storedNotes(
  trace: readonly TraceEvent[],
  playhead: Playhead,
  file: SourceOutline,
  lab: Pick<LabDefinition, 'subject'>,
): LineNote[] {
  const messages = messagesOf(trace)
  const notes = new Map<number, LineNote>()
  trace.slice(0, playhead.index).forEach((event, index) => {
    if (event.kind !== 'rows' && event.kind !== 'append') return
    const message = messages.byNumber(
      event.kind === 'rows' ? event.message : arrivedJustBefore(trace, index),
    )
    if (message?.from !== file.node || message.place?.file !== file.name) return
    const subject =
      event.kind === 'append'
        ? event.key
        : subjectOfRow(event.changes[0]?.after ?? event.changes[0]?.before ?? {}, lab)
    const line = blockEnd(file, message.place.line)
    notes.set(line, {
      line,
      meaning: 'committed',
      text: `${subject ?? 'stored'} at ${formatTenths(event.at)}`,
    })
  })
  return [...notes.values()]
}

/** The message whose arrival led to the event at this place, or a number that none has. */
function arrivedJustBefore(trace: readonly TraceEvent[], index: number): number {
  const arrival = trace
    .slice(Math.max(0, index - 4), index)
    .findLast((before) => before.kind === 'arrive' && before.at === trace[index]?.at)
  return arrival?.kind === 'arrive' ? arrival.message : -1
}

/** `never ran for 1042`, once a promise was found broken by what a crash kept from running. */
function missingNotes(
  trace: readonly TraceEvent[],
  playhead: Playhead,
  file: SourceOutline,
): LineNote[] {
  const missing = new Map<number, MissingMessage[]>()
  for (const message of missingMessages(trace)) {
    if (message.sent || message.judgedIndex >= playhead.index || message.from !== file.node)
      continue
    const crash = trace.find(
      (event) => event.kind === 'crash' && event.at >= message.at && event.node === message.from,
    )
    if (crash?.kind !== 'crash' || crash.place?.file !== file.name || crash.place.when !== 'before')
      continue
    const end = blockEnd(file, crash.place.line)
    // A statement of one line has its crash beside it: the note stands below.
    const line = end === crash.place.line && (file.lines[end] ?? '').trim() === '' ? end + 1 : end
    missing.set(line, [...(missing.get(line) ?? []), message])
  }
  return [...missing].map(([line, messages]) => ({
    line,
    meaning: 'lost',
    text: `never ran for ${subjectsInWords(messages)}`,
  }))
}

/** `ran 3 times`, of a line that was reached. */
export function passesInWords(passes: number): string {
  return passes === 1 ? 'ran once' : `ran ${passes} times`
}
