/** What a run leaves on the lanes besides messages: work, transactions, commits, crashes, pauses, cuts, waits and doubts. */
import type { LabDefinition } from '@/simulations/kernel/lab'
import type { Microseconds } from '@/simulations/kernel/time'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { type Messages, messagesOf, type TracedMessage } from '@/simulations/story/messages'
import { subjectOf, subjectOfRow } from '@/simulations/story/subject'
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
  end: 'committed' | 'rolled-back' | 'open'
  /** From when it was parked or prepared. */
  parkedFrom: Microseconds | null
}

export interface CommitMark {
  node: string
  at: Microseconds
  subject: string | null
}

export interface CutSpan {
  from: string
  to: string
  start: Microseconds
  end: Microseconds
  /** Nothing passes in either direction. */
  both: boolean
}

/** Something a verdict misses: it would have been sent by `from` to `to`. */
export interface NeverSent {
  invariant: string
  from: string
  to: string
  /** When it should have left. */
  at: Microseconds
  subject: string | null
  label: string
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
  neverSent: readonly NeverSent[]
  /** When the run was judged and a promise found broken, or `null`. */
  brokenAt: Microseconds | null
}

type Lab = Pick<LabDefinition, 'subject' | 'topics'>

export function runMarksOf(trace: readonly TraceEvent[], lab: Lab): RunMarks {
  const messages = messagesOf(trace)
  return {
    busy: [...handling(trace), ...loopWork(messages)],
    transactions: transactions(trace),
    commits: commits(trace, lab),
    down: downSpans(trace),
    paused: spansBetween(trace, 'pause', 'resume'),
    cuts: cuts(trace),
    waits: waits(trace, messages),
    doubts: doubts(trace),
    neverSent: neverSent(trace),
    brokenAt:
      trace.find(
        (event) => event.kind === 'verdict' && event.holds === false && event.at === endOf(trace),
      )?.at ?? null,
  }
}

function handling(trace: readonly TraceEvent[]): LaneSpan[] {
  const open = new Map<string, LaneSpan>()
  const spans: LaneSpan[] = []
  const close = (key: string, at: Microseconds) => {
    const span = open.get(key)
    if (!span) return
    span.to = at
    open.delete(key)
  }
  for (const event of trace) {
    if (event.kind === 'activity') {
      const key = `${event.node} ${event.activity} ${event.incarnation}`
      if (event.edge === 'end') close(key, event.at)
      else {
        const span = { node: event.node, from: event.at, to: endOf(trace) }
        open.set(key, span)
        spans.push(span)
      }
    } else if (event.kind === 'crash') {
      for (const key of [...open.keys()]) if (key.startsWith(`${event.node} `)) close(key, event.at)
    }
  }
  return spans
}

/** A service loop has no handlers: it works from a request that found something to the answer of its last one. */
function loopWork(messages: Messages): LaneSpan[] {
  const polling = new Set(
    messages.all
      .filter((message) => message.poll && message.replyTo === null)
      .map((message) => message.from),
  )
  const spans: LaneSpan[] = []
  for (const request of messages.all) {
    if (!polling.has(request.from) || request.poll || request.replyTo !== null) continue
    const reply = messages.all.find(
      (message) => message.replyTo === request.number && message.fate === 'arrived',
    )
    if (!reply || reply.endAt === null) continue
    const last = spans.findLast((span) => span.node === request.from)
    if (last && request.sentAt <= last.to) last.to = reply.endAt
    else spans.push({ node: request.from, from: request.sentAt, to: reply.endAt })
  }
  return spans
}

function transactions(trace: readonly TraceEvent[]): TransactionSpan[] {
  const open = new Map<string, TransactionSpan>()
  const spans: TransactionSpan[] = []
  for (const event of trace) {
    if (event.kind !== 'transaction') continue
    const key = `${event.node} ${event.transaction}`
    if (event.state === 'open') {
      const span: TransactionSpan = {
        node: event.node,
        from: event.at,
        to: endOf(trace),
        end: 'open',
        parkedFrom: null,
      }
      open.set(key, span)
      spans.push(span)
      continue
    }
    const span = open.get(key)
    if (!span) continue
    if (event.state === 'parked' || event.state === 'prepared') span.parkedFrom ??= event.at
    else {
      span.to = event.at
      span.end = event.state
    }
  }
  return spans
}

function commits(trace: readonly TraceEvent[], lab: Lab): CommitMark[] {
  return trace.flatMap((event) => {
    if (event.kind === 'rows') {
      const row = event.changes
        .map((change) => change.after ?? change.before)
        .find((candidate) => candidate !== null)
      return [{ node: event.node, at: event.at, subject: row ? subjectOfRow(row, lab) : null }]
    }
    if (event.kind === 'append')
      return [
        { node: event.node, at: event.at, subject: subjectOf({ type: 'record', ...event }, lab) },
      ]
    return []
  })
}

function downSpans(trace: readonly TraceEvent[]): DownSpan[] {
  const spans: DownSpan[] = []
  const open = new Map<string, DownSpan>()
  for (const event of trace) {
    if (event.kind === 'crash') {
      const span: DownSpan = {
        node: event.node,
        from: event.at,
        to: endOf(trace),
        boot: null,
        byHand: event.cause === 'fault',
      }
      open.set(event.node, span)
      spans.push(span)
    } else if (event.kind === 'boot') {
      const span = open.get(event.node)
      if (span) Object.assign(span, { to: event.at, boot: event.incarnation })
      open.delete(event.node)
    }
  }
  return spans
}

function spansBetween(trace: readonly TraceEvent[], begin: 'pause', end: 'resume'): LaneSpan[] {
  const spans: LaneSpan[] = []
  const open = new Map<string, LaneSpan>()
  for (const event of trace) {
    if (event.kind === begin) {
      if (open.has(event.node)) continue
      const span = { node: event.node, from: event.at, to: endOf(trace) }
      open.set(event.node, span)
      spans.push(span)
    } else if (event.kind === end || event.kind === 'crash') {
      const span = open.get(event.node)
      if (span) span.to = event.at
      open.delete(event.node)
    }
  }
  return spans
}

function cuts(trace: readonly TraceEvent[]): CutSpan[] {
  const spans: CutSpan[] = []
  const open = new Map<string, CutSpan>()
  for (const event of trace) {
    if (event.kind !== 'fault' || event.fault !== 'cut' || event.from === null || event.to === null)
      continue
    if (event.edge === 'begin') {
      const span = {
        from: event.from,
        to: event.to,
        start: event.at,
        end: endOf(trace),
        both: event.text.includes('<->'),
      }
      open.set(event.text, span)
      spans.push(span)
    } else {
      const span = open.get(event.text)
      if (span) span.end = event.at
    }
  }
  return spans
}

/** From the moment a statement has to wait to the answer it gets. */
function waits(trace: readonly TraceEvent[], messages: Messages): LaneSpan[] {
  return trace.flatMap((event) => {
    if (event.kind !== 'wait' || messages.byNumber(event.message)?.poll) return []
    const reply = messages.all.find((message) => message.replyTo === event.message)
    return [{ node: event.node, from: event.at, to: reply?.sentAt ?? endOf(trace) }]
  })
}

/** One stretch for each client: what it does not know it does not learn later. */
function doubts(trace: readonly TraceEvent[]): LaneSpan[] {
  const spans = new Map<string, LaneSpan>()
  for (const event of trace) {
    if (event.kind !== 'answer' || spans.has(event.node)) continue
    if (event.outcome === 'timeout' || event.outcome === 'reset')
      spans.set(event.node, { node: event.node, from: event.at, to: endOf(trace) })
  }
  return [...spans.values()]
}

/** Drawn from the crash that kept it from leaving; without one, from when it was due. */
function neverSent(trace: readonly TraceEvent[]): NeverSent[] {
  return trace.flatMap((event, index) => {
    if (event.kind !== 'verdict' || event.holds !== false) return []
    const { evidence } = event
    return (evidence?.targets ?? []).flatMap((target): NeverSent[] => {
      if (target.type !== 'missing-record') return []
      const crash = trace.find(
        (candidate) =>
          candidate.kind === 'crash' &&
          candidate.node === target.from &&
          candidate.at >= target.since,
      )
      const { subject = null } = evidence ?? {}
      const label = `${target.topic} ${subject ?? ''}`.trim()
      return [
        {
          invariant: event.invariant,
          from: target.from,
          to: target.node,
          at: crash?.at ?? target.since,
          subject,
          label: `${label}, never sent`,
          judgedAt: event.at,
          judgedIndex: index,
        },
      ]
    })
  })
}

/** How far a lost message got, in time: those lost at once are given half of a usual journey. */
export function vanishedAt(message: TracedMessage): Microseconds {
  const travelled = (message.endAt ?? message.sentAt) - message.sentAt
  if (travelled > 0) return message.sentAt + travelled
  const usual = {
    http: 1_400,
    sql: 1_000,
    produce: 1_800,
    deliver: 1_500,
    offset: 1_200,
    join: 600,
    reply: 1_200,
  }[message.purpose]
  return message.sentAt + usual * 0.55
}
