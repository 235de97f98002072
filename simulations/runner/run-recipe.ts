/** One recipe, one trace. */
import type { KnownAnswers } from '../engines/postgres/known-answers'
import { endlessLoopOf } from '../kernel/endless-loop'
import type { LabDefinition, Recipe } from '../kernel/lab'
import type { Passage } from '../kernel/process'
import type { Bounds } from '../kernel/bounds'
import type { Microseconds } from '../kernel/time'
import { fingerprintOf } from '../kernel/trace'
import type { Evidence, RunOutcome, TraceEvent } from '../kernel/trace-event'
import { type RunEnding, Verdicts } from '../kernel/verdicts'
import type { Schedule } from '../schedule/schedule'
import { setStage } from './stage'
import type { LabBundle, World } from './world'

export interface InvariantResult {
  id: string
  title: string
  kind: 'always' | 'eventually'
  holds: boolean | null
  violatedAt: Microseconds | null
  evidence: Evidence | null
}

export interface RunResult {
  recipe: Recipe
  trace: TraceEvent[]
  /** The schedule with its workload written out. */
  schedule: Schedule
  outcome: RunOutcome
  /** Which bound was reached, where one was. */
  reason: string | null
  virtualUs: Microseconds
  invariants: InvariantResult[]
  /** Ids of the lab's audits that it fails. */
  failedAudits: string[]
  /** Faults of the schedule whose moment never came. */
  unmet: string[]
}

export interface RunOptions {
  bounds?: Bounds
  /** Called now and then with the number of events; may throw to cancel. */
  onTurn?: (events: number) => void
  /** What databases answered in runs like it; for campaigns. */
  known?: KnownAnswers
  /** Collects every crash moment that code passed, for a sweep. */
  onPassages?: (passages: Passage[]) => void
}

/**
 * @throws RecipeError for a recipe that cannot run; SimulationError when code under it broke a rule of the simulation
 */
export async function runRecipe(
  world: World,
  bundle: LabBundle,
  recipe: Recipe,
  options: RunOptions = {},
): Promise<RunResult> {
  const stage = await setStage(world, bundle, recipe, options)
  try {
    if (options.onPassages) for (const process of stage.processes) process.passages = []
    const summary = await stage.simulation.run(options.onTurn ? { onTurn: options.onTurn } : {})
    for (const process of stage.processes) {
      const { current } = process
      if (summary.reason === null && current?.waitsForNothing()) throw current.foreignPromise()
    }
    options.onPassages?.(stage.processes.flatMap((process) => process.passages ?? []))
    const { trace } = stage.simulation
    return {
      recipe,
      trace,
      schedule: stage.schedule,
      outcome: summary.outcome,
      reason: summary.reason,
      virtualUs: summary.virtualUs,
      invariants: summary.verdicts.map(({ invariant, holds, violatedAt, evidence }) => ({
        id: invariant.id,
        title: invariant.title,
        kind: invariant.kind,
        holds,
        violatedAt,
        evidence,
      })),
      failedAudits: failedAudits(bundle.definition, trace, endingOf(summary.outcome, trace)),
      unmet: stage.injector.unmet(),
    }
  } finally {
    stage.strike()
  }
}

export function fingerprint(result: RunResult): string {
  return fingerprintOf(result.trace)
}

function failedAudits(
  { audits = [] }: LabDefinition,
  trace: readonly TraceEvent[],
  ending: RunEnding,
): string[] {
  const folded = new Verdicts(audits)
  const broken = trace.flatMap((event) => folded.fold(event))
  const { verdicts } = folded.judge(trace.at(-1)?.at ?? 0, ending)
  const early = new Set(broken.map(({ invariant }) => invariant))
  return verdicts
    .filter(({ invariant, holds }) => holds === false || early.has(invariant.id))
    .map(({ invariant }) => invariant.id)
}

function endingOf(outcome: RunOutcome, trace: readonly TraceEvent[]): RunEnding {
  if (outcome !== 'bound') return 'quiet'
  return endlessLoopOf(trace) ? 'looped' : 'bound'
}
