/**
 * Where the rest of a page meets its labs: a question asks for the run that it is about, waits until the reader has seen
 * that run to its end, and the lab gives nothing away meanwhile. It knows no question and no lab, so each can be on a page
 * without the other.
 */
import type { LabDefinition, LabSources } from '@/simulations/kernel/lab'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import type { StoryItem } from '@/simulations/story/story'
import type { Playhead } from '../views/playhead'
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
  /** Of the edits, those that its variant runs. */
  recipe: LabRecipe
  /** As it ran, its workload written out. */
  schedule: string
  /** The lab's own texts. */
  sources: LabSources
  /** Of a sweep of the same code in the same variant; `null` before there was one. */
  swept: SweepCount | null
  trace: readonly TraceEvent[]
  /** Of the trace. */
  fingerprint: string
  lab: LabDefinition
  story: readonly StoryItem[]
}

/** What the sweep of a variant has come to. */
export interface SweepCount {
  seed: number
  /** What readers did in all its runs, as a schedule; empty where that is the lab's own workload. */
  actions: string
  runs: number
  /** Runs that could not be finished. */
  stopped: number
  /** Runs that violated each invariant, or failed each audit. */
  violations: Readonly<Record<string, number>>
}

export interface Waiting {
  /** The lab's id in the registry. */
  lab: string
  /** Id of the element that asks. */
  card: string
  run: RunKey
  /** The reader has said something that the run can mark. */
  answered: boolean
  onSeen: (seen: SeenRun) => void
}

/** @returns what it says to the reader of the run, if anything */
type Watcher = (seen: SeenRun) => Promise<string | null>

/** @param at where it stands, paused; `null`: it plays from its start */
type Taker = (recipe: LabRecipe, at: Playhead | null) => void

/** What the reader is asked to bring about in a lab, for as long as its variant is chosen. */
export interface Task {
  /** `Challenge 1`. */
  name: string
  title: string
  text: string
  /** Path of the file in which it is done: the editor opens with it, the task and the sweep of the code beside it. */
  repair: string | null
  /** Where on the page it stands. */
  href: string
  /** What the link to that place says; without it that the hints are there. */
  link?: string
  variant: string
}

/** The next hint of a task, as long as what the reader wrote last has been judged and is not enough. */
export interface NextHint {
  /** From 1. */
  number: number
  read: () => void
}

/** Each by place. */
const hints = new Map<string, NextHint>()
const tasks = new Map<string, Task>()
const rooms = new Map<string, HTMLElement>()
const plates = new Map<string, readonly string[]>()
const waiting = new Map<string, Set<Waiting>>()
const watchers = new Map<string, Set<Watcher>>()
const takers = new Map<string, Taker>()
const opening = new Map<string, RunWish>()
const listeners = new Set<() => void>()

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

/** @returns id of the element on this page that asks about the run, whichever place of the lab it asks it of */
export function questionAbout(lab: string, run: RunKey): string | null {
  for (const waits of waiting.values())
    for (const wait of waits) if (wait.lab === lab && sameRun(wait.run, run)) return wait.card
  return null
}

/**
 * What stands on the plate of a place now.
 * @param fingerprints of the run and of one beside it; none while what the reader wrote last has not run
 */
export function putOnPlate(place: string, fingerprints: readonly string[]): void {
  if (fingerprints.length > 0) plates.set(place, fingerprints)
  else plates.delete(place)
  tell()
}

/** Whether a run that was seen is still the one on the plate: if not, what was said of it is of an earlier attempt. */
export function isOnPlate(place: string, fingerprint: string): boolean {
  return plates.get(place)?.includes(fingerprint) ?? false
}

export function onDeskChange(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/**
 * The reader has seen this run to its end.
 * @param run `null` where no question can be about it
 * @returns of each answer that it marked, the id of the element that asks
 */
export function runSeen(place: string, run: RunKey | null, seen: SeenRun): string[] {
  if (run === null) return []
  const found = [...(waiting.get(place) ?? [])].filter((wait) => sameRun(wait.run, run))
  for (const wait of found) wait.onSeen(seen)
  return found.filter(({ answered }) => answered).map(({ card }) => card)
}

/** Hears of every run of a place that the reader sees to its end, and again when its code has been swept. */
export function watchRuns(place: string, watcher: Watcher): () => void {
  const known = watchers.get(place) ?? new Set()
  watchers.set(place, known.add(watcher))
  return () => known.delete(watcher)
}

/** A run has been seen to its end, or its code has been swept. @returns what is to be said of it, in whole sentences */
export async function tellWatchers(place: string, run: SeenRun): Promise<string[]> {
  const said = await Promise.all([...(watchers.get(place) ?? [])].map((watcher) => watcher(run)))
  return said.filter((sentence) => sentence !== null)
}

/** The lab of a place, started or not, takes recipes to run. @returns takes none any more */
export function takeRuns(place: string, taker: Taker): () => void {
  const before = takers.get(place)
  takers.set(place, taker)
  return () => {
    if (takers.get(place) !== taker) return
    if (before) takers.set(place, before)
    else takers.delete(place)
  }
}

/** @param task `null` where it is done */
export function setTask(place: string, task: Task | null): void {
  if (task) tasks.set(place, task)
  else if (!tasks.delete(place)) return
  tell()
}

/** The same object until it changes. */
export function taskAt(place: string): Task | null {
  return tasks.get(place) ?? null
}

/** @param hint `null` where none is called for */
export function offerHint(place: string, hint: NextHint | null): void {
  if (hint) hints.set(place, hint)
  else if (!hints.delete(place)) return
  tell()
}

/** The same object until it changes. */
export function hintAt(place: string): NextHint | null {
  return hints.get(place) ?? null
}

/** The lab of a place has room for all that the task has to say, beside the code. @returns it has none any more */
export function giveTaskRoom(place: string, room: HTMLElement): () => void {
  rooms.set(place, room)
  tell()
  return () => {
    if (rooms.get(place) !== room) return
    rooms.delete(place)
    tell()
  }
}

/** Who has set the task draws it here. */
export function taskRoomAt(place: string): HTMLElement | null {
  return rooms.get(place) ?? null
}

export interface RunWish {
  /** Takes the place of the lab's own goal. */
  task?: Task
  /** Stands below the run while it begins. */
  saying?: string
  /** A moment of the run, instead of its start. */
  at?: Playhead
  /** The run is there: a lab that has to be loaded first takes a while. */
  onBegun?: () => void
}

/** @returns whether there is a lab that will run it */
export function askForRun(place: string, recipe: LabRecipe, wish: RunWish = {}): boolean {
  const { at = null, task = null } = wish
  opening.set(place, wish)
  setTask(place, task)
  const taker = takers.get(place)
  taker?.(recipe, at)
  return taker !== undefined
}

/** A run begins. @returns what `askForRun` wanted said, once */
export function takeSaying(place: string): string | null {
  const wish = opening.get(place)
  opening.delete(place)
  wish?.onBegun?.()
  return wish?.saying ?? null
}

function sameRun(one: RunKey, other: RunKey): boolean {
  return one.variant === other.variant && one.seed === other.seed && one.ranAs === other.ranAs
}

function tell(): void {
  for (const listener of listeners) listener()
}
