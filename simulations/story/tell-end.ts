/** Sentences about promises: the moment one broke, and what the run came to. */
import { endlessLoopInWords, endlessLoopOf } from '../kernel/endless-loop'
import { evidenceSince } from '../kernel/invariant'
import { formatMs } from '../kernel/time'
import type { Evidence, TraceEvent, TraceEventOf } from '../kernel/trace-event'
import type { Sentence } from './story'
import type { StoryMemory } from './story-memory'
import { capital, listed, sentence } from './words'

/** Only a promise that broke at once has its own sentence; the others are told at the end. */
export function tellViolation(
  event: TraceEventOf<'verdict'>,
  memory: StoryMemory,
): Sentence | null {
  const title = titleOf(event.invariant, memory)
  if (event.holds !== false || !event.evidence || event.at !== event.evidence.at) return null
  return {
    importance: 'violation',
    text: `${title}: broken. ${sentence(withoutMoment(event.evidence.text))}`,
    emphasis: `${title}: broken.`,
  }
}

export function tellEnd(
  event: TraceEventOf<'end'>,
  memory: StoryMemory,
  trace: readonly TraceEvent[],
  index: number,
): Sentence {
  const loop = endlessLoopOf(trace)
  if (loop) {
    const where = endlessLoopInWords(loop)
    return {
      importance: 'end',
      text: `${where}. The run was stopped there, so no promise was judged.`,
      emphasis: where,
    }
  }
  if (event.outcome === 'bound') {
    return {
      importance: 'end',
      text: `The run reached its bound of ${event.reason ?? 'events'} at ${formatMs(event.at)}. That is a result: it would go on like this.`,
      emphasis: 'reached its bound',
    }
  }
  const verdicts = trace.slice(0, index).filter((candidate) => candidate.kind === 'verdict')
  const broken = verdicts.filter((verdict) => verdict.holds === false)
  const opening =
    memory.down.size === 0
      ? 'Every process is up and the queue is empty.'
      : `The run is quiet, and ${listed([...memory.down].sort())} never came back.`
  const unknown = verdicts.filter((verdict) => verdict.holds === null)
  if (broken.length > 0) {
    const found = broken
      .map((verdict) =>
        finding(
          evidenceAtEnd(verdict, memory, trace.slice(0, index)),
          titleOf(verdict.invariant, memory),
          memory,
        ),
      )
      .join(' ')
    const lag =
      memory.lag() === 0 && memory.down.size === 0 && broken.some(hasHole)
        ? ' Lag is 0, so no dashboard shows it.'
        : ''
    return { importance: 'end', text: `${opening} ${found}${lag}`, emphasis: found }
  }
  if (unknown.length > 0)
    return {
      importance: 'end',
      text: `${opening} ${capital(listed(unknown.map((verdict) => `“${titleOf(verdict.invariant, memory)}”`)))} could not be checked.`,
    }
  return {
    importance: 'end',
    text: `${opening} Every promise was kept.`,
    emphasis: 'Every promise was kept.',
  }
}

/** What broke at some moment may have grown since: its rows are counted as they stand now. */
function evidenceAtEnd(
  { invariant: id, evidence }: TraceEventOf<'verdict'>,
  { lab }: StoryMemory,
  past: readonly TraceEvent[],
): Evidence | null {
  const invariant = lab.invariants.find((candidate) => candidate.id === id)
  if (invariant?.kind !== 'always') return evidence
  const fold = invariant.start()
  for (const event of past) fold.step(event)
  return evidenceSince(evidence, fold.judge(past.at(-1)?.at ?? 0))
}

function finding(evidence: Evidence | null, title: string, memory: StoryMemory): string {
  if (!evidence) return `${title}: broken.`
  const missing = evidence.targets.filter((target) => target.type === 'missing-record').length
  if (missing > 0 && evidence.subject !== null) {
    const who = `${capital(memory.lab.subject.noun)} ${evidence.subject}`
    return missing === 1
      ? `${who} was never announced.`
      : `${who} and ${missing - 1} more were never announced.`
  }
  return sentence(withoutMoment(evidence.text))
}

/** Something that should be there is not, so nothing counts it. */
function hasHole(verdict: TraceEventOf<'verdict'>): boolean {
  return verdict.evidence?.targets.some((target) => target.type === 'missing-record') ?? false
}

function titleOf(invariant: string, memory: StoryMemory): string {
  return memory.lab.invariants.find((candidate) => candidate.id === invariant)?.title ?? invariant
}

/** The story's line shows the time already. */
function withoutMoment(text: string): string {
  return text.replace(/, the second at [\d.]+ ms\.?$/, '')
}
