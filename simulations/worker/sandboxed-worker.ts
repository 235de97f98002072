/**
 * A worker for code that a reader wrote, or that came with a link. It stands in a frame without an origin: it reaches
 * neither the page, nor anything that the page has stored, and the frame's policy lets it open no connection.
 * docs/decisions/edited-code.md says what holds it.
 */
import type { FrameMessage, FrameStart } from './frame-message'
import type { OpenPort } from './worker-port'

export interface SandboxAddresses {
  /** The page that the frame shows, built by scripts/build-worker.ts. */
  frame: string
  /** The worker's script; the frame may fetch nothing, so it is handed over as text. */
  worker: string
}

export function sandboxedWorker(addresses: SandboxAddresses): OpenPort {
  return ({ onMessage, onError }) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = (event: MessageEvent<FrameMessage>) => {
      const message = event.data
      if (message.kind === 'answer') onMessage(message.response)
      else onError(message.reason)
    }
    const frame = document.createElement('iframe')
    frame.setAttribute('sandbox', 'allow-scripts')
    frame.hidden = true
    frame.title = 'Runs changed code'
    frame.src = addresses.frame
    const text = fetch(addresses.worker).then((answer) => {
      if (!answer.ok) throw new Error(`The worker could not be loaded (${answer.status}).`)
      return answer.text()
    })
    const loaded = new Promise((resolve) => {
      frame.onload = resolve
    })
    Promise.all([text, loaded]).then(
      ([worker]) => {
        // A frame without an origin can be named by no other target than any.
        frame.contentWindow?.postMessage({ worker } satisfies FrameStart, '*', [port2])
      },
      (error: unknown) => onError(String(error)),
    )
    document.body.append(frame)
    return {
      post: (request) => port1.postMessage(request),
      close: () => {
        port1.close()
        frame.remove()
      },
    }
  }
}
