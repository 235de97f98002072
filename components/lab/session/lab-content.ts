/** What the build leaves for a lab: its sources with highlighting, and where its code can be crashed. */
import type { Line } from '@/components/lesson/spans'
import type { CompiledSource } from '@/simulations/compile/compiled-source'
import type { LabSources } from '@/simulations/kernel/lab'

/** `public/generated/manifest.json`: names of files beside it. */
export interface GeneratedManifest {
  worker: string
  /** The page in which changed code runs. */
  frame: string
  /** Lab id to its `LabContent`. */
  labs: Record<string, string>
}

export interface CodeFacts {
  /** Lines on which a statement of async code starts. */
  lines: number[]
  labels: { label: string; line: number }[]
}

export interface LabContent {
  sources: LabSources
  /** By path, as `sources`. */
  highlighted: Record<string, Line[]>
  /** Of the TypeScript files, by path. */
  code: Record<string, CompiledSource>
}

/** Where a page finds a lab's parts, and how much there is to load. Plain data, from server to client. */
export interface LabAssets {
  worker: string
  /** The page in which changed code runs. */
  frame: string
  content: string
  /** Folder with Postgres' files, ending in a slash. */
  postgres: string
  megabytes: number
}
