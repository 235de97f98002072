/**
 * The reader's progress: what they answered, solved, changed and kept. Written to IndexedDB one record at a time, read
 * and changed inside one transaction, so two tabs never overwrite what the other has added. Where the browser keeps
 * nothing, it lives until the tab is closed, and says so.
 */
import { openProgressDatabase, type OpenOptions, type ProgressDatabase } from './database'
import { type Collection, type ProgressRecord, readRecord } from './records'

export type ProgressStatus =
  | { kind: 'opening' }
  | { kind: 'kept' }
  /** Nothing that is done from now on outlives the tab. */
  | { kind: 'not-kept'; why: 'forbidden' | 'full' | 'newer' | 'closed' }

type Records = { [C in Collection]: Map<string, ProgressRecord<C>> }

/** What one tab tells the others: these records have changed. */
interface Change {
  collection: Collection
  id: string
}

export interface ProgressStoreOptions extends OpenOptions {
  /** Where tabs of one site talk to each other; `null` without that. */
  channel?: BroadcastChannel | null
}

export class ProgressStore {
  readonly #listeners = new Set<() => void>()
  readonly #channel: BroadcastChannel | null
  readonly #opened: Promise<ProgressDatabase | null>
  readonly #records: Records = emptyRecords()
  /** For readers that compare by identity. */
  readonly #lists = new Map<Collection, readonly ProgressRecord<Collection>[]>()
  #status: ProgressStatus = { kind: 'opening' }
  #setAside = 0

  constructor({ channel = null, ...options }: ProgressStoreOptions = {}) {
    this.#channel = channel
    channel?.addEventListener('message', (event: MessageEvent<Change>) => {
      this.#refresh(event.data).catch(() => undefined)
    })
    this.#opened = this.#open(options)
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly status = (): ProgressStatus => this.#status

  /** Records that could not be read; they are kept apart. */
  readonly setAside = (): number => this.#setAside

  /** Resolves when all that was kept has been read. */
  async ready(): Promise<void> {
    await this.#opened
  }

  get<C extends Collection>(collection: C, id: string): ProgressRecord<C> | null {
    return this.#records[collection].get(id) ?? null
  }

  /** The same array until something of the collection changes. */
  all<C extends Collection>(collection: C): readonly ProgressRecord<C>[] {
    const known = this.#lists.get(collection)
    if (known) return known as readonly ProgressRecord<C>[]
    const list = [...this.#records[collection].values()]
    this.#lists.set(collection, list)
    return list
  }

  /**
   * Changes one record by what is stored now, which another tab may have written.
   * @param change gets `null` where there is none; what it returns is stored, `null` deletes
   */
  async update<C extends Collection>(
    collection: C,
    id: string,
    change: (before: ProgressRecord<C> | null) => ProgressRecord<C> | null,
  ): Promise<void> {
    const database = await this.#opened
    if (!database || this.#status.kind !== 'kept') {
      return this.#take(collection, id, change(this.get(collection, id)))
    }
    let after: ProgressRecord<C> | null = this.get(collection, id)
    try {
      const transaction = database.transaction(collection, 'readwrite')
      const found = readRecord(collection, await transaction.store.get(id))
      after = change('record' in found ? found.record : null)
      if (after) await transaction.store.put(after)
      else await transaction.store.delete(id)
      await transaction.done
      this.#channel?.postMessage({ collection, id } satisfies Change)
    } catch (error) {
      // What the reader did counts in this tab, whatever the disk says.
      after = change(this.get(collection, id))
      this.#stop(isFull(error) ? 'full' : 'forbidden')
    }
    this.#take(collection, id, after)
  }

  async put<C extends Collection>(collection: C, record: ProgressRecord<C>): Promise<void> {
    await this.update(collection, record.id, () => record)
  }

  async remove(collection: Collection, id: string): Promise<void> {
    await this.update(collection, id, () => null)
  }

  close(): void {
    this.#channel?.close()
    this.#opened.then((database) => database?.close()).catch(() => undefined)
  }

  async #open(options: OpenOptions): Promise<ProgressDatabase | null> {
    try {
      const database = await openProgressDatabase({
        ...options,
        onClosed: () => this.#stop('closed'),
      })
      await this.#readAll(database)
      this.#status = { kind: 'kept' }
      this.#tell()
      return database
    } catch (error) {
      this.#stop(isNewer(error) ? 'newer' : 'forbidden')
      return null
    }
  }

  async #readAll(database: ProgressDatabase): Promise<void> {
    for (const collection of Object.keys(this.#records) as Collection[]) {
      const transaction = database.transaction([collection, 'setAside'], 'readwrite')
      const store = transaction.objectStore(collection)
      for (const key of await store.getAllKeys()) {
        const value: unknown = await store.get(key)
        const found = readRecord(collection, value)
        if ('record' in found) this.#keep(collection, key, found.record)
        else {
          const { problem } = found
          await transaction.objectStore('setAside').add({
            collection,
            value,
            problem,
            at: Date.now(),
          })
          await store.delete(key)
        }
      }
      await transaction.done
    }
    this.#setAside = await database.count('setAside')
  }

  /** Another tab has changed this one. */
  async #refresh({ collection, id }: Change): Promise<void> {
    const database = await this.#opened
    if (!database || this.#status.kind !== 'kept' || !(collection in this.#records)) return
    const found = readRecord(collection, await database.get(collection, id))
    this.#take(collection, id, 'record' in found ? found.record : null)
  }

  #keep<C extends Collection>(collection: C, id: string, record: ProgressRecord<C>): void {
    this.#records[collection].set(id, record)
    this.#lists.delete(collection)
  }

  #take<C extends Collection>(collection: C, id: string, record: ProgressRecord<C> | null): void {
    if (record) this.#keep(collection, id, record)
    else {
      this.#records[collection].delete(id)
      this.#lists.delete(collection)
    }
    this.#tell()
  }

  #stop(why: Extract<ProgressStatus, { kind: 'not-kept' }>['why']): void {
    this.#status = { kind: 'not-kept', why }
    this.#tell()
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }
}

function emptyRecords(): Records {
  return {
    predictions: new Map(),
    challenges: new Map(),
    attempts: new Map(),
    runs: new Map(),
    consents: new Map(),
  }
}

function isNewer(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'VersionError'
}

function isFull(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'QuotaExceededError'
}
