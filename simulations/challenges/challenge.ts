/**
 * What a reader is asked to bring about, as data, and whether a run has done it. Nothing is compared with a stored answer:
 * conditions are read from the run's trace, its schedule, and for a repair from the sweep of the reader's code.
 */
import { endlessLoopOf } from '../kernel/endless-loop'
import { fileName, type LabDefinition, type LabSources, type Recipe } from '../kernel/lab'
import type { TraceEvent } from '../kernel/trace-event'
import { readMeasure, titleOfMeasure } from '../measures/measure'
import { type Measure, outcomeInWords } from '../measures/measure-words'
import { actionsOf } from '../runner/workload'
import { parseScheduleSyntax } from '../schedule/parse-schedule'
import type { FaultItem, ScheduleItem } from '../schedule/schedule'

export type Condition =
  /** A count in the run, or whether a promise was broken. */
  | { kind: 'measure'; measure: Measure; is: number | 'kept' | 'broken' }
  /** Nothing of this kind in the schedule; with `node`, none that names it. */
  | { kind: 'without'; fault: FaultItem['kind']; node?: string }
  | { kind: 'code'; whose: 'lab' }
  /** The reader has changed some of these files, by path, and no other. */
  | { kind: 'code'; whose: 'reader'; files: readonly string[] }
  /** The whole sweep of the reader's code, with the challenge's seed and workload, breaks none of these promises or audits. */
  | { kind: 'sweep'; keeps: readonly string[] }

export interface Challenge {
  /** Chapter and challenge, for ever: progress is kept under it. */
  id: string
  title: string
  /** What to bring about, in whole sentences. */
  text: string
  kind: 'break' | 'repair'
  lab: string
  /** Where on the page its lab stands. */
  place: string
  start: Pick<Recipe, 'variant' | 'seed' | 'schedule'>
  conditions: readonly Condition[]
  /** As few as it takes: faults, or lines that differ. */
  par: number
  /** From a nudge to the line. */
  hints: readonly [string, string, string]
  /** Replayed by a test. */
  solution: Solution
}

export type Solution =
  | { schedule: string }
  /** Files whose text takes the place of others', by path: what the chapter itself does. */
  | { texts: Readonly<Record<string, string>> }

/** A run that the reader has seen to its end. */
export interface Attempted {
  variant: string
  seed: number
  /** As it ran, its workload written out. */
  schedule: string
  /** Only texts that differ from the lab's, and that the variant runs. */
  edits: LabSources
  trace: readonly TraceEvent[]
  /** Of this very code; `null` before there was one. */
  swept: Sweep | null
}

export interface Sweep {
  seed: number
  /** What readers did in all its runs, as a schedule; empty where that is the lab's own workload. */
  actions: string
  runs: number
  /** Runs that could not be finished. */
  stopped: number
  /** Runs that violated each invariant, or failed each audit. */
  violations: Readonly<Record<string, number>>
}

export interface ConditionResult {
  met: boolean
  /** What is asked for: `orders-db, rows of orders about order 1042: 1 row`. */
  asked: string
  /** What there is, where that says more than whether it is met. */
  found: string | null
}

/** What is asked for, and of which run. */
export type Goal = Pick<Challenge, 'start' | 'conditions'>

/** @returns `null` where the run is of another variant or seed, not meant for this goal, or where its code loops for ever */
export function judge(
  goal: Goal,
  attempted: Attempted,
  lab: LabDefinition,
): ConditionResult[] | null {
  const { variant, seed } = goal.start
  if (attempted.variant !== variant || attempted.seed !== seed) return null
  if (endlessLoopOf(attempted.trace)) return null
  return goal.conditions.map((condition) => judgeOne(condition, goal, attempted, lab))
}

/** What the challenge cost: faults, or lines that were added or changed. */
export function costOf(challenge: Challenge, attempted: Attempted, originals: LabSources): number {
  if (challenge.kind === 'break') return faultsOf(attempted.schedule).length
  return Object.entries(attempted.edits).reduce(
    (sum, [path, text]) => sum + newLines(originals[path] ?? '', text),
    0,
  )
}

function judgeOne(
  condition: Condition,
  { start }: Goal,
  { schedule, edits, trace, swept }: Attempted,
  lab: LabDefinition,
): ConditionResult {
  switch (condition.kind) {
    case 'measure': {
      const { measure, is } = condition
      const found = readMeasure(measure, trace, lab)
      return {
        met: found === is,
        asked: `${titleOfMeasure(measure, lab)}: ${outcomeInWords(measure, is)}`,
        found: outcomeInWords(measure, found),
      }
    }
    case 'without': {
      const { fault, node } = condition
      const met = !faultsOf(schedule).some(
        (item) => item.kind === fault && (node === undefined || namesNode(item, node)),
      )
      return { met, asked: `no ${fault}${node === undefined ? '' : ` of ${node}`}`, found: null }
    }
    case 'code':
      return condition.whose === 'lab'
        ? { met: Object.keys(edits).length === 0, asked: 'the lab’s own code', found: null }
        : judgeFiles(condition.files, Object.keys(edits))
    case 'sweep':
      return judgeSweep(condition.keeps, start, swept, lab)
  }
}

function judgeFiles(files: readonly string[], changed: readonly string[]): ConditionResult {
  const asked = `your code in ${files.map(fileName).join(' or ')}, and in no other file`
  const others = changed.filter((path) => !files.includes(path)).map(fileName)
  if (others.length > 0)
    return { met: false, asked, found: `${others.join(' and ')} changed as well` }
  const met = changed.length > 0
  return { met, asked, found: met ? null : 'nothing changed' }
}

function judgeSweep(
  keeps: readonly string[],
  start: Challenge['start'],
  swept: Sweep | null,
  lab: LabDefinition,
): ConditionResult {
  const titles = [...lab.invariants, ...(lab.audits ?? [])]
    .filter(({ id }) => keeps.includes(id))
    .map(({ title }) => title)
  const asked = `a sweep of your code that breaks nothing of: ${titles.join('; ')}`
  if (!swept) return { met: false, asked, found: 'not swept yet' }
  // Where nobody orders anything, nothing breaks.
  if (swept.seed !== start.seed) return { met: false, asked, found: 'swept with another seed' }
  if (swept.actions !== actionsOf(lab, start.seed, start.schedule))
    return { met: false, asked, found: 'swept with another workload' }
  const broken = keeps.reduce((most, id) => Math.max(most, swept.violations[id] ?? 0), 0)
  if (broken === 0 && swept.stopped > 0)
    return { met: false, asked, found: `${swept.stopped} of ${swept.runs} runs did not finish` }
  return { met: broken === 0, asked, found: `${broken} of ${swept.runs} runs break one` }
}

function faultsOf(schedule: string): FaultItem[] {
  const parsed = parseScheduleSyntax(schedule)
  return parsed.ok ? parsed.schedule.items.filter(isFault) : []
}

function isFault(item: ScheduleItem): item is FaultItem {
  return item.kind !== 'do'
}

function namesNode(item: FaultItem, node: string): boolean {
  return 'node' in item ? item.node === node : item.link.from === node || item.link.to === node
}

/** Lines that the new text has and the old one has not, each as often as it stands there; empty ones cost nothing. */
function newLines(before: string, after: string): number {
  const left = new Map<string, number>()
  for (const line of linesOf(before)) left.set(line, (left.get(line) ?? 0) + 1)
  let added = 0
  for (const line of linesOf(after)) {
    const known = left.get(line) ?? 0
    if (known > 0) left.set(line, known - 1)
    else added += 1
  }
  return added
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('//') && !line.startsWith('--'))
}
