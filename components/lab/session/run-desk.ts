/**
 * Where the rest of a page meets its labs: a question asks for the run that it is about, waits until the reader has seen
 * that run to its end, and the lab gives nothing away meanwhile. It knows no question and no lab, so each can be on a page
 * without the other.
 */
import type { LabDefinition } from '@/simulations/kernel/lab'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import type { StoryItem } from '@/simulations/story/story'
import type { LabRecipe } from './lab-recipe'

/** Names one run among those of a place. */
export interface RunKey {
  variant: string
  seed: number
  /** The schedule with its workload written out, as it is printed. */
  ranAs: string
}

/** A run that the reader has seen to its end. */
export interface SeenRun {
  trace: readonly TraceEvent[]
  lab: LabDefinition
  story: readonly StoryItem[]
}

export interface Waiting {
  run: RunKey
  onSeen: (seen: SeenRun) => void
}

const waiting = new Map<string, Set<Waiting>>()
const listeners = new Set<() => void>()
const takers = new Map<string, (recipe: LabRecipe) => void>()

/** Until it is called off, the run is kept secret up to where the reader has seen it. @returns calls it off */
export function waitForRun(place: string, wait: Waiting): () => void {
  const known = waiting.get(place) ?? new Set()
  waiting.set(place, known.add(wait))
  tell()
  return () => {
    known.delete(wait)
    tell()
  }
}

export function isAwaited(place: string, run: RunKey): boolean {
  return [...(waiting.get(place) ?? [])].some((wait) => sameRun(wait.run, run))
}

export function onWaitingChange(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The reader has seen this run to its end. @returns how many waited for it */
export function runSeen(place: string, run: RunKey, seen: SeenRun): number {
  const found = [...(waiting.get(place) ?? [])].filter((wait) => sameRun(wait.run, run))
  for (const wait of found) wait.onSeen(seen)
  return found.length
}

/** The lab of a place, started or not, takes recipes to run. @returns takes none any more */
export function takeRuns(place: string, taker: (recipe: LabRecipe) => void): () => void {
  const before = takers.get(place)
  takers.set(place, taker)
  return () => {
    if (takers.get(place) !== taker) return
    if (before) takers.set(place, before)
    else takers.delete(place)
  }
}

/** @returns whether there is a lab that will run it */
export function askForRun(place: string, recipe: LabRecipe): boolean {
  const taker = takers.get(place)
  taker?.(recipe)
  return taker !== undefined
}

function sameRun(one: RunKey, other: RunKey): boolean {
  return one.variant === other.variant && one.seed === other.seed && one.ranAs === other.ranAs
}

function tell(): void {
  for (const listener of listeners) listener()
}
