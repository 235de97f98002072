/** Why a run came to what it did, in the sentences of its own story. Pure. */
import type { SeenRun } from '@/components/lab/session/run-desk'
import type { EvidenceTarget, TraceEvent } from '@/simulations/kernel/trace-event'
import { concernsMeasure } from '@/simulations/measures/measure'
import type { Measure } from '@/simulations/measures/measure-words'
import { causeChain } from '@/simulations/story/causes/causes'
import type { StoryItem } from '@/simulations/story/story'

const most = 14

type Seen = Pick<SeenRun, 'trace' | 'lab' | 'story'>

/** Faults, what changed of the things that were asked about, what led to a broken promise, and what the run came to. */
export function whatHappened(seen: Seen, measures: readonly Measure[]): StoryItem[] {
  const { trace, lab, story } = seen
  const causes = causesOf(seen)
  const told = story.filter(({ index, importance }) => {
    if (importance === 'fault' || importance === 'violation' || importance === 'end') return true
    const event = trace[index]
    return (
      causes.has(index) ||
      (event !== undefined &&
        measures.some((measure) => concernsMeasure(measure, event, trace, lab)))
    )
  })
  if (told.length <= most) return told
  // How it began matters as much as how it ended; what led to a broken promise matters more than what came after it.
  const broken = told.findIndex(({ importance }) => importance === 'violation')
  const end = told.slice(broken === -1 ? -3 : -1)
  const head = told.slice(0, broken === -1 ? most - 3 : broken + 1)
  return [...head.slice(0, 1), ...head.slice(1).slice(-(most - end.length - 1)), ...end]
}

/** Events that the evidence of every broken promise rests on. */
function causesOf({ trace, lab, story }: Seen): Set<number> {
  const found = new Set<number>()
  const add = (index: number) => {
    found.add(index)
    for (const link of causeChain(trace, { index }, lab)) found.add(link.index)
  }
  for (const event of trace) {
    if (event.kind !== 'verdict' || event.holds !== false || !event.evidence) continue
    for (const target of event.evidence.targets) {
      if (target.type === 'record') addRecord(target)
      if (target.type === 'row')
        trace.forEach((one, index) => {
          if (changesRow(one, target)) add(index)
        })
      if (target.type === 'missing-record')
        for (const index of sentInstead(trace, event.evidence.targets, target)) found.add(index)
    }
  }
  return found

  function addRecord(target: EvidenceTarget & { type: 'record' }): void {
    const index = trace.findIndex(
      (one) =>
        one.kind === 'append' &&
        one.topic === target.topic &&
        one.partition === target.partition &&
        one.offset === target.offset,
    )
    const record = trace[index]
    if (record?.kind !== 'append') return
    add(index)
    // What its sender was answered on the way, where the story tells it: a row that it was not given.
    const answer = story.findLast((item) => item.index < index && answers(trace, item, record.by))
    const begun = Math.min(index, ...causeChain(trace, { index }, lab).map((link) => link.index))
    if (answer && answer.index > begun) found.add(answer.index)
  }
}

function changesRow(event: TraceEvent, { node, table, key }: { node: string } & RowName): boolean {
  return (
    event.kind === 'rows' &&
    event.node === node &&
    event.changes.some((change) => change.table === table && change.key === key)
  )
}

interface RowName {
  table: string
  key: string
}

function answers(trace: readonly TraceEvent[], item: StoryItem, node: string): boolean {
  const event = trace[item.index]
  if (event?.kind !== 'arrive') return false
  const sent = trace.findLast((one) => one.kind === 'send' && one.message === event.message)
  return sent?.kind === 'send' && sent.to === node && sent.payload.type === 'sql-reply'
}

/**
 * Of a record that never came though its row was there: what its sender did while the row's transaction was open, the first
 * record that it sent and what it stored of that.
 */
function sentInstead(
  trace: readonly TraceEvent[],
  targets: readonly EvidenceTarget[],
  { from, topic, key }: EvidenceTarget & { type: 'missing-record' },
): number[] {
  const rows = targets.filter((target) => target.type === 'row')
  const stored = trace.findIndex((event) => rows.some((row) => changesRow(event, row)))
  const commit = trace[stored]
  if (commit?.kind !== 'rows') return []
  const begun = trace.findIndex(
    (event) =>
      event.kind === 'transaction' &&
      event.node === commit.node &&
      event.transaction === commit.transaction,
  )
  const within = (from: number) => (_: TraceEvent, index: number) => index > from && index < stored
  const sent = trace.findIndex(
    (event, index) =>
      within(begun)(event, index) &&
      event.kind === 'append' &&
      event.by === from &&
      event.topic === topic &&
      event.key !== key,
  )
  if (begun === -1 || sent === -1) return []
  const noted = trace.findIndex(
    (event, index) => within(sent)(event, index) && event.kind === 'rows' && event.by === from,
  )
  return noted === -1 ? [sent] : [sent, noted]
}
