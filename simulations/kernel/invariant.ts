/** Promises as pure folds over the trace. They never ask the simulation anything. */
import type { Microseconds } from './time'
import type { Evidence, TraceEvent } from './trace-event'

/** What a promise can say at a moment of a run. */
export interface Judgement {
  /** `null`: cannot be judged, because a node that matters never returned. */
  holds: boolean | null
  /** What supports it, in a few words: `2 commits, 1 message`; or what is still missing: `1042 waits since 27.4 ms`. */
  status: string
  evidence: Evidence | null
  /** It holds, and only because a person is expected to act: the status says on what. */
  waitsForPerson?: boolean
}

/**
 * What there is to show of a broken promise at a later moment: the rows as they stand by then, and the moment at which it
 * broke.
 */
export function evidenceSince(
  broke: Evidence | null,
  { holds, evidence }: Judgement,
): Evidence | null {
  const same = holds === false && broke !== null && evidence?.subject === broke.subject
  return same ? { ...evidence, at: broke.at } : broke
}

export interface InvariantDefinition<State> {
  id: string
  title: string
  /** `always`: judged after every event. `eventually`: judged when the run is quiet. */
  kind: 'always' | 'eventually'
  initial: State
  /** Returns the same object where the event changes nothing. */
  step(state: State, event: TraceEvent): State
  judge(state: State, at: Microseconds): Judgement
}

/** An invariant with its state's type hidden, so that invariants of all shapes live in one list. */
export interface Invariant {
  readonly id: string
  readonly title: string
  readonly kind: 'always' | 'eventually'
  start(): InvariantFold
}

export interface InvariantFold {
  /** Takes the next event; `true` where the judgement may have changed. */
  step(event: TraceEvent): boolean
  judge(at: Microseconds): Judgement
  /** An independent fold in the same state. */
  fork(): InvariantFold
}

export function defineInvariant<State>(definition: InvariantDefinition<State>): Invariant {
  const fold = (from: State): InvariantFold => {
    let state = from
    return {
      step(event) {
        const next = definition.step(state, event)
        if (next === state) return false
        state = next
        return true
      },
      judge: (at) => definition.judge(state, at),
      fork: () => fold(state),
    }
  }
  return {
    id: definition.id,
    title: definition.title,
    kind: definition.kind,
    start: () => fold(definition.initial),
  }
}
