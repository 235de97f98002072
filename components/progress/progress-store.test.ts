import 'fake-indexeddb/auto'
import { openDB } from 'idb'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { migrations } from './database'
import { ProgressStore, type ProgressStoreOptions } from './progress-store'
import type { Prediction } from './records'

const answered = (id: string, answer: number): Prediction => ({
  id,
  answer,
  answeredAt: 1,
  marked: null,
})

let name = ''
const open: ProgressStore[] = []

async function storeOf(options: ProgressStoreOptions = {}): Promise<ProgressStore> {
  const store = new ProgressStore({ name, ...options })
  open.push(store)
  await store.ready()
  return store
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
    const oneMore = (before: { tries: number } | null) => ({
      id: 'lose-one',
      tries: (before?.tries ?? 0) + 1,
      hints: 0,
      solved: null,
    })
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

  it('sets aside what it cannot read, and keeps the rest', async () => {
    const before = await storeOf()
    await before.put('predictions', answered('good', 1))
    before.close()
    const raw = await openDB(name)
    await raw.put('predictions', { id: 'bad', answer: { far: 'too deep' } })
    raw.close()

    const after = await storeOf()
    expect(after.all('predictions')).toEqual([answered('good', 1)])
    expect(after.setAside()).toBe(1)
    const again = await storeOf()
    expect(again.setAside()).toBe(1)
    const kept = await openDB(name)
    expect(await kept.getAll('setAside')).toMatchObject([
      { collection: 'predictions', value: { id: 'bad' } },
    ])
    kept.close()
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
