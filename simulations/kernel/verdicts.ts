/** The promises of one run: folded over every event, `always` ones judged as they change, `eventually` ones at the end. */
import { evidenceSince, type Invariant, type InvariantFold } from './invariant'
import type { Microseconds } from './time'
import type { Evidence, TraceBody, TraceEvent } from './trace-event'

export interface Verdict {
  invariant: Invariant
  holds: boolean | null
  violatedAt: Microseconds | null
  /** As the rows stand at the end. */
  evidence: Evidence | null
}

interface Entry {
  invariant: Invariant
  fold: InvariantFold
  violatedAt: Microseconds | null
  /** Of the moment at which it broke. */
  evidence: Evidence | null
}

/** How a run came to its end. One whose code loops for ever says nothing of any promise that it had not broken. */
export type RunEnding = 'quiet' | 'bound' | 'looped'

type VerdictEvent = Extract<TraceBody, { kind: 'verdict' }>

export class Verdicts {
  readonly #entries: Entry[]

  constructor(invariants: readonly Invariant[]) {
    this.#entries = invariants.map((invariant) => ({
      invariant,
      fold: invariant.start(),
      violatedAt: null,
      evidence: null,
    }))
  }

  /** Takes the next event of the trace; returns a verdict for each promise that it broke. */
  fold(event: TraceEvent): VerdictEvent[] {
    const broken: VerdictEvent[] = []
    for (const entry of this.#entries) {
      const changed = entry.fold.step(event)
      if (!changed || entry.invariant.kind !== 'always' || entry.violatedAt !== null) continue
      const { holds, evidence } = entry.fold.judge(event.at)
      if (holds !== false) continue
      entry.violatedAt = event.at
      entry.evidence = evidence
      broken.push({ kind: 'verdict', invariant: entry.invariant.id, holds, evidence })
    }
    return broken
  }

  /**
   * The folds are told that the run is over: what never happened can break a promise only then.
   * @param ending at a bound, what should have come eventually counts as broken
   */
  judge(at: Microseconds, ending: RunEnding): { verdicts: Verdict[]; events: VerdictEvent[] } {
    const events: VerdictEvent[] = []
    const verdicts = this.#entries.map((entry): Verdict => {
      const { invariant } = entry
      entry.fold.step({ kind: 'phase', phase: 'judge', at })
      const judgement = entry.fold.judge(at)
      if (entry.violatedAt !== null) {
        const evidence = evidenceSince(entry.evidence, judgement)
        return { invariant, holds: false, violatedAt: entry.violatedAt, evidence }
      }
      const holds = holdsAfter(ending, invariant, judgement.holds)
      const evidence = holds === false ? judgement.evidence : null
      events.push({ kind: 'verdict', invariant: invariant.id, holds, evidence })
      return { invariant, holds, violatedAt: holds === false ? at : null, evidence }
    })
    return { verdicts, events }
  }
}

function holdsAfter(
  ending: RunEnding,
  { kind }: Invariant,
  judged: boolean | null,
): boolean | null {
  if (ending === 'looped') return null
  return ending === 'bound' && kind === 'eventually' ? false : judged
}
