/** Broken promises that the playhead has passed, and what they point at. */
import type { EvidenceTarget, TraceEvent } from '@/simulations/kernel/trace-event'
import type { Playhead } from './playhead'

export type RowTarget = Extract<EvidenceTarget, { type: 'row' }>

/** What verdicts before the playhead say about rows and records. Nothing is said before a promise is judged. */
export function judgedTargets(trace: readonly TraceEvent[], playhead: Playhead): EvidenceTarget[] {
  return trace.flatMap((event, index) =>
    event.kind === 'verdict' && index < playhead.index && event.holds === false
      ? (event.evidence?.targets ?? [])
      : [],
  )
}

export function rowTargets(
  targets: readonly EvidenceTarget[],
  node: string,
  table: string,
): RowTarget[] {
  return targets.filter(
    (target): target is RowTarget =>
      target.type === 'row' && target.node === node && target.table === table,
  )
}

export type MissingRecord = Extract<EvidenceTarget, { type: 'missing-record' }>

/** What should stand in a topic and does not. */
export function missingRecords(
  targets: readonly EvidenceTarget[],
  node: string,
  topic: string,
): MissingRecord[] {
  return targets.filter(
    (target): target is MissingRecord =>
      target.type === 'missing-record' && target.node === node && target.topic === topic,
  )
}
