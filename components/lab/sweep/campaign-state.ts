/** How far a campaign has come: what is planned, what each run gave, and why it stands still. Pure. */
import type { Recipe } from '@/simulations/kernel/lab'
import type { CampaignPlan } from '@/simulations/runner/campaign-plan'
import type { CampaignRun } from '@/simulations/runner/campaign-run'
import type { FaultItem } from '@/simulations/schedule/schedule'
import type { Campaign } from '@/simulations/worker/protocol'

export interface CampaignRequest {
  /** Its schedule holds actions or nothing: the faults are the campaign's. */
  recipe: Recipe
  campaign: Campaign
}

/** What one schedule came to. */
export type Tried =
  | { kind: 'ran'; run: CampaignRun }
  /** The code under it broke a rule of the simulation; a sentence says which. */
  | { kind: 'stopped'; message: string }

/** A failing schedule and the smallest that still fails in the same way. */
export interface Smallest {
  /** Of the run it was made from. */
  index: number
  invariant: string
  faults: FaultItem[]
  /** Places, in the failing schedule, of the faults that are left. */
  needed: number[]
  /** The whole text. */
  schedule: string
  run: CampaignRun
}

export type CampaignPhase =
  /** Written down; nothing has been run but the recipe without faults. */
  | 'planned'
  | 'running'
  | 'shrinking'
  /** By the reader. */
  | 'stopped'
  | 'done'
  | 'failed'

export interface CampaignState {
  request: CampaignRequest
  phase: CampaignPhase
  /** `null` until it is made. */
  plan: CampaignPlan | null
  /** One for each planned run, in the order of the plan; `null` where it has not been run. */
  results: readonly (Tried | null)[]
  done: number
  /** Milliseconds in which runs were made. */
  elapsedMs: number
  /** Milliseconds of one run, measured with the plan; 0 before that. */
  runMs: number
  workers: number
  failure: string | null
  smallest: Smallest | null
}

export type CampaignEvent =
  | { type: 'began'; workers: number }
  | { type: 'planned'; plan: CampaignPlan; runMs: number }
  | { type: 'joined'; workers: number }
  | { type: 'tried'; index: number; tried: Tried; elapsedMs: number }
  | { type: 'shrinking' }
  | { type: 'shrunk'; smallest: Smallest }
  | { type: 'ended'; phase: 'stopped' | 'done'; elapsedMs: number }
  | { type: 'failed'; message: string }

export function startCampaign(request: CampaignRequest): CampaignState {
  return {
    request,
    phase: 'planned',
    plan: null,
    results: [],
    done: 0,
    elapsedMs: 0,
    runMs: 0,
    workers: 0,
    failure: null,
    smallest: null,
  }
}

export function campaignReducer(state: CampaignState, event: CampaignEvent): CampaignState {
  switch (event.type) {
    case 'began':
      return { ...state, phase: 'running', workers: event.workers, failure: null }
    case 'planned':
      return {
        ...state,
        plan: event.plan,
        runMs: event.runMs,
        results: event.plan.runs.map(() => null),
        done: 0,
      }
    case 'joined':
      return { ...state, workers: event.workers }
    case 'tried': {
      if (event.index >= state.results.length || state.results[event.index]) return state
      const results = state.results.with(event.index, event.tried)
      return { ...state, results, done: state.done + 1, elapsedMs: event.elapsedMs }
    }
    case 'shrinking':
      return { ...state, phase: 'shrinking' }
    case 'shrunk':
      return { ...state, smallest: event.smallest }
    case 'ended':
      return { ...state, phase: event.phase, workers: 0, elapsedMs: event.elapsedMs }
    case 'failed':
      return { ...state, phase: 'failed', workers: 0, failure: event.message }
  }
}

export function isBusy({ phase }: CampaignState): boolean {
  return phase === 'running' || phase === 'shrinking'
}

/** Runs a second; 0 before there is anything to tell it from. */
export function schedulesPerSecond({ done, elapsedMs }: CampaignState): number {
  return elapsedMs > 0 ? (done / elapsedMs) * 1_000 : 0
}
