/** A crash put on a line of code: the reader clicked beside it. */
import type { ServiceDefinition } from '@/simulations/kernel/lab'
import type { Microseconds } from '@/simulations/kernel/time'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { removeItem } from '@/simulations/schedule/edit-schedule'
import { parseScheduleSyntax } from '@/simulations/schedule/parse-schedule'
import { printItem } from '@/simulations/schedule/print-schedule'
import type { CodePlace, FaultItem, ScheduleItem } from '@/simulations/schedule/schedule'
import type { CodeFacts } from '../session/lab-content'
import type { Playhead } from '../views/playhead'
import type { FaultLengths, FaultOption } from './fault-option'

/** A line that a process runs. */
export interface LinePlace {
  node: string
  /** As readers name it: `orders.ts`. */
  file: string
  line: number
}

export interface CodeLine extends LinePlace {
  when: 'before' | 'after'
  /** Which of the times that the process passes the line; without it the next one. */
  nth?: number
}

export interface CrashAtLine {
  item: FaultItem
  /** When that passage was, where it lies behind the playhead: nothing passes this line any more. */
  past: Microseconds | null
}

/**
 * The next passage from the playhead on, or the last one of the run where none is left. In a run that has not begun it is
 * the last as well: what goes well before it is there to compare with.
 */
export function crashAtLine(
  place: CodeLine,
  facts: CodeFacts,
  trace: readonly TraceEvent[],
  playhead: Playhead,
): CrashAtLine {
  const passages = passagesOf(place, trace)
  const before = passages.filter(({ index }) => index < playhead.index).length
  const none = before === passages.length && passages.length > 0
  const next = none || playhead.index === 0 ? Math.max(1, passages.length) : before + 1
  const nth = place.nth ?? next
  const passed = nth <= before ? passages[nth - 1] : undefined
  const item: FaultItem = {
    kind: 'crash',
    node: place.node,
    moment: { kind: 'code', when: place.when, place: codePlace(place, facts), nth },
    restart: { kind: 'default' },
    span: { start: 0, end: 0 },
  }
  return { item, past: passed?.at ?? null }
}

/** Every time that a process passes a line in a run, in order. */
function passagesOf(
  place: LinePlace,
  trace: readonly TraceEvent[],
): { index: number; at: Microseconds }[] {
  return trace.flatMap((event, index) =>
    event.kind === 'line' &&
    event.node === place.node &&
    event.file === place.file &&
    event.line === place.line
      ? [{ index, at: event.at }]
      : [],
  )
}

/** The schedule without its crash at this line, and that crash; `null` where it has none. */
export function withoutCrashAt(
  schedule: string,
  place: LinePlace,
  facts: CodeFacts,
): { schedule: string; taken: ScheduleItem } | null {
  const parsed = parseScheduleSyntax(schedule)
  if (!parsed.ok) return null
  const { items } = parsed.schedule
  const found = items.findIndex(
    (item) =>
      item.kind === 'crash' &&
      item.node === place.node &&
      item.moment.kind === 'code' &&
      item.moment.place.file === place.file &&
      lineOf(item.moment.place, facts) === place.line,
  )
  const taken = items[found]
  return taken ? { schedule: removeItem(schedule, found), taken } : null
}

/** What a sheet offers for a line: a crash on either side of it, or the way back where there is one. */
export function lineOptions(
  place: LinePlace,
  facts: CodeFacts,
  scene: { schedule: string; trace: readonly TraceEvent[]; playhead: Playhead },
  lengths: FaultLengths = {},
): FaultOption[] {
  const there = withoutCrashAt(scene.schedule, place, facts)
  if (there) {
    return [
      {
        letter: 'T',
        label: 'Take this crash back',
        detail: 'the line runs again',
        item: null,
        takes: printItem(there.taken),
        lengthUs: null,
      },
    ]
  }
  const most = passagesOf(place, scene.trace).length
  const crash = (letter: 'B' | 'A'): Pick<FaultOption, 'item' | 'nth'> => {
    const when = letter === 'B' ? 'before' : 'after'
    const line = { ...place, when, nth: lengths[letter] } as const
    const { item } = crashAtLine(line, facts, scene.trace, scene.playhead)
    const nth = item.kind === 'crash' && item.moment.kind === 'code' ? item.moment.nth : 1
    return { item, nth: most > 1 ? { value: nth, most } : null }
  }
  return [
    {
      letter: 'B',
      label: 'Crash before this line',
      detail: 'what stands above it has happened',
      ...crash('B'),
      lengthUs: null,
    },
    {
      letter: 'A',
      label: 'Crash after this line',
      detail: 'it has happened, and nothing below it',
      ...crash('A'),
      lengthUs: null,
    },
  ]
}

/** The path of the file that a node runs under this name. */
export function pathOf(
  services: readonly ServiceDefinition[],
  { node, file }: Pick<LinePlace, 'node' | 'file'>,
): string | null {
  const service = services.find((candidate) => candidate.node === node)
  return service?.files.find((path) => path.endsWith(`/${file}`) || path === file) ?? null
}

/** By its step comment where it has one that names no other line: that survives edits and a change of variant. */
function codePlace({ file, line }: LinePlace, facts: CodeFacts): CodePlace {
  const label = facts.labels.find((candidate) => candidate.line === line)?.label
  const unique = facts.labels.filter((candidate) => candidate.label === label).length === 1
  return label !== undefined && unique ? { file, label } : { file, line }
}

/** @returns nothing where the file has no such step */
export function lineOf(place: CodePlace, facts: Pick<CodeFacts, 'labels'>): number | undefined {
  if ('line' in place) return place.line
  return facts.labels.find((candidate) => candidate.label === place.label)?.line
}
