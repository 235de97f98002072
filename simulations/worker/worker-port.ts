/** How the page reaches a worker, wherever it stands. */
import type { Request, Response } from './protocol'

export interface WorkerPort {
  post(request: Request): void
  /** Ends the worker at once. */
  close(): void
}

export interface PortListener {
  onMessage(response: Response): void
  /** Nothing comes any more. */
  onError(message: string): void
}

export type OpenPort = (listener: PortListener) => WorkerPort

/** A worker of the page's own origin: for the code that came with the site. */
export function dedicatedWorker(url: string): OpenPort {
  return ({ onMessage, onError }) => {
    const worker = new Worker(url)
    worker.onmessage = (event: MessageEvent<Response>) => onMessage(event.data)
    worker.onerror = (event) => onError(event.message || 'The worker could not start.')
    return {
      post: (request) => worker.postMessage(request),
      close: () => worker.terminate(),
    }
  }
}
