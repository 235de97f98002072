/** What each promise says at a playhead. An `eventually` promise is never called broken before the run is quiet. */
import { endlessLoopInWords, endlessLoopOf } from '@/simulations/kernel/endless-loop'
import {
  evidenceSince,
  type Invariant,
  type InvariantFold,
  type Judgement,
} from '@/simulations/kernel/invariant'
import type { VariantDefinition } from '@/simulations/kernel/lab'
import type { Evidence, TraceEvent } from '@/simulations/kernel/trace-event'
import type { Playhead } from './playhead'

export type PromiseWord =
  | 'not judged'
  | 'not judged yet'
  | 'kept so far'
  | 'not yet'
  | 'kept'
  | 'broken'
  | 'could not be checked'
  | 'not promised here'

export interface PromiseState {
  id: string
  title: string
  word: PromiseWord
  /** What supports it, in a sentence or a few words. */
  status: string
  /** Present once it is broken. */
  evidence: Evidence | null
  /** It is kept, and something stands still until a person acts: the status says what. */
  waits: boolean
}

/** Judges a promise at any playhead. */
export class PromiseTimeline {
  readonly invariant: Invariant
  readonly #trace: readonly TraceEvent[]
  /** Why nothing could be judged at the end, as a sentence. */
  readonly unjudged: string
  readonly #checkpoints: InvariantFold[]
  #last: { index: number; fold: InvariantFold }
  /** Where its verdict stands in the trace, or -1. */
  readonly #verdictIndex: number

  constructor(invariant: Invariant, trace: readonly TraceEvent[]) {
    this.invariant = invariant
    this.#trace = trace
    const loop = endlessLoopOf(trace)
    this.unjudged = loop ? `${endlessLoopInWords(loop)}.` : 'A node that matters never returned.'
    this.#checkpoints = [invariant.start()]
    this.#last = { index: 0, fold: invariant.start() }
    this.#verdictIndex = trace.findIndex(
      (event) => event.kind === 'verdict' && event.invariant === invariant.id,
    )
  }

  verdictAt(index: number): Extract<TraceEvent, { kind: 'verdict' }> | null {
    const event =
      this.#verdictIndex !== -1 && this.#verdictIndex < index
        ? this.#trace[this.#verdictIndex]
        : undefined
    return event?.kind === 'verdict' ? event : null
  }

  judgementAt({ at, index }: Playhead): Judgement {
    const checkpoint = Math.min(Math.floor(index / 256), this.#checkpoints.length - 1)
    const start = checkpoint * 256
    if (this.#last.index > index || this.#last.index < start) {
      const fold = this.#checkpoints[checkpoint]?.fork()
      if (fold) this.#last = { index: start, fold }
    }
    const { fold } = this.#last
    for (let position = this.#last.index; position < index; position++) {
      const event = this.#trace[position]
      if (event) fold.step(event)
      const next = position + 1
      if (next % 256 === 0 && this.#checkpoints.length === next / 256)
        this.#checkpoints.push(fold.fork())
    }
    this.#last = { index, fold }
    return fold.judge(at)
  }
}

/** All promises, the worst first. */
export function promiseStates(
  timelines: readonly PromiseTimeline[],
  variant: Pick<VariantDefinition, 'promises' | 'breaks'>,
  trace: readonly TraceEvent[],
  playhead: Playhead,
): PromiseState[] {
  const started = trace.slice(0, playhead.index).some((event) => event.kind === 'action')
  const states = timelines.map((timeline) => stateOf(timeline, variant, playhead, started))
  return states
    .map((state, order) => ({ state, order }))
    .sort((a, b) => rankOf(a.state) - rankOf(b.state) || a.order - b.order)
    .map(({ state }) => state)
}

const rank: Record<PromiseWord, number> = {
  broken: 0,
  'could not be checked': 1,
  'not yet': 2,
  'not judged': 3,
  'not judged yet': 3,
  'kept so far': 3,
  kept: 3,
  'not promised here': 4,
}

function rankOf({ word, waits }: PromiseState): number {
  return waits ? Math.min(rank[word], rank['not yet']) : rank[word]
}

function stateOf(
  timeline: PromiseTimeline,
  variant: Pick<VariantDefinition, 'promises' | 'breaks'>,
  playhead: Playhead,
  started: boolean,
): PromiseState {
  const { id, title, kind } = timeline.invariant
  const judgement = timeline.judgementAt(playhead)
  const verdict = timeline.verdictAt(playhead.index)
  const state = (
    word: PromiseWord,
    status: string,
    evidence: Evidence | null = null,
  ): PromiseState => ({
    id,
    title,
    word,
    status,
    evidence,
    waits: judgement.holds === true && judgement.waitsForPerson === true,
  })
  const evidence = evidenceSince(verdict?.evidence ?? null, judgement)
  const promised = variant.promises.includes(id) || variant.breaks.includes(id)
  if (!promised)
    return state(
      'not promised here',
      verdict?.holds === false && evidence ? `${evidence.text}.` : judgement.status,
      verdict?.holds === false ? evidence : null,
    )
  if (verdict) {
    if (verdict.holds === null)
      return state('could not be checked', `${judgement.status}. ${timeline.unjudged}`)
    return verdict.holds
      ? state('kept', judgement.status)
      : state('broken', evidence ? `${evidence.text}.` : judgement.status, evidence)
  }
  if (!started)
    return state(
      'not judged yet',
      kind === 'always' ? 'Judged at every moment.' : 'Judged when the run is quiet.',
    )
  if (judgement.holds === true) return state('kept so far', judgement.status)
  if (kind === 'always' && judgement.holds === false)
    return state(
      'broken',
      judgement.evidence ? `${judgement.evidence.text}.` : judgement.status,
      judgement.evidence,
    )
  return state('not yet', `${judgement.status}. Judged when the run is quiet.`)
}

/** What the others come to, where there is no room for them: `2 others kept so far`. */
export function othersInWords(others: readonly PromiseState[]): string {
  const [first] = others
  if (!first) return ''
  const same = others.filter((state) => state.word === first.word)
  const rest = others.length - same.length
  return `${same.length} ${same.length === 1 ? 'other' : 'others'} ${first.word}${rest > 0 ? `, ${rest} ${others.find((state) => state.word !== first.word)?.word ?? ''}` : ''}`
}
