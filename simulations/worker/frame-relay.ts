/**
 * The script of the frame without an origin: starts the worker and passes messages on. Code that floods the page is
 * stopped here, before the page hears of it.
 */
import type { FrameMessage, FrameStart } from './frame-message'
import type { Request, Response } from './protocol'

/** Far more than a lab that loads and runs has to say. */
const messagesMostPerSecond = 500
const secondMs = 1_000

addEventListener(
  'message',
  (event: MessageEvent<FrameStart>) => {
    const [port] = event.ports
    // Opened as a page of its own it would have the site's origin.
    if (event.source !== parent || self.origin !== 'null' || !port) return
    const say = (message: FrameMessage) => port.postMessage(message)
    const script = new Blob([event.data.worker], { type: 'text/javascript' })
    const worker = new Worker(URL.createObjectURL(script))
    let heard = 0
    const counting = setInterval(() => {
      heard = 0
    }, secondMs)
    const end = (reason: string) => {
      clearInterval(counting)
      worker.terminate()
      say({ kind: 'ended', reason })
    }
    worker.onmessage = ({ data }: MessageEvent<Response>) => {
      heard += 1
      if (heard > messagesMostPerSecond)
        return end('The code sent more messages than the page can read, and was stopped.')
      say({ kind: 'answer', response: data })
    }
    worker.onerror = ({ message }) => end(message || 'The worker could not start.')
    port.onmessage = ({ data }: MessageEvent<Request>) => worker.postMessage(data)
  },
  { once: true },
)
