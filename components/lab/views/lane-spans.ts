/** Stretches of a run on its lanes: work, transactions, what was down, paused, cut, waiting or in doubt. */
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import type { Microseconds } from '@/simulations/kernel/time'
import type { Messages } from '@/simulations/story/messages'
import { endOf } from './playhead'
import type { CutSpan, DownSpan, LaneSpan, TransactionSpan } from './run-marks'

export function handling(trace: readonly TraceEvent[], messages: Messages): LaneSpan[] {
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
      if (messages.byNumber(event.message)?.poll) continue
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
export function loopWork(messages: Messages): LaneSpan[] {
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

export function transactions(trace: readonly TraceEvent[]): TransactionSpan[] {
  const open = new Map<string, TransactionSpan>()
  const spans: TransactionSpan[] = []
  for (const event of trace) {
    if (event.kind !== 'transaction') continue
    const key = `${event.node} ${event.transaction}`
    if (event.state === 'open') {
      const span: TransactionSpan = {
        node: event.node,
        by: event.by,
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

export function downSpans(trace: readonly TraceEvent[]): DownSpan[] {
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

export function spansBetween(
  trace: readonly TraceEvent[],
  begin: 'pause',
  end: 'resume',
): LaneSpan[] {
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

export function cuts(trace: readonly TraceEvent[]): CutSpan[] {
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
        healed: false,
      }
      open.set(event.text, span)
      spans.push(span)
    } else {
      const span = open.get(event.text)
      if (span) Object.assign(span, { end: event.at, healed: true })
    }
  }
  return spans
}

/** From the moment a statement has to wait to the answer it gets. */
export function waits(trace: readonly TraceEvent[], messages: Messages): LaneSpan[] {
  return trace.flatMap((event) => {
    if (event.kind !== 'wait' || messages.byNumber(event.message)?.poll) return []
    const reply = messages.all.find((message) => message.replyTo === event.message)
    return [{ node: event.node, from: event.at, to: reply?.sentAt ?? endOf(trace) }]
  })
}

/** One stretch for each client: what it does not know it does not learn later. */
export function doubts(trace: readonly TraceEvent[]): LaneSpan[] {
  const spans = new Map<string, LaneSpan>()
  for (const event of trace) {
    if (event.kind !== 'answer' || spans.has(event.node)) continue
    if (event.outcome === 'timeout' || event.outcome === 'reset')
      spans.set(event.node, { node: event.node, from: event.at, to: endOf(trace) })
  }
  return [...spans.values()]
}
