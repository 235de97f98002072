/** What the page and the worker that runs the simulation say to each other. Plain data only. */
import type { CompiledSource } from '../compile/compiled-source'
import type { LabSources, Recipe } from '../kernel/lab'
import type { Microseconds } from '../kernel/time'
import type { Row, RunOutcome, TraceEvent } from '../kernel/trace-event'
import type { CampaignPlan } from '../runner/campaign-plan'
import type { CampaignRun } from '../runner/campaign-run'
import type { RecipeField } from '../runner/recipe-problem'
import type { InvariantResult } from '../runner/run-recipe'
import type { ScheduleProblem } from '../schedule/schedule'

export interface AssetFile {
  name: string
  bytes: number
}

/** `public/postgres/manifest.json`: files beside it, compressed; one of them also as it is. */
export interface AssetManifest {
  version: string
  files: {
    wasm: AssetFile & { plain: AssetFile }
    bundle: AssetFile
    dataDirectory: AssetFile
  }
}

/** Postgres' files, decompressed: for a worker that can fetch nothing. */
export type AssetBlobs = Record<keyof AssetManifest['files'], Blob>

export type Request =
  /** Downloads and boots what a lab needs. */
  | { kind: 'load'; id: number; assets: string | AssetBlobs; lab: string }
  /** Apart from `load`, which is asked before the page has them. */
  | {
      kind: 'sources'
      id: number
      lab: string
      sources: LabSources
      /** Of the TypeScript files, by path. */
      compiled: Record<string, CompiledSource>
    }
  | { kind: 'run'; id: number; recipe: Recipe }
  | { kind: 'query'; id: number; recipe: Recipe; at: Microseconds; database: string; text: string }
  /** What a campaign will run. The page then asks for one run after another, so that it can stop between any two. */
  | { kind: 'plan'; id: number; recipe: Recipe; campaign: Campaign }
  /** One run of a campaign. Of its trace nothing is sent. */
  | { kind: 'try'; id: number; recipe: Recipe }
  | { kind: 'status'; id: number }
  /** There is time for what the next run would have to do first. Not answered. */
  | { kind: 'settle'; id: number }
  | { kind: 'ping'; id: number }

export type Campaign =
  | { kind: 'sweep' }
  | { kind: 'explore'; schedules: number }
  /** Every order of the steps, of a lab that is about them. */
  | { kind: 'orders' }

/** Random schedules that a page asks for at once. */
export const schedulesMost = 500

export interface LoadProgress {
  phase: 'download' | 'compile' | 'boot'
  /** Bytes of the download, or databases booted. */
  done: number
  total: number
}

export interface RunReport {
  trace: TraceEvent[]
  fingerprint: string
  outcome: RunOutcome
  reason: string | null
  virtualUs: Microseconds
  invariants: InvariantResult[]
  /** The schedule as it ran, its workload written out. */
  schedule: string
  /** Faults that never met their moment. */
  unmet: string[]
  /** Edited code as it ran, by path. */
  code: Record<string, CompiledSource>
  wallMs: number
}

export interface QueryReport {
  fields: string[]
  rows: Row[]
  /** More rows than are shown. */
  rowCount: number
  at: Microseconds
}

export interface WorkerStatus {
  databases: number
  /** Bytes of wasm memory and pictures, as far as it can be told from inside. */
  bytes: number
}

export type Failure =
  | {
      kind: 'recipe'
      field: RecipeField
      message: string
      problems: ScheduleProblem[]
      place: { file: string; line: number; column: number } | null
    }
  | {
      kind: 'simulation'
      code: string
      message: string
      node: string | null
      file: string | null
      line: number | null
    }
  | { kind: 'sql'; code: string; message: string; position: number | null; fix: string | null }
  | { kind: 'load'; message: string }
  | { kind: 'unexpected'; message: string }

export type Response =
  | { kind: 'progress'; id: number; progress: LoadProgress }
  | { kind: 'loaded'; id: number }
  | { kind: 'ran'; id: number; report: RunReport }
  | { kind: 'queried'; id: number; report: QueryReport }
  | { kind: 'planned'; id: number; plan: CampaignPlan }
  | { kind: 'tried'; id: number; run: CampaignRun }
  | { kind: 'status'; id: number; status: WorkerStatus }
  | { kind: 'pong'; id: number }
  | { kind: 'failed'; id: number; failure: Failure }
