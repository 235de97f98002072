/**
 * Rejected promises that nobody handles, as the host reports them. While a run takes its turns they are its own:
 * an exit of the process that ran last. The host's other listeners are put back afterwards.
 */

type Listener = (reason: unknown) => void

/** The part of Node's `process` that is needed here; browsers have none. */
interface NodeHost {
  listeners(event: 'unhandledRejection'): Listener[]
  removeAllListeners(event: 'unhandledRejection'): void
  on(event: 'unhandledRejection', listener: Listener): void
  off(event: 'unhandledRejection', listener: Listener): void
}

interface BrowserHost {
  addEventListener(
    type: 'unhandledrejection',
    listener: (event: { reason: unknown; preventDefault(): void }) => void,
  ): void
  removeEventListener(
    type: 'unhandledrejection',
    listener: (event: { reason: unknown; preventDefault(): void }) => void,
  ): void
}

const node = (globalThis as unknown as { process?: Partial<NodeHost> }).process
const isNode = typeof node?.removeAllListeners === 'function'

/**
 * Turns of the host after which an unhandled rejection has been reported. Node reports it when the microtasks are
 * drained; a browser queues a task of its own for it.
 */
export const turnsUntilReported = isNode ? 0 : 2

/** The run whose turn it is hears of a rejection; several runs of one host may take turns. */
let current: Listener | null = null
let watching = 0
let release: () => void = () => undefined

/** Begins to watch; the returned function stops it. */
export function watchRejections(): () => void {
  if (watching++ === 0) release = takeOver()
  return () => {
    if (--watching > 0) return
    current = null
    release()
  }
}

/** Who is told from now on. */
export function tellRejections(listener: Listener | null): void {
  current = listener
}

function takeOver(): () => void {
  const listener: Listener = (reason) => current?.(reason)
  if (isNode) {
    const host = node as NodeHost
    const others = host.listeners('unhandledRejection')
    host.removeAllListeners('unhandledRejection')
    host.on('unhandledRejection', listener)
    return () => {
      host.off('unhandledRejection', listener)
      for (const other of others) host.on('unhandledRejection', other)
    }
  }
  const host = globalThis as unknown as BrowserHost
  const onEvent = (event: { reason: unknown; preventDefault(): void }) => {
    event.preventDefault()
    listener(event.reason)
  }
  host.addEventListener('unhandledrejection', onEvent)
  return () => host.removeEventListener('unhandledrejection', onEvent)
}
