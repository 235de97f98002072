/** What a run leaves on the lanes besides messages: work, transactions, commits, crashes, pauses, cuts, waits and doubts. */
import type { LabDefinition } from '@/simulations/kernel/lab'
import type { Microseconds } from '@/simulations/kernel/time'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { messagesOf } from '@/simulations/story/messages'
import { subjectOf, subjectOfRow } from '@/simulations/story/subject'
import {
  cuts,
  doubts,
  downSpans,
  handling,
  loopWork,
  spansBetween,
  transactions,
  waits,
} from './lane-spans'
import { type MessageFault, messageFaults } from './message-faults'
import { missingMessages } from './missing-messages'
import { endOf } from './playhead'

export interface LaneSpan {
  node: string
  from: Microseconds
  to: Microseconds
}

export interface DownSpan extends LaneSpan {
  /** The boot that ended it; `null` where there was none. */
  boot: number | null
  /** The reader's fault, or an exit of its own. */
  byHand: boolean
}

export interface TransactionSpan extends LaneSpan {
  by: string
  end: 'committed' | 'rolled-back' | 'open'
  /** From when it was parked or prepared. */
  parkedFrom: Microseconds | null
}

export interface CommitMark {
  node: string
  by: string
  at: Microseconds
  subject: string | null
}

export interface CutSpan {
  from: string
  to: string
  start: Microseconds
  end: Microseconds
  /** Messages pass again from `end` on; the run may have ended before. */
  healed: boolean
}

/** Something a verdict misses: it would have been sent by `from` to `to`. */
export interface MissingMessage {
  invariant: string
  from: string
  to: string
  /** When it should have left. */
  at: Microseconds
  /** Its key. */
  subject: string
  label: string
  /** It did leave, and was lost. */
  sent: boolean
  judgedAt: Microseconds
  judgedIndex: number
}

export interface RunMarks {
  busy: readonly LaneSpan[]
  transactions: readonly TransactionSpan[]
  commits: readonly CommitMark[]
  down: readonly DownSpan[]
  paused: readonly LaneSpan[]
  cuts: readonly CutSpan[]
  /** Statements that a store keeps waiting. */
  waits: readonly LaneSpan[]
  /** Clients that asked and do not know what became of it. */
  doubts: readonly LaneSpan[]
  missing: readonly MissingMessage[]
  messageFaults: readonly MessageFault[]
  /** When the run was judged and a promise found broken, or `null`. */
  brokenAt: Microseconds | null
}

type Lab = Pick<LabDefinition, 'subject' | 'topics'>

export function runMarksOf(trace: readonly TraceEvent[], lab: Lab): RunMarks {
  const messages = messagesOf(trace)
  return {
    busy: [...handling(trace, messages), ...loopWork(messages)],
    transactions: transactions(trace),
    commits: commits(trace, lab),
    down: downSpans(trace),
    paused: spansBetween(trace, 'pause', 'resume'),
    cuts: cuts(trace),
    waits: waits(trace, messages),
    doubts: doubts(trace),
    missing: missingMessages(trace),
    messageFaults: messageFaults(trace),
    brokenAt:
      trace.find(
        (event) => event.kind === 'verdict' && event.holds === false && event.at === endOf(trace),
      )?.at ?? null,
  }
}

function commits(trace: readonly TraceEvent[], lab: Lab): CommitMark[] {
  return trace.flatMap((event) => {
    if (event.kind === 'rows') {
      const row = event.changes
        .map((change) => change.after ?? change.before)
        .find((candidate) => candidate !== null)
      const { node, by, at } = event
      return [{ node, by, at, subject: row ? subjectOfRow(row, lab) : null }]
    }
    if (event.kind === 'append') {
      const { node, by, at } = event
      return [{ node, by, at, subject: subjectOf({ type: 'record', ...event }, lab) }]
    }
    return []
  })
}
