/**
 * Rejected promises that nobody handles, as the host reports them. Those of a turn are an exit of the process whose turn
 * it is. A host knows nothing of runs, so a turn has the whole host until everything that it left has been reported.
 * The host's other listeners are put back afterwards.
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

/** The reason of the rejection that a browser is given to report, to learn that it has reported those before it. */
const marker: unique symbol = Symbol('all before this one have been reported')
const markersHeard: (() => void)[] = []
const settled = Promise.resolve()
const throwMarker = () => {
  throw marker
}

/** Who is told, in the turn that is under way. */
let current: Listener | null = null
let isTaken = false
const waitingForTurn: (() => void)[] = []
let watching = 0
let release: () => void = () => undefined

/** Begins to watch; the returned function stops it. */
export function watchRejections(): () => void {
  if (watching++ === 0) release = takeOver()
  return () => {
    if (--watching === 0) release()
  }
}

/**
 * Takes the host for one turn of a run, until {@link endTurn}. Several runs of one host take turns in the order in which
 * they ask.
 * @returns what to wait for; `null` where the host is free, as it is for a run that is alone
 */
export function beginTurn(): Promise<void> | null {
  if (isTaken) return new Promise((resolve) => waitingForTurn.push(resolve))
  isTaken = true
  return null
}

/** Who hears of the rejections of this turn. */
export function tellRejections(listener: Listener): void {
  current = listener
}

export function endTurn(): void {
  current = null
  const next = waitingForTurn.shift()
  if (next) next()
  else isTaken = false
}

/**
 * Settles when the host has reported every promise that was left rejected; `null` where it has by now. To be called when
 * the microtasks are drained. Node reports as soon as they are. A browser does so in a task of its own, and nothing says
 * when; but it reports in the order of the rejections (HTML, "notify about rejected promises"). So one more is rejected,
 * and when that is reported, all are.
 */
export function rejectionsReported(): Promise<void> | null {
  if (isNode) return null
  return new Promise((resolve) => {
    markersHeard.push(resolve)
    // From a microtask, where the browser has no callers to write down: a third cheaper than `Promise.reject`.
    void settled.then(throwMarker)
  })
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
    if (event.reason === marker) markersHeard.shift()?.()
    else listener(event.reason)
  }
  host.addEventListener('unhandledrejection', onEvent)
  return () => host.removeEventListener('unhandledrejection', onEvent)
}
