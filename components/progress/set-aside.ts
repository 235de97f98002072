/** Records that gave way to one that could be written, and the way back for them. */
import type { ProgressDatabase } from './database'
import { collections, readRecord } from './records'

/**
 * Puts back what can be read by now: an older version of the site may have set it aside. Where the reader has gone on in
 * the meantime, theirs stays, and the old one stays aside.
 * @returns how many still cannot be read
 */
export async function putBack(database: ProgressDatabase): Promise<number> {
  if ((await database.count('setAside')) === 0) return 0
  const transaction = database.transaction([...collectionNames, 'setAside'], 'readwrite')
  const aside = transaction.objectStore('setAside')
  let unreadable = 0
  for (const key of await aside.getAllKeys()) {
    const entry = await aside.get(key)
    if (!entry || !collectionNames.includes(entry.collection)) {
      unreadable += 1
      continue
    }
    const found = readRecord(entry.collection, entry.value)
    if (!('record' in found)) {
      unreadable += 1
      continue
    }
    const store = transaction.objectStore(entry.collection)
    if ((await store.getKey(found.record.id)) !== undefined) continue
    await store.put(found.record)
    await aside.delete(key)
  }
  await transaction.done
  return unreadable
}

const collectionNames = Object.keys(collections) as (keyof typeof collections)[]
