/** What is kept of one run among many: whether the promises held, and enough to find the run again. No trace. */
import { endlessLoopInWords, endlessLoopOf } from '../kernel/endless-loop'
import type { Microseconds } from '../kernel/time'
import type { Evidence, RunOutcome, TraceEvent } from '../kernel/trace-event'
import { fingerprint, type RunResult } from './run-recipe'

export interface CampaignViolation {
  invariant: string
  violatedAt: Microseconds | null
  evidence: Evidence | null
}

export interface CampaignRun {
  outcome: RunOutcome
  /** Which bound was reached, where one was. */
  reason: string | null
  /** Its code loops for ever, and where: it says nothing of any promise. */
  looped: string | null
  violations: CampaignViolation[]
  /** Ids of the lab's audits that it fails. */
  failedAudits: string[]
  /** Invariants that could not be judged, because a node that matters never returned. */
  unjudged: string[]
  /** Who could have noticed: errors that services logged or died of, and requests that were not answered well. */
  noticed: { errors: number; requests: number }
  /** What it took: statements that were sent to databases, and the longest that a customer waited for an answer. */
  effort: { statements: number; longestAnswerUs: Microseconds }
  /** The fault never struck. */
  unmet: boolean
  fingerprint: string
}

export function campaignRunOf(result: RunResult): CampaignRun {
  const { trace, invariants, failedAudits, outcome, reason, unmet } = result
  const loop = endlessLoopOf(trace)
  return {
    outcome,
    reason,
    looped: loop && endlessLoopInWords(loop),
    violations: invariants
      .filter(({ holds }) => holds === false)
      .map(({ id, violatedAt, evidence }) => ({ invariant: id, violatedAt, evidence })),
    failedAudits,
    unjudged: invariants.filter(({ holds }) => holds === null).map(({ id }) => id),
    noticed: {
      errors: trace.filter(isError).length,
      requests: trace.filter(isBadAnswer).length,
    },
    effort: effortOf(trace),
    unmet: unmet.length > 0,
    fingerprint: fingerprint(result),
  }
}

function effortOf(trace: readonly TraceEvent[]): CampaignRun['effort'] {
  const askedAt = new Map<string, Microseconds>()
  const sent = new Map<string, number>()
  let statements = 0
  let longestAnswerUs = 0
  for (const event of trace) {
    if (event.kind === 'send' && event.replyTo === null && event.copyOf === null) {
      if (event.payload.type === 'sql') statements += 1
      if (event.payload.type !== 'http') continue
      // A request is named after who sent it, and its place among those.
      const place = (sent.get(event.from) ?? 0) + 1
      sent.set(event.from, place)
      askedAt.set(`${event.from}-${place}`, event.at)
    }
    if (event.kind === 'answer')
      longestAnswerUs = Math.max(
        longestAnswerUs,
        event.at - (askedAt.get(event.request) ?? event.at),
      )
  }
  return { statements, longestAnswerUs }
}

function isError(event: TraceEvent): boolean {
  return event.kind === 'error' || (event.kind === 'log' && event.level === 'error')
}

function isBadAnswer(event: TraceEvent): boolean {
  return (
    event.kind === 'answer' &&
    (event.outcome !== 'answered' || (event.status !== null && event.status >= 500))
  )
}
