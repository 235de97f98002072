/** All that a started lab knows, and how each happening changes it. Pure. */
import type { Microseconds } from '@/simulations/kernel/time'
import type { ScheduleProblem } from '@/simulations/schedule/schedule'
import type { Failure, LoadProgress, RunReport } from '@/simulations/worker/protocol'
import { type Playhead, playheadAt } from '../views/playhead'
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
}

/** Why the lab is not running. */
export interface Breakdown {
  failure: Failure
  /** The worker was running and ended; before that it never started. */
  when: 'loading' | 'running'
}

/** A recipe that was refused. The last good run stays. */
export interface Refusal {
  recipe: LabRecipe
  failure: Failure
  problems: ScheduleProblem[]
}

export interface SessionState {
  stage: 'loading' | 'ready' | 'failed'
  mode: LabMode
  progress: LoadProgress | null
  breakdown: Breakdown | null
  /** What the reader asked for last and what ran, or is about to. */
  recipe: LabRecipe
  run: Run | null
  /** An answer of the worker is awaited. */
  pending: boolean
  refusal: Refusal | null
  playhead: Playhead
  /** Events that the reader has seen happen: behind it nothing gives away a verdict. */
  furthest: number
  playing: boolean
  speed: number
  notice: Notice | null
  /** Schedules before each change, latest last. */
  undo: string[]
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
  | { type: 'showed'; mode: LabMode }
  | { type: 'asked'; recipe: LabRecipe }
  | { type: 'ran'; run: Run; arrival: Arrival; notice: Notice | null; undo: UndoChange }
  | { type: 'refused'; refusal: Refusal; notice: Notice | null }
  /** By the reader's hand. */
  | { type: 'moved'; playhead: Playhead; playing?: boolean }
  /** By the clock of a playing run. */
  | { type: 'ticked'; playhead: Playhead; ended: boolean }
  | { type: 'played'; playing: boolean }
  | { type: 'speed'; speed: number }
  | { type: 'noticed'; notice: Notice | null }

/** What an arriving run means for Ctrl Z. */
export type UndoChange = 'remember' | 'take' | 'none'

export const undoMost = 50

export function startState(recipe: LabRecipe, mode: LabMode = runMode): SessionState {
  return {
    stage: 'loading',
    mode,
    progress: null,
    breakdown: null,
    recipe,
    run: null,
    pending: false,
    refusal: null,
    playhead: startOfRun,
    furthest: 0,
    playing: false,
    speed: 1,
    notice: null,
    undo: [],
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
    case 'showed':
      return { ...state, mode: event.mode, notice: kept(state.notice) }
    case 'asked':
      return {
        ...state,
        recipe: event.recipe,
        pending: true,
        notice: null,
      }
    case 'ran':
      return {
        ...arrived(state, event.run, event.arrival, event.notice),
        undo: undoAfter(state, event.undo),
      }
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
  return { ...state, playhead, furthest: Math.max(state.furthest, playhead.index) }
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
): SessionState {
  const { trace } = run.report
  const base = {
    ...state,
    stage: 'ready' as const,
    recipe: run.recipe,
    run,
    pending: false,
    refusal: null,
    notice,
  }
  if (arrival.keep === 'nothing') {
    return { ...base, playhead: startOfRun, furthest: 0, playing: arrival.play }
  }
  if (arrival.keep === 'moment') {
    const end = endOfRun(trace)
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
  }
}

function undoAfter({ undo, run }: SessionState, change: UndoChange): string[] {
  switch (change) {
    case 'remember':
      return run ? [...undo, run.recipe.schedule].slice(-undoMost) : undo
    case 'take':
      return undo.slice(0, -1)
    case 'none':
      return undo
  }
}
