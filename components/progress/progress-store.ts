/**
 * The reader's progress: what they answered, solved, changed and kept. Written to IndexedDB one record at a time, read
 * and changed inside one transaction, so two tabs never overwrite what the other has added. Where the browser keeps
 * nothing, it lives until the tab is closed, and says so. What cannot be read is never deleted: a newer version may have
 * written it.
 */
import { openProgressDatabase, type OpenOptions, type ProgressDatabase } from './database'
import { type Collection, type ProgressRecord, readRecord, withUnknownOf } from './records'
import { putBack } from './set-aside'

export type ProgressStatus =
  | { kind: 'opening' }
  | { kind: 'kept' }
  /**
   * Nothing that is done from now on outlives the tab; after `blocked` all of it is kept when the other tab lets go, after
   * `unreachable` the store's code is asked for again with the next thing that is to be kept.
   */
  | { kind: 'not-kept'; why: 'forbidden' | 'full' | 'newer' | 'closed' | 'blocked' | 'unreachable' }

type Records = { [C in Collection]: Map<string, ProgressRecord<C>> }

type Write = (database: ProgressDatabase) => Promise<void>

/** Of one record. Beyond that, the newest takes the place of the one before it; what is stored is never passed over. */
const waitingMost = 1_000

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
  /** From when it can be used: all is read, or it is known that this has to wait or will not be. */
  readonly #ready: Promise<void>
  #database: ProgressDatabase | null = null
  readonly #records: Records = emptyRecords()
  /** For readers that compare by identity. */
  readonly #lists = new Map<Collection, readonly ProgressRecord<Collection>[]>()
  #status: ProgressStatus = { kind: 'opening' }
  /** Put out of the way of a record that could be written. */
  #aside = 0
  /** Left where they are. */
  readonly #unreadable = new Set<string>()
  readonly #unkept = new Set<string>()
  /** What is to be written once another tab has let go, by record. */
  readonly #waiting = new Map<string, Write[]>()

  constructor({ channel = null, ...options }: ProgressStoreOptions = {}) {
    this.#channel = channel
    channel?.addEventListener('message', (event: MessageEvent<Change>) => {
      this.#refresh(event.data).catch(() => undefined)
    })
    let begin: () => void = () => undefined
    this.#ready = new Promise((resolve) => {
      begin = resolve
    })
    this.#opened = this.#open(options, begin).finally(begin)
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly status = (): ProgressStatus => this.#status

  /** Records that could not be read; they are left as they are. */
  readonly setAside = (): number => this.#aside + this.#unreadable.size

  /** Records that the store would not read again, so that they last as long as the tab. */
  readonly unkept = (): number => this.#unkept.size

  /** Resolves when all that was kept has been read, or has to be done without. */
  async ready(): Promise<void> {
    await this.#ready
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
   * Changes one record by what is stored now, which another tab may have written. What could not be read again is not
   * written, and counts as `unkept`.
   * @param change may be called more than once; gets `null` where there is none; what it returns is stored, `null` deletes
   */
  async update<C extends Collection>(
    collection: C,
    id: string,
    change: (before: ProgressRecord<C> | null) => ProgressRecord<C> | null,
  ): Promise<void> {
    await this.#ready
    if (this.#database && this.#status.kind === 'kept') {
      return this.#write(this.#database, collection, id, change)
    }
    const after = change(this.get(collection, id))
    if (this.#status.kind === 'not-kept' && this.#status.why === 'blocked') {
      this.#wait(nameOf(collection, id), (database) =>
        this.#write(database, collection, id, change),
      )
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

  /** @param onWaiting called when another tab has to let go first */
  async #open(options: OpenOptions, onWaiting: () => void): Promise<ProgressDatabase | null> {
    try {
      const database = await openProgressDatabase({
        ...options,
        onClosed: () => this.#stop('closed'),
        onBlocked: () => {
          this.#stop('blocked')
          onWaiting()
        },
      })
      await this.#readAll(database)
      await this.#writeWaiting(database)
      if (!this.#isJoining()) return database
      this.#database = database
      this.#status = { kind: 'kept' }
      this.#tell()
      return database
    } catch (error) {
      this.#stop(isNewer(error) ? 'newer' : 'forbidden')
      return null
    }
  }

  async #readAll(database: ProgressDatabase): Promise<void> {
    this.#aside = await putBack(database)
    for (const collection of Object.keys(this.#records) as Collection[]) {
      const transaction = database.transaction(collection)
      for (const id of await transaction.store.getAllKeys()) {
        const record = this.#read(collection, id, await transaction.store.get(id))
        if (record) this.#keep(collection, id, record)
      }
      await transaction.done
    }
  }

  /** @returns `null` for what is not there, and for what cannot be read: that is counted */
  #read<C extends Collection>(collection: C, id: string, value: unknown): ProgressRecord<C> | null {
    const name = nameOf(collection, id)
    this.#unreadable.delete(name)
    if (value === undefined) return null
    const found = readRecord(collection, value)
    if ('record' in found) return found.record
    this.#unreadable.add(name)
    return null
  }

  async #write<C extends Collection>(
    database: ProgressDatabase,
    collection: C,
    id: string,
    change: (before: ProgressRecord<C> | null) => ProgressRecord<C> | null,
  ): Promise<void> {
    const name = nameOf(collection, id)
    let after: ProgressRecord<C> | null = null
    try {
      const transaction = database.transaction([collection, 'setAside'], 'readwrite')
      const store = transaction.objectStore(collection)
      const value: unknown = await store.get(id)
      const before = this.#read(collection, id, value)
      after = change(before)
      const checked = after && readRecord(collection, withUnknownOf(collection, before, after))
      this.#unkept.delete(name)
      if (checked && 'problem' in checked) this.#unkept.add(name)
      else if (checked) {
        after = checked.record
        if (this.#unreadable.has(name)) {
          const problem = 'could not be read'
          await transaction
            .objectStore('setAside')
            .add({ collection, value, problem, at: Date.now() })
        }
        await store.put(after)
      } else if (before) await store.delete(id)
      await transaction.done
      if (checked && 'record' in checked && this.#unreadable.delete(name)) this.#aside += 1
      this.#channel?.postMessage({ collection, id } satisfies Change)
    } catch (error) {
      // What the reader did counts in this tab, whatever the disk says.
      after = change(this.get(collection, id))
      this.#stop(isFull(error) ? 'full' : 'forbidden')
    }
    this.#take(collection, id, after)
  }

  #wait(name: string, write: Write): void {
    const writes = this.#waiting.get(name) ?? []
    this.#waiting.set(name, writes)
    if (writes.length >= waitingMost) writes.pop()
    writes.push(write)
  }

  async #writeWaiting(database: ProgressDatabase): Promise<void> {
    // While one is written, the reader goes on. Where the disk fails, each is at least taken in this tab.
    for (const [name, writes] of this.#waiting) {
      this.#waiting.delete(name)
      for (const write of writes) await write(database)
    }
  }

  /** Nothing has ended it: the disk was not full, nor the connection closed. */
  #isJoining(): boolean {
    const status = this.#status
    return status.kind === 'opening' || (status.kind === 'not-kept' && status.why === 'blocked')
  }

  /** Another tab has changed this one. */
  async #refresh({ collection, id }: Change): Promise<void> {
    await this.#ready
    if (!this.#database || this.#status.kind !== 'kept' || !(collection in this.#records)) return
    const value: unknown = await this.#database.get(collection, id)
    this.#take(collection, id, this.#read(collection, id, value))
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
    // Of a closed connection nothing else is to be said.
    if (this.#status.kind === 'not-kept' && this.#status.why === 'closed') return
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
    places: new Map(),
  }
}

function nameOf(collection: Collection, id: string): string {
  return `${collection} ${id}`
}

function isNewer(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'VersionError'
}

function isFull(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'QuotaExceededError'
}
