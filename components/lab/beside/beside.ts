/** Two runs on one clock, as their views need them. Pure. */
import type { LabSources, VariantDefinition } from '@/simulations/kernel/lab'
import type { Microseconds } from '@/simulations/kernel/time'
import { endOfClock, hasEnded, tracesOf } from '../session/clock'
import type { LabParts } from '../session/lab-parts'
import type { SessionState } from '../session/session-state'
import { type RunView, runViewOf } from '../shell/run-view'
import { playheadAt } from '../views/playhead'
import { databasesOf } from '../views/schema-tables'
import { compareRuns, type Differences } from './differences'
import { type EndRow, endRowsOf } from './end-rows'

export interface Beside {
  one: RunView
  /** `null` while it is awaited, and where its variant cannot run this schedule. */
  other: RunView | null
  /** Of the other side. */
  variant: VariantDefinition
  /** Why it cannot run, in words. */
  failure: string | null
  differences: Differences | null
  /** How far both have been seen; what differs after it is not given away. */
  seenAt: Microseconds
  /** When the longer of the two ends. */
  endAt: Microseconds
  finished: boolean
  /** The end of both has been seen once. */
  seenToEnd: boolean
}

/** @returns `null` where no other variant is chosen */
export function besideOf(state: SessionState, parts: LabParts, one: RunView): Beside | null {
  const { beside, playhead } = state
  const { definition: lab } = parts
  const variant = lab.variants.find(({ id }) => id === beside?.variant)
  if (!beside || !variant) return null
  const other = beside.run
    ? runViewOf(
        {
          playhead: playheadAt(beside.run.report.trace, playhead.at),
          furthest: playheadAt(beside.run.report.trace, beside.furthestAt).index,
        },
        parts,
        beside.run,
      )
    : null
  const traces = tracesOf(state)
  const endAt = endOfClock(traces).at
  return {
    one,
    other,
    variant,
    failure: beside.failure?.message ?? null,
    differences: other ? comparisonOf(one, other, parts) : null,
    seenAt: beside.furthestAt,
    endAt,
    finished: hasEnded(traces, playhead),
    seenToEnd: beside.run !== null && beside.furthestAt >= endAt,
  }
}

const comparisons = new WeakMap<RunView['trace'], WeakMap<RunView['trace'], Differences>>()

/** The traces of two runs never change, so they are compared once. */
function comparisonOf(one: RunView, other: RunView, { definition }: LabParts): Differences {
  const known = comparisons.get(one.trace) ?? new WeakMap<RunView['trace'], Differences>()
  comparisons.set(one.trace, known)
  const found = known.get(other.trace) ?? compareRuns(one, other, definition)
  known.set(other.trace, found)
  return found
}

/** As they ran: with what the reader has changed. */
export function sourcesOf({ run }: RunView, { content }: LabParts): LabSources {
  return { ...content.sources, ...run.recipe.edits }
}

export function rowsBeside(one: RunView, other: RunView, parts: LabParts): EndRow[] {
  const ended = (view: RunView) => ({
    trace: view.trace,
    databases: databasesOf(view.lab, view.variant.id, sourcesOf(view, parts)),
  })
  return endRowsOf(ended(one), ended(other), parts.definition)
}

/**
 * For where there is no room for all lanes: nodes about which a promise broke first, then those on which the runs differ
 * most, of the nodes that both have.
 */
export function tellingNodes(
  { one, other, differences }: Beside,
  most: number,
): ReadonlySet<string> {
  const views = other ? [one, other] : [one]
  const accused = new Set(views.flatMap(({ trace }) => nodesOfEvidence(trace)))
  const ranked = one.lab.nodes
    .filter(({ id }) => views.every(({ variant }) => !variant.without.includes(id)))
    .map(({ id }, order) => ({
      id,
      order,
      accused: Number(accused.has(id)),
      times: differences?.all.filter((each) => (each.one ?? each.other)?.node === id).length ?? 0,
    }))
    .sort((a, b) => b.accused - a.accused || b.times - a.times || a.order - b.order)
  return new Set(ranked.slice(0, most).map(({ id }) => id))
}

function nodesOfEvidence(trace: RunView['trace']): string[] {
  return trace.flatMap((event) =>
    event.kind === 'verdict' && event.holds === false
      ? (event.evidence?.targets ?? []).flatMap((target) =>
          target.type === 'missing-record' ? [target.node, target.from] : [target.node],
        )
      : [],
  )
}
