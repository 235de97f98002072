/** What the panels of a lab are functions of: the run, the playhead, and what follows from the two. */
import type { LabDefinition, VariantDefinition } from '@/simulations/kernel/lab'
import type { Microseconds } from '@/simulations/kernel/time'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { type StoryItem, storyOf } from '@/simulations/story/story'
import type { LabParts } from '../session/lab-parts'
import type { Run, SessionState } from '../session/session-state'
import type { Playhead } from '../views/playhead'

export interface RunView {
  run: Run
  trace: readonly TraceEvent[]
  lab: LabDefinition
  variant: VariantDefinition
  playhead: Playhead
  furthestAt: Microseconds
  finished: boolean
  story: readonly StoryItem[]
  /** The sentence of this moment. */
  sentence: StoryItem | null
  /** The variant to switch to, once the reader has seen this one break. */
  remedy: VariantDefinition | null
  /** The end was seen, a fault struck, and no promise was broken: the next step is to try every other fault. */
  survived: boolean
  goal: string
}

const stories = new WeakMap<readonly TraceEvent[], StoryItem[]>()

export function runViewOf(
  state: Pick<SessionState, 'playhead' | 'furthest'>,
  { definition }: LabParts,
  run: Run,
): RunView {
  const { trace, invariants } = run.report
  const { playhead } = state
  const variant =
    definition.variants.find((one) => one.id === run.recipe.variant) ?? definition.variants[0]
  if (!variant) throw new Error(`${definition.id} has no variants`)
  const story = storyFor(trace, definition)
  const finished = playhead.index >= trace.length
  const broken = invariants.find((item) => item.holds === false)?.id ?? null
  // Offered once the end was seen, and still when the reader goes back to look.
  const judged = state.furthest >= trace.length
  const faults = trace.some((event) => event.kind === 'fault')
  const remedyId = judged && broken !== null ? definition.remedy[variant.id] : undefined
  return {
    run,
    trace,
    lab: definition,
    variant,
    playhead,
    furthestAt: Math.max(playhead.at, trace[state.furthest - 1]?.at ?? 0),
    finished,
    story,
    sentence:
      story.findLast((item) => item.index < playhead.index && item.importance !== 'detail') ?? null,
    remedy: definition.variants.find((one) => one.id === remedyId) ?? null,
    survived: judged && broken === null && faults,
    goal: goalOf(definition, variant, { judged, broken, faults }),
  }
}

/** A trace never changes, so its story is told once. */
export function storyFor(trace: readonly TraceEvent[], lab: LabDefinition): StoryItem[] {
  const known = stories.get(trace)
  if (known) return known
  const story = storyOf(trace, lab)
  stories.set(trace, story)
  return story
}

function goalOf(
  lab: LabDefinition,
  variant: VariantDefinition,
  seen: { judged: boolean; broken: string | null; faults: boolean },
): string {
  const goal = variant.goal ?? lab.goal
  if (!seen.judged) return goal
  if (seen.broken !== null) return lab.goalReached[seen.broken] ?? goal
  return seen.faults ? `${variant.title} kept every promise under this fault.` : goal
}
