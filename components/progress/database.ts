/** The reader's IndexedDB database: its collections, and how an older one becomes the present one. */
import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB } from 'idb'
import type { Collection, ProgressRecord } from './records'

/** What could not be read where something was to be written, kept as it was found. */
export interface SetAside {
  collection: Collection
  value: unknown
  problem: string
  /** Milliseconds since 1970. */
  at: number
}

type Records = { [C in Collection]: { key: string; value: ProgressRecord<C> } }

export interface ProgressSchema extends DBSchema, Records {
  setAside: { key: number; value: SetAside }
}

export type ProgressDatabase = IDBPDatabase<ProgressSchema>

type Upgrade = IDBPTransaction<ProgressSchema, (Collection | 'setAside')[], 'versionchange'>
type Migration = (database: ProgressDatabase, transaction: Upgrade) => void | Promise<void>

export const databaseName = 'faultline'

/**
 * The first makes version 1 out of nothing, the next version 2 out of 1, and so on. One that has been published is never
 * changed: readers have its result on their machines.
 */
export const migrations: readonly Migration[] = [
  (database) => {
    database.createObjectStore('predictions', { keyPath: 'id' })
    database.createObjectStore('challenges', { keyPath: 'id' })
    database.createObjectStore('attempts', { keyPath: 'id' })
    database.createObjectStore('runs', { keyPath: 'id' })
    database.createObjectStore('consents', { keyPath: 'id' })
    database.createObjectStore('setAside', { autoIncrement: true })
  },
  (database) => {
    database.createObjectStore('places', { keyPath: 'id' })
  },
]

export interface OpenOptions {
  name?: string
  steps?: readonly Migration[]
  /** A newer page wants to migrate, or the browser has taken the storage away: the connection is closed by then. */
  onClosed?: () => void
  /** Another connection holds an older version and does not let go; this one opens when that one is closed. */
  onBlocked?: () => void
}

/**
 * @throws DOMException `VersionError` where a newer version of the site has been here, others where storage is forbidden
 */
export async function openProgressDatabase({
  name = databaseName,
  steps = migrations,
  onClosed,
  onBlocked,
}: OpenOptions = {}): Promise<ProgressDatabase> {
  const database = await openDB<ProgressSchema>(name, steps.length, {
    async upgrade(upgrading, from, _to, transaction) {
      for (const step of steps.slice(from)) await step(upgrading, transaction)
    },
    blocked: () => onBlocked?.(),
    blocking: () => {
      database.close()
      onClosed?.()
    },
    terminated: () => onClosed?.(),
  })
  return database
}
