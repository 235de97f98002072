import { renderToString } from 'react-dom/server'
import 'fake-indexeddb/auto'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { loadProgress, useProgressReport, useRecord, useRecords } from './use-progress'

function Page() {
  const answer = useRecord('predictions', 'outbox/rows')
  const answers = useRecords('predictions')
  const { status, setAside } = useProgressReport()
  return <p>{[answer, answers.length, status.kind, setAside].map(String).join(' ')}</p>
}

describe('progress on the server', () => {
  it('is none: the page is the same for everybody', () => {
    expect(renderToString(<Page />)).toBe('<p>null 0 opening 0</p>')
  })
})

describe('progress whose code could not be fetched', () => {
  afterEach(() => {
    vi.doUnmock('./progress-store')
  })

  it('is fetched again by the next that asks for it', async () => {
    vi.doMock('./progress-store', () => {
      throw new Error('no network')
    })
    await expect(loadProgress()).rejects.toThrow()
    vi.doUnmock('./progress-store')
    const store = await loadProgress()
    expect(store.status()).toEqual({ kind: 'kept' })
    expect(await loadProgress()).toBe(store)
    store.close()
  })
})
