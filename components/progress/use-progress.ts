'use client'

/**
 * The reader's progress in React. The store is fetched once something asks for a record, after the page has been drawn;
 * until then, and on the server, there is no progress.
 */
import { useSyncExternalStore } from 'react'
import type { ProgressStatus, ProgressStore } from './progress-store'
import type { Collection, ProgressRecord } from './records'

let loading: Promise<ProgressStore> | null = null
let store: ProgressStore | null = null
/** The last fetch has failed. */
let unreachable = false
/** Who listens, and how to stop it once there is a store. */
const listeners = new Map<() => void, (() => void) | null>()

/**
 * The one store of this tab, with all that was kept. Only in the browser. Rejects where its code cannot be fetched; the
 * next call fetches it again.
 */
export function loadProgress(): Promise<ProgressStore> {
  loading ??= startProgress().catch((error: unknown) => {
    loading = null
    unreachable = true
    for (const listener of listeners.keys()) listener()
    throw error
  })
  return loading
}

async function startProgress(): Promise<ProgressStore> {
  const { ProgressStore } = await import('./progress-store')
  const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(channelName)
  const loaded = new ProgressStore({ channel })
  await loaded.ready()
  store = loaded
  unreachable = false
  for (const listener of listeners.keys()) {
    listeners.set(listener, loaded.subscribe(listener))
    listener()
  }
  return loaded
}

export interface ProgressReport {
  status: ProgressStatus
  /** Records that could not be read; they are left as they are. */
  setAside: number
  /** Records that last as long as the tab: the store would not read them again. */
  unkept: number
}

/** Fetches no store: before something is kept or read there is nothing to report. */
export function useProgressReport(): ProgressReport {
  const status = useSyncExternalStore(
    listen,
    () => store?.status() ?? (unreachable ? notFetched : opening),
    () => opening,
  )
  const setAside = useSyncExternalStore(
    listen,
    () => store?.setAside() ?? 0,
    () => 0,
  )
  const unkept = useSyncExternalStore(
    listen,
    () => store?.unkept() ?? 0,
    () => 0,
  )
  return { status, setAside, unkept }
}

/**
 * `null` where there is none, and until what was kept has been read.
 * @param wanted without it nothing is fetched: the record comes when something else has asked for the store
 */
export function useRecord<C extends Collection>(
  collection: C,
  id: string,
  wanted = true,
): ProgressRecord<C> | null {
  return useSyncExternalStore(
    wanted ? subscribe : listen,
    () => store?.get(collection, id) ?? null,
    () => null,
  )
}

export function useRecords<C extends Collection>(collection: C): readonly ProgressRecord<C>[] {
  return useSyncExternalStore<readonly ProgressRecord<C>[]>(
    subscribe,
    () => store?.all(collection) ?? none,
    () => none,
  )
}

const channelName = 'faultline'
const opening: ProgressStatus = { kind: 'opening' }
const notFetched: ProgressStatus = { kind: 'not-kept', why: 'unreachable' }
const none: readonly never[] = []

function subscribe(listener: () => void): () => void {
  // Without the store's code there is no progress, and the foot of the page says so; it can be read all the same.
  if (!store) loadProgress().catch(() => undefined)
  return listen(listener)
}

function listen(listener: () => void): () => void {
  listeners.set(listener, store?.subscribe(listener) ?? null)
  return () => {
    listeners.get(listener)?.()
    listeners.delete(listener)
  }
}
