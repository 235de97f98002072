import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { sandboxedWorker } from './sandboxed-worker'

const addresses = { frame: '/frame.html', worker: '/worker.js' }

/** As much of a page as the worker's frame needs. */
function stubPage(fetched: () => Promise<Response>) {
  const frame = {
    setAttribute: vi.fn(),
    remove: vi.fn(),
    contentWindow: { postMessage: vi.fn() },
    onload: () => undefined,
  }
  vi.stubGlobal('document', { createElement: () => frame, body: { append: vi.fn() } })
  vi.stubGlobal('fetch', fetched)
  return frame
}

const unhandled = vi.fn()
beforeEach(() => {
  process.on('unhandledRejection', unhandled)
})
afterEach(() => {
  process.off('unhandledRejection', unhandled)
  vi.unstubAllGlobals()
})

describe('a worker in a frame', () => {
  it('says that its script could not be fetched, also before the frame is there', async () => {
    stubPage(() => Promise.reject(new TypeError('Failed to fetch')))
    const said = await new Promise<string>((resolve) => {
      sandboxedWorker(addresses)({ onMessage: () => undefined, onError: resolve })
    })
    expect(said).toContain('Failed to fetch')
    expect(unhandled).not.toHaveBeenCalled()
  })

  it('hands its script over once, when both are there', async () => {
    const frame = stubPage(async () => new Response('the script'))
    const onError = vi.fn()
    const port = sandboxedWorker(addresses)({ onMessage: () => undefined, onError })
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(frame.contentWindow.postMessage).not.toHaveBeenCalled()
    frame.onload()
    await vi.waitFor(() => expect(frame.contentWindow.postMessage).toHaveBeenCalledOnce())
    expect(frame.contentWindow.postMessage.mock.calls[0]?.[0]).toEqual({ worker: 'the script' })
    expect(onError).not.toHaveBeenCalled()
    port.close()
  })
})
