/**
 * The sweep's schedules: the default workload plus one fault at a time, at every moment where a fault can make a
 * difference, told from one run without faults. Moments between the same two effects share a run, and of a loop's
 * turns the first, the second, the last and each that changed something are tried.
 */
import { isOutside, type LabDefinition, type VariantDefinition } from '../kernel/lab'
import type { Passage } from '../kernel/process'
import { type Microseconds, millisecond } from '../kernel/time'
import type { CodePosition, TraceEvent, TraceEventOf } from '../kernel/trace-event'
import type { FaultItem } from '../schedule/schedule'

/** Longer than a consumer's session lasts without a sign of life. */
const longRestartUs: Microseconds = 120 * millisecond
const shortCutUs: Microseconds = 30 * millisecond
const nowhere = { start: 0, end: 0 }

/** One fault, and where it falls in the run without faults. */
export interface SweepFault {
  item: FaultItem
  at: Microseconds
  /** The line that is crashed at, or that sent the message at which the fault strikes. */
  place: (CodePosition & { node: string }) | null
}

export interface SweepSchedules {
  faults: SweepFault[]
  /** In words, what a reader should not take for tried. */
  notTried: string[]
}

export function sweepSchedules(
  lab: LabDefinition,
  variant: VariantDefinition,
  trace: readonly TraceEvent[],
  passages: readonly Passage[],
): SweepSchedules {
  const kinds = new Set(variant.faultModel.kinds)
  const outside = (id: string) => isOutside(lab, id)
  const faults: SweepFault[] = []
  let skipped = 0
  if (kinds.has('crash-restart')) {
    const moments = crashMoments(passages.filter(({ node }) => !outside(node)))
    skipped += moments.skipped
    for (const passage of moments.kept) {
      const { at, node, file, line, when, nth } = passage
      const moment = { kind: 'code' as const, when, place: { file, line }, nth }
      const restarts = [
        { kind: 'default' as const },
        { kind: 'after' as const, delayUs: longRestartUs },
      ]
      for (const restart of restarts) {
        const item: FaultItem = { kind: 'crash', node, moment, restart, span: nowhere }
        faults.push({ item, at, place: { node, file, line } })
      }
    }
  }
  const messages = messagesOf(trace).filter(({ sent }) => !outside(sent.from) || !outside(sent.to))
  const kept = messages.filter((message) => message.matters)
  skipped += messages.length - kept.length
  const kindOf = new Map(lab.nodes.map((node) => [node.id, node.kind]))
  const places = placesOf(trace)
  for (const { sent, arrivedAt } of kept) {
    if (arrivedAt === null) continue
    const crash = (node: string, at: Microseconds): SweepFault => ({
      item: crashAt(node, at),
      at,
      place: places.get(sent.message) ?? null,
    })
    if (
      kinds.has('crash-restart') &&
      kindOf.get(sent.from) === 'service' &&
      sent.purpose !== 'reply'
    ) {
      // Executed, and the reply is not there yet: the sender never learns.
      faults.push(crash(sent.from, arrivedAt + 1))
    }
    if (kinds.has('database') && kindOf.get(sent.to) === 'postgres' && !outside(sent.to))
      faults.push(crash(sent.to, arrivedAt))
    if (kinds.has('broker') && kindOf.get(sent.to) === 'broker')
      faults.push(crash(sent.to, arrivedAt))
  }
  if (kinds.has('cut')) {
    for (const { sent } of kept) {
      const link = { from: sent.from, to: sent.to, both: false }
      for (const to of [sent.at + shortCutUs, null]) {
        const item: FaultItem = { kind: 'cut', link, from: sent.at, to, span: nowhere }
        faults.push({ item, at: sent.at, place: places.get(sent.message) ?? null })
      }
    }
  }
  return { faults: unique(faults), notTried: notTried(skipped) }
}

function crashAt(node: string, at: Microseconds): FaultItem {
  return {
    kind: 'crash',
    node,
    moment: { kind: 'time', at },
    restart: { kind: 'default' },
    span: nowhere,
  }
}

/** One passage for each stretch between two effects of a process. */
function crashMoments(passages: readonly Passage[]): { kept: Passage[]; skipped: number } {
  const stretches = new Map<string, Passage>()
  for (const passage of passages) {
    const key = `${passage.node} ${passage.effects}`
    if (!stretches.has(key)) stretches.set(key, passage)
  }
  const all = [...stretches.values()]
  const kept = keepTurns(
    all,
    (passage) => `${passage.node} ${passage.when} ${passage.file}:${passage.line}`,
    (passage) => passage.progress,
  )
  return { kept, skipped: all.length - kept.length }
}

interface SentMessage {
  sent: TraceEventOf<'send'>
  arrivedAt: Microseconds | null
  matters: boolean
}

function messagesOf(trace: readonly TraceEvent[]): SentMessage[] {
  const messages = new Map<number, SentMessage>()
  const progress = new Map<string, number>()
  const marks: { message: SentMessage; progress: number }[] = []
  for (const event of trace) {
    if (event.kind === 'send') {
      const message: SentMessage = { sent: event, arrivedAt: null, matters: false }
      messages.set(event.message, message)
      marks.push({ message, progress: progress.get(owner(event)) ?? 0 })
    } else if (event.kind === 'arrive') {
      const message = messages.get(event.message)
      if (message) message.arrivedAt = event.at
    } else if (event.kind === 'rows' || event.kind === 'append' || event.kind === 'offset') {
      progress.set(event.by, (progress.get(event.by) ?? 0) + 1)
    }
  }
  const kept = keepTurns(
    marks,
    ({ message: { sent } }) => `${sent.from} ${sent.to} ${sent.purpose} ${sent.label}`,
    (mark) => mark.progress,
  )
  for (const { message } of kept) message.matters = true
  return [...messages.values()]
}

/** By message: the line that sent it, or for a reply the line that had asked. */
function placesOf(trace: readonly TraceEvent[]): Map<number, CodePosition & { node: string }> {
  const places = new Map<number, CodePosition & { node: string }>()
  for (const event of trace) {
    if (event.kind !== 'send') continue
    const asked = event.replyTo === null ? undefined : places.get(event.replyTo)
    const place = event.place ? { node: event.from, ...event.place } : asked
    if (place) places.set(event.message, place)
  }
  return places
}

/** The process whose loop a message belongs to: a reply's is the one that asked. */
function owner(event: TraceEventOf<'send'>): string {
  return event.purpose === 'reply' ? event.to : event.from
}

/** Of items that repeat: the first, the second, the last, and each after which its owner changed something. */
function keepTurns<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  progressOf: (item: T) => number,
): T[] {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    groups.set(key, [...(groups.get(key) ?? []), item])
  }
  const kept = new Set<T>()
  for (const group of groups.values()) {
    group.forEach((item, index) => {
      const next = group[index + 1]
      const changed = next !== undefined && progressOf(next) !== progressOf(item)
      if (index < 2 || index === group.length - 1 || changed) kept.add(item)
    })
  }
  return items.filter((item) => kept.has(item))
}

function unique(faults: SweepFault[]): SweepFault[] {
  const seen = new Set<string>()
  return faults.filter(({ item }) => {
    const key = JSON.stringify(item)
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

function notTried(skipped: number): string[] {
  return [
    'two faults in one run (explore tries up to four)',
    'pauses, lags, drops, delays and duplicates (explore tries them)',
    'crashes without a restart (explore tries them)',
    ...(skipped > 0 ? [`${skipped} moments in turns of a loop that changed nothing`] : []),
    'other workloads and seeds',
  ]
}
