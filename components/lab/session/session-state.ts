/** All that a started lab knows, and how each happening changes it. Pure. */
import type { LabSources } from '@/simulations/kernel/lab'
import type { Microseconds } from '@/simulations/kernel/time'
import type { ScheduleProblem } from '@/simulations/schedule/schedule'
import type { Failure, LoadProgress, RunReport } from '@/simulations/worker/protocol'
import { endOf, type Playhead, playheadAt } from '../views/playhead'
import { changeOf, commonPast, rewritesPast } from './injection'
import { type LabMode, runMode } from './lab-mode'
import type { LabRecipe } from './lab-recipe'
import { endOfRun, playheadAfter, startOfRun } from './moves'

/** A recipe that ran, with what it gave. */
export interface Run {
  recipe: LabRecipe
  report: RunReport
}

/** One sentence for the reader, with what can be done about it. It goes with the next thing that the reader does. */
export interface Notice {
  text: string
  undo?: boolean
  /** Stays until it is hidden: it cannot be seen anywhere else. */
  keep?: boolean
  /** Leads to an element of the page, by its id. */
  link?: { text: string; to: string } | undefined
}

/** Why the lab is not running. */
export interface Breakdown {
  failure: Failure
  /** The worker was running and ended; before that it never started. */
  when: 'loading' | 'running'
}

/** Code that came with the address, of which nothing has run. */
export interface CodeLink {
  edits: LabSources
  /** Of the text. */
  hash: string
}

/** A recipe that was refused. The last good run stays. */
export interface Refusal {
  recipe: LabRecipe
  failure: Failure
  problems: ScheduleProblem[]
}

/** The run of another variant, on the clock of the first. */
export interface BesideRun {
  variant: string
  /** The last that ran; `null` until one has. */
  run: Run | null
  /** Why it cannot run what the first one runs. */
  failure: Failure | null
  pending: boolean
  /** How far the reader has seen it happen. */
  furthestAt: Microseconds
}

/** What became of the recipe with another variant. */
export type BesideOutcome = { variant: string } & ({ run: Run } | { failure: Failure })

export interface SessionState {
  stage: 'loading' | 'ready' | 'failed'
  mode: LabMode
  progress: LoadProgress | null
  breakdown: Breakdown | null
  /** The reader has not said yet whether it may run. */
  link: CodeLink | null
  /** What the reader asked for last and what ran, or is about to. */
  recipe: LabRecipe
  run: Run | null
  /** Present while `mode` is the one of that name. */
  beside: BesideRun | null
  /** An answer of the worker is awaited. */
  pending: boolean
  refusal: Refusal | null
  playhead: Playhead
  /** Events that the reader has seen happen: behind it nothing gives away a verdict. */
  furthest: number
  playing: boolean
  speed: number
  notice: Notice | null
  /** Schedules before each change, latest last; changes that await their run among them. */
  undo: string[]
  /** As it was with the run that is shown: what is refused goes back to it, as it does to that run. */
  undoOfRun: string[]
}

/** What the playhead does when a new run arrives. */
export type Arrival =
  /** Stays where it is as long as the past is the same. */
  | { keep: 'past' }
  /** Goes back to the start. */
  | { keep: 'nothing'; play: boolean }
  /** Stands at this moment: somebody else has looked at it and sent it on. */
  | { keep: 'moment'; at: Microseconds }
  /** Goes back to just before this moment, and plays from there. */
  | { keep: 'before'; at: Microseconds; play: boolean }

export type SessionEvent =
  | { type: 'loading' }
  | { type: 'progress'; progress: LoadProgress }
  | { type: 'loaded' }
  | { type: 'broken'; breakdown: Breakdown }
  | { type: 'asking'; link: CodeLink }
  | { type: 'answered'; recipe: LabRecipe }
  | { type: 'showed'; mode: LabMode }
  | { type: 'asked'; recipe: LabRecipe; undo: UndoChange }
  | {
      type: 'ran'
      run: Run
      arrival: Arrival
      notice: Notice | null
      beside?: BesideOutcome
    }
  | { type: 'besideRan'; outcome: BesideOutcome }
  /** The two runs change places. */
  | { type: 'swapped' }
  /** The run beside is the run from now on. */
  | { type: 'keptBeside' }
  | { type: 'refused'; refusal: Refusal; notice: Notice | null }
  /** By the reader's hand. */
  | { type: 'moved'; playhead: Playhead; playing?: boolean }
  /** By the clock of a playing run. */
  | { type: 'ticked'; playhead: Playhead; ended: boolean }
  | { type: 'played'; playing: boolean }
  | { type: 'speed'; speed: number }
  | { type: 'noticed'; notice: Notice | null }

/** What a change means for Ctrl Z. */
export type UndoChange = 'remember' | 'take' | 'none'

export const undoMost = 50

export function startState(recipe: LabRecipe, mode: LabMode = runMode): SessionState {
  return {
    stage: 'loading',
    mode,
    progress: null,
    breakdown: null,
    link: null,
    recipe,
    run: null,
    beside: mode.name === 'beside' ? awaited(mode.variant, 0) : null,
    pending: false,
    refusal: null,
    playhead: startOfRun,
    furthest: 0,
    playing: false,
    speed: 1,
    notice: null,
    undo: [],
    undoOfRun: [],
  }
}

export function sessionReducer(state: SessionState, event: SessionEvent): SessionState {
  switch (event.type) {
    case 'loading':
      return { ...state, stage: 'loading', progress: null, breakdown: null, playing: false }
    case 'progress':
      return { ...state, progress: event.progress }
    case 'loaded':
      return { ...state, progress: null }
    case 'broken':
      return {
        ...state,
        stage: 'failed',
        breakdown: event.breakdown,
        pending: false,
        playing: false,
      }
    case 'asking':
      return { ...state, link: event.link }
    case 'answered':
      return { ...state, link: null, recipe: event.recipe }
    case 'showed':
      return showed(state, event.mode)
    case 'asked':
      return {
        ...state,
        recipe: event.recipe,
        pending: true,
        notice: null,
        undo: undoAfter(state, event.undo),
      }
    case 'ran':
      return arrived(state, event.run, event.arrival, event.notice, event.beside)
    case 'besideRan':
      return {
        ...state,
        beside: besideAfter(state.beside, event.outcome, { keep: 'past' }, state.playhead.at),
      }
    case 'swapped':
      return swapped(state)
    case 'keptBeside':
      return keptBeside(state)
    case 'refused':
      return refused(state, event.refusal, event.notice)
    case 'moved':
      return {
        ...movedTo(state, event.playhead),
        playing: event.playing ?? state.playing,
        notice: kept(state.notice),
      }
    case 'ticked':
      return { ...movedTo(state, event.playhead), playing: state.playing && !event.ended }
    case 'played':
      return { ...state, playing: event.playing, notice: kept(state.notice) }
    case 'speed':
      return { ...state, speed: event.speed, notice: kept(state.notice) }
    case 'noticed':
      return { ...state, notice: event.notice }
  }
}

function movedTo(state: SessionState, playhead: Playhead): SessionState {
  const { beside } = state
  return {
    ...state,
    playhead,
    furthest: Math.max(state.furthest, playhead.index),
    beside: beside && { ...beside, furthestAt: Math.max(beside.furthestAt, playhead.at) },
  }
}

function awaited(variant: string, at: Microseconds): BesideRun {
  return { variant, run: null, failure: null, pending: true, furthestAt: at }
}

function showed(state: SessionState, mode: LabMode): SessionState {
  const shown = { ...state, mode, notice: kept(state.notice) }
  if (mode.name === 'beside') return { ...shown, beside: awaited(mode.variant, state.playhead.at) }
  return { ...shown, beside: null, playhead: within(state.playhead, state.run) }
}

/** The clock of two runs may have gone on after the first of them ended. */
function within(playhead: Playhead, run: Run | null): Playhead {
  const end = endOfRun(run?.report.trace ?? [])
  return playhead.at > end.at ? end : playhead
}

/** What of a run has been seen up to a moment. */
function seenUntil(run: Run, at: Microseconds): number {
  return playheadAt(run.report.trace, at).index
}

function besideAfter(
  before: BesideRun | null,
  outcome: BesideOutcome,
  arrival: Arrival,
  at: Microseconds,
): BesideRun | null {
  if (before?.variant !== outcome.variant) return before
  if ('failure' in outcome)
    return { ...before, run: null, failure: outcome.failure, pending: false }
  const { run } = outcome
  const furthestAt = arrival.keep === 'nothing' ? at : Math.max(at, stillSeen(before, run))
  return { ...before, run, failure: null, pending: false, furthestAt }
}

/** Up to where the reader has seen a run that is now another. */
function stillSeen({ run, furthestAt }: BesideRun, next: Run): Microseconds {
  if (!run) return furthestAt
  const parted = next.report.trace[commonPast(run.report.trace, next.report.trace)]
  return Math.min(furthestAt, parted?.at ?? furthestAt)
}

function swapped(state: SessionState): SessionState {
  const { run, beside, playhead } = state
  if (!run || !beside?.run) return state
  const seenAt = run.report.trace[state.furthest - 1]?.at ?? 0
  return {
    ...state,
    mode: { name: 'beside', variant: run.recipe.variant },
    run: beside.run,
    recipe: beside.run.recipe,
    refusal: null,
    notice: null,
    playhead: playheadAt(beside.run.report.trace, playhead.at),
    furthest: seenUntil(beside.run, beside.furthestAt),
    beside: {
      variant: run.recipe.variant,
      run,
      failure: null,
      pending: false,
      furthestAt: Math.max(seenAt, playhead.at),
    },
  }
}

function keptBeside(state: SessionState): SessionState {
  const { beside, playhead } = state
  if (!beside?.run) return state
  const { run, furthestAt } = beside
  return {
    ...state,
    mode: runMode,
    run,
    recipe: run.recipe,
    beside: null,
    refusal: null,
    notice: null,
    playing: false,
    playhead: within(playheadAt(run.report.trace, playhead.at), run),
    furthest: seenUntil(run, furthestAt),
  }
}

/** What is left of a notice once the reader does the next thing. */
function kept(notice: Notice | null): Notice | null {
  return notice?.keep ? notice : null
}

function arrived(
  state: SessionState,
  run: Run,
  arrival: Arrival,
  notice: Notice | null,
  outcome?: BesideOutcome,
): SessionState {
  const next = arrivedAlone(state, run, arrival, notice, outcome)
  if (!outcome) return next
  const at = next.playhead.at
  return { ...next, beside: besideAfter(state.beside, outcome, arrival, at) }
}

function arrivedAlone(
  state: SessionState,
  run: Run,
  arrival: Arrival,
  notice: Notice | null,
  outcome?: BesideOutcome,
): SessionState {
  const { trace } = run.report
  const also = outcome && 'run' in outcome ? endOf(outcome.run.report.trace) : 0
  const base = {
    ...state,
    stage: 'ready' as const,
    recipe: run.recipe,
    run,
    pending: false,
    refusal: null,
    notice,
    undoOfRun: state.undo,
  }
  if (arrival.keep === 'nothing') {
    return { ...base, playhead: startOfRun, furthest: 0, playing: arrival.play }
  }
  if (arrival.keep === 'moment') {
    const last = endOfRun(trace)
    const end = { ...last, at: Math.max(last.at, also) }
    const playhead = arrival.at < end.at ? playheadAt(trace, arrival.at) : end
    return { ...base, playhead, furthest: playhead.index, playing: false }
  }
  const before = state.run?.report.trace ?? trace
  const past = commonPast(before, trace)
  const changed = notice?.undo ? said(notice, changeOf(before, trace)) : notice
  if (arrival.keep === 'before') {
    const playhead = playheadAt(trace, Math.max(0, arrival.at))
    return { ...base, playhead, furthest: Math.min(past, state.furthest), playing: arrival.play }
  }
  if (past >= state.playhead.index) {
    const end = endOfRun(trace)
    // The run may have become shorter than the moment at which the reader stands.
    const playhead = state.playhead.at > end.at ? end : state.playhead
    const furthest = Math.min(Math.max(past, playhead.index), state.furthest)
    return { ...base, playhead, furthest, notice: changed }
  }
  const back = { ...base, playhead: playheadAfter(trace, past - 1), furthest: past, playing: false }
  if (!rewritesPast(before, trace, state.playhead.index)) return { ...back, notice: changed }
  const text =
    'That changes what had happened, so the playhead went back to where the two runs part.'
  return { ...back, notice: changed ? said(changed, text) : { text } }
}

function said(notice: Notice, more: string): Notice {
  return { ...notice, text: `${notice.text} ${more}` }
}

/** The last good run stays on the screen; what was asked for stays in its field. */
function refused(state: SessionState, refusal: Refusal, notice: Notice | null): SessionState {
  return {
    ...state,
    stage: state.run ? 'ready' : state.stage,
    recipe: state.run?.recipe ?? state.recipe,
    pending: false,
    playing: false,
    refusal,
    notice,
    undo: state.undoOfRun,
  }
}

function undoAfter({ undo, recipe }: SessionState, change: UndoChange): string[] {
  switch (change) {
    case 'remember':
      return [...undo, recipe.schedule].slice(-undoMost)
    case 'take':
      return undo.slice(0, -1)
    case 'none':
      return undo
  }
}
