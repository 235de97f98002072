/** What runs share: booted databases and compiled code. One per host (a Node process, a worker). */
import { DatabasePool } from '../engines/postgres/database-pool'
import type { PostgresAssets } from '../engines/postgres/instance'
import type { LabDefinition, LabSources } from '../kernel/lab'
import { ProgramCache } from './program'

export interface LabBundle {
  definition: LabDefinition
  sources: LabSources
}

export interface World {
  databases: DatabasePool
  programs: ProgramCache
}

/** Databases that stay booted: two labs of two, or one of four. */
export const databasesMost = 4

export function createWorld(
  assets: PostgresAssets,
  options: { host: 'function' | 'blob'; onBoot?: (booted: number) => void },
): World {
  return {
    databases: new DatabasePool(assets, options.onBoot ? { onBoot: options.onBoot } : {}),
    programs: new ProgramCache(options.host),
  }
}
