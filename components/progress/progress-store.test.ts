import 'fake-indexeddb/auto'
import { type IDBPDatabase, openDB } from 'idb'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { migrations, openProgressDatabase } from './database'
import { ProgressStore, type ProgressStoreOptions } from './progress-store'
import type { Attempt, Prediction } from './records'

const answered = (id: string, answer: number): Prediction => ({
  id,
  answer,
  answeredAt: 1,
  marked: null,
})

const oneMore = (before: { tries: number } | null) => ({
  id: 'lose-one',
  tries: (before?.tries ?? 0) + 1,
  hints: 0,
  solved: null,
})

let name = ''
const open: ProgressStore[] = []

async function storeOf(options: ProgressStoreOptions = {}): Promise<ProgressStore> {
  const store = new ProgressStore({ name, ...options })
  open.push(store)
  await store.ready()
  return store
}

/** As another version of the site sees it. */
async function inDatabase(act: (raw: IDBPDatabase) => Promise<unknown>): Promise<void> {
  const raw = await openDB(name)
  await act(raw)
  raw.close()
}

beforeEach(() => {
  name = `test ${expect.getState().currentTestName}`
})

afterEach(() => {
  for (const store of open.splice(0)) store.close()
  vi.restoreAllMocks()
})

describe('progress', () => {
  it('is there again after a reload', async () => {
    const before = await storeOf()
    await before.put('predictions', answered('outbox/rows', 2))
    before.close()
    const after = await storeOf()
    expect(after.status()).toEqual({ kind: 'kept' })
    expect(after.get('predictions', 'outbox/rows')).toEqual(answered('outbox/rows', 2))
    expect(after.all('predictions')).toHaveLength(1)
  })

  it('gives the same list until something changes', async () => {
    const store = await storeOf()
    const none = store.all('predictions')
    expect(store.all('predictions')).toBe(none)
    await store.put('predictions', answered('a', 1))
    expect(store.all('predictions')).toEqual([answered('a', 1)])
    await store.remove('predictions', 'a')
    expect(store.all('predictions')).toEqual([])
  })

  it('of two tabs adds up', async () => {
    const [one, two] = [await storeOf(), await storeOf()]
    await Promise.all(
      [one, two, one, two, one].map((store) => store.update('challenges', 'lose-one', oneMore)),
    )
    const third = await storeOf()
    expect(third.get('challenges', 'lose-one')?.tries).toBe(5)
  })

  it('of one tab is seen in the other', async () => {
    const [one, two] = [
      await storeOf({ channel: new BroadcastChannel(name) }),
      await storeOf({ channel: new BroadcastChannel(name) }),
    ]
    await one.put('predictions', answered('a', 1))
    await vi.waitFor(() => expect(two.get('predictions', 'a')).toEqual(answered('a', 1)))
    await two.remove('predictions', 'a')
    await vi.waitFor(() => expect(one.get('predictions', 'a')).toBeNull())
  })

  it('that cannot be read stays where it is, and is counted; the rest is there', async () => {
    const before = await storeOf()
    await before.put('predictions', answered('good', 1))
    before.close()
    const bad = { id: 'bad', answer: { far: 'too deep' } }
    await inDatabase((raw) => raw.put('predictions', bad))

    const after = await storeOf()
    expect(after.all('predictions')).toEqual([answered('good', 1)])
    expect(after.setAside()).toBe(1)
    const again = await storeOf()
    expect(again.setAside()).toBe(1)
    await again.remove('predictions', 'bad')
    await inDatabase(async (raw) => {
      expect(await raw.get('predictions', 'bad')).toEqual(bad)
      expect(await raw.count('setAside')).toBe(0)
    })
  })

  it('that cannot be read is set aside when the reader writes in its place', async () => {
    const first = await storeOf()
    const bad = { id: 'a', answer: { far: 'too deep' } }
    await inDatabase((raw) => raw.put('predictions', bad))
    const store = await storeOf()
    await store.put('predictions', answered('a', 2))
    expect([store.get('predictions', 'a'), store.setAside()]).toEqual([answered('a', 2), 1])
    await inDatabase(async (raw) =>
      expect(await raw.getAll('setAside')).toMatchObject([
        { collection: 'predictions', value: bad },
      ]),
    )
    const after = await storeOf()
    expect([after.get('predictions', 'a'), after.setAside()]).toEqual([answered('a', 2), 1])
    first.close()
  })

  it('that was set aside comes back once it can be read, and where the reader has not gone on', async () => {
    const before = await storeOf()
    await before.put('predictions', answered('b', 5))
    before.close()
    const aside = (value: unknown) => ({ collection: 'predictions', value, problem: '', at: 1 })
    await inDatabase(async (raw) => {
      await raw.add('setAside', aside(answered('a', 1)))
      await raw.add('setAside', aside(answered('b', 2)))
      await raw.add('setAside', aside({ id: 'c', answer: { far: 'too deep' } }))
    })
    const store = await storeOf()
    expect(store.all('predictions')).toEqual([answered('a', 1), answered('b', 5)])
    expect(store.setAside()).toBe(1)
    await inDatabase(async (raw) => {
      expect(await raw.get('predictions', 'a')).toEqual(answered('a', 1))
      expect(await raw.count('setAside')).toBe(2)
    })
  })

  it('keeps what a newer version has added to a record', async () => {
    const first = await storeOf()
    const marked = { outcome: 1, right: true, markedAt: 2, colour: 'of later' }
    const newer = { ...answered('a', 1), marked, sure: true }
    await inDatabase((raw) => raw.put('predictions', newer))
    const store = await storeOf()
    await store.update('predictions', 'a', (before) => before && { ...before, answer: 2 })
    await store.put('predictions', answered('b', 2))
    await inDatabase(async (raw) =>
      expect(await raw.get('predictions', 'a')).toEqual({ ...newer, answer: 2 }),
    )
    // Even where the old version writes the whole record anew.
    await store.put('predictions', answered('a', 3))
    await inDatabase(async (raw) =>
      expect(await raw.get('predictions', 'a')).toEqual({ ...answered('a', 3), sure: true }),
    )
    first.close()
  })

  it('that could not be read again is not written, lasts as long as the tab, and is counted', async () => {
    const store = await storeOf()
    const draft = (text: string): Attempt => ({
      id: 'outbox draft',
      title: 'Draft',
      lab: 'outbox',
      variant: 'outbox',
      edits: { 'orders.ts': text },
      savedAt: 1,
    })
    await store.put('attempts', draft('short'))
    const long = draft('x'.repeat(100_001))
    await store.put('attempts', long)
    expect([store.get('attempts', long.id), store.unkept()]).toEqual([long, 1])
    expect(store.status()).toEqual({ kind: 'kept' })
    const after = await storeOf()
    expect([after.get('attempts', long.id), after.setAside()]).toEqual([draft('short'), 0])
    await store.put('attempts', draft('x'.repeat(100_000)))
    expect(store.unkept()).toBe(0)
  })

  it('waits for another tab in memory, says so, and is written when that one lets go', async () => {
    const before = await storeOf()
    await before.put('predictions', answered('a', 1))
    await before.update('challenges', 'lose-one', oneMore)
    before.close()
    const holding = await openDB(name)
    const store = await storeOf({ steps: [...migrations, () => undefined] })
    expect(store.status()).toEqual({ kind: 'not-kept', why: 'blocked' })
    for (let tries = 0; tries < 1_100; tries++)
      await store.update('predictions', 'b', () => answered('b', tries))
    for (let more = 0; more < 1_100; more++) await store.update('challenges', 'lose-one', oneMore)
    expect(store.get('predictions', 'b')).toEqual(answered('b', 1_099))

    holding.close()
    await vi.waitFor(() => expect(store.status()).toEqual({ kind: 'kept' }))
    expect(store.get('predictions', 'a')).toEqual(answered('a', 1))
    expect(store.get('predictions', 'b')).toEqual(answered('b', 1_099))
    await inDatabase(async (raw) => {
      expect(await raw.get('predictions', 'b')).toEqual(answered('b', 1_099))
      expect(await raw.get('challenges', 'lose-one')).toMatchObject({ tries: 1_001 })
    })
  })

  it('says that it is closed when that happens while it is read', async () => {
    await (await storeOf()).put('predictions', answered('a', 1))
    for (const one of open.splice(0)) one.close()
    let tell: (() => void) | undefined
    const { getAllKeys } = IDBObjectStore.prototype
    vi.spyOn(IDBObjectStore.prototype, 'getAllKeys').mockImplementation(function (
      this: IDBObjectStore,
      ...all
    ) {
      tell?.()
      return getAllKeys.apply(this, all)
    })
    const later = new Promise<void>((resolve) => {
      tell = () => {
        tell = undefined
        openDB(name, migrations.length + 1).then((newer) => {
          newer.close()
          resolve()
        }, resolve)
      }
    })
    const store = await storeOf()
    await later
    expect(store.status()).toEqual({ kind: 'not-kept', why: 'closed' })
  })

  it('of a newer version is left alone', async () => {
    const newer = await openDB(name, migrations.length + 1, {
      upgrade: (database) => void database.createObjectStore('predictions', { keyPath: 'id' }),
    })
    await newer.put('predictions', answered('a', 1))
    newer.close()
    const store = await storeOf()
    expect(store.status()).toEqual({ kind: 'not-kept', why: 'newer' })
    await store.put('predictions', answered('b', 2))
    expect(store.get('predictions', 'b')).toEqual(answered('b', 2))
    const still = await openDB(name)
    expect(await still.getAllKeys('predictions')).toEqual(['a'])
    still.close()
  })

  it('lives in the tab where the browser forbids storage', async () => {
    vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw new DOMException('no', 'SecurityError')
    })
    const store = await storeOf()
    expect(store.status()).toEqual({ kind: 'not-kept', why: 'forbidden' })
    await store.put('predictions', answered('a', 1))
    expect(store.all('predictions')).toEqual([answered('a', 1)])
  })

  it('lives in the tab from when the disk is full', async () => {
    const store = await storeOf()
    await store.put('predictions', answered('a', 1))
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('no room', 'QuotaExceededError')
    })
    await store.put('predictions', answered('b', 2))
    expect(store.status()).toEqual({ kind: 'not-kept', why: 'full' })
    expect(store.all('predictions')).toHaveLength(2)
    await store.put('predictions', answered('c', 3))
    expect(store.all('predictions')).toHaveLength(3)
  })

  it('of the first version stays, and has room for where somebody read', async () => {
    const first = await openProgressDatabase({ name, steps: migrations.slice(0, 1) })
    await first.put('predictions', answered('a', 1))
    first.close()
    const store = await storeOf()
    expect(store.status()).toEqual({ kind: 'kept' })
    expect(store.get('predictions', 'a')).toEqual(answered('a', 1))
    const place = { id: 'outbox', section: 'fix-it', at: 3 }
    await store.put('places', place)
    store.close()
    expect((await storeOf()).all('places')).toEqual([place])
  })

  it('comes through a later version, which waits for nobody', async () => {
    const old = await storeOf()
    await old.put('predictions', answered('a', 1))
    const renamed = await storeOf({
      steps: [
        ...migrations,
        async (_database, transaction) => {
          const predictions = transaction.objectStore('predictions')
          for (const record of await predictions.getAll())
            await predictions.put({ ...record, answer: Number(record.answer) + 1 })
        },
      ],
    })
    expect(renamed.get('predictions', 'a')).toEqual(answered('a', 2))
    expect(old.status()).toEqual({ kind: 'not-kept', why: 'closed' })
  })
})
