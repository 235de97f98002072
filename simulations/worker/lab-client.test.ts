import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LabClient } from './lab-client'
import type { Request, Response, RunReport } from './protocol'

const recipe = { lab: 'outbox', variant: 'outbox', seed: 7, schedule: '' }
const report = { trace: [], fingerprint: 'f' } as unknown as RunReport

/** A worker that answers runs for as long as it is told to, and nothing else. */
function openClient(options: { ownCode?: boolean } = {}) {
  let hear: (response: Response) => void = () => undefined
  const worker = { answers: true, closed: false }
  const client = new LabClient(({ onMessage }) => {
    hear = onMessage
    return {
      post: (request: Request) => {
        if (request.kind === 'run' && worker.answers) hear({ kind: 'ran', id: request.id, report })
      },
      close: () => {
        worker.closed = true
      },
    }
  }, options)
  return { client, worker }
}

describe('a worker that says nothing', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it.each([
    ['of the labs’ own code is given half a minute for its first run', { ownCode: true }, 30],
    ['of changed code is stopped after 6 s', {}, 6],
  ])('%s', async (_, options, seconds) => {
    const { client, worker } = openClient(options)
    worker.answers = false
    const failure = client.run(recipe).catch((error: Error) => error.message)
    vi.advanceTimersByTime(seconds * 1_000)
    expect(worker.closed).toBe(false)
    vi.advanceTimersByTime(2_000)
    expect(worker.closed).toBe(true)
    expect(await failure).toBe(`The simulation did not answer for ${seconds} s and was stopped.`)
  })

  it('is stopped after 6 s once it has run', async () => {
    const { client, worker } = openClient({ ownCode: true })
    await client.run(recipe)
    worker.answers = false
    const failure = client.run(recipe).catch((error: Error) => error.message)
    vi.advanceTimersByTime(8_000)
    expect(worker.closed).toBe(true)
    expect(await failure).toMatch(/for 6 s/)
  })
})
