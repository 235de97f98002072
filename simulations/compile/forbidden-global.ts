/** Service code reached for something of the host that no simulated process has. */
export class ForbiddenGlobalError extends Error {
  override readonly name = 'ForbiddenGlobalError'
  readonly code = 'forbidden-global'
  /** Nothing was done. */
  readonly definite = true
  /** As written: `process.hrtime`. */
  readonly identifier: string
  readonly fix: string

  constructor(identifier: string, fix: string) {
    super(`"${identifier}" does not exist in a simulated process. ${fix}`)
    this.identifier = identifier
    this.fix = fix
  }
}

const noTimers = 'Use sleep from "faultline", which waits in virtual time.'
const noFrames = 'Nothing is drawn by a service. Use sleep from "faultline".'
const noStorage = 'Keep state in the database of the service.'
const noPage =
  'A service has no page and no host. Name what you need, or import it from "faultline".'
const noThreads = 'A process has one thread here. Start async functions and await them.'
const noSockets =
  'Use fetch for a call, or the producer and consumer from "faultline" for messages.'
const noText = 'Only code that stands in the file can run. Write it there.'
const noCollector = 'What it tells depends on the garbage collector. Use a Map and delete from it.'

/** What to use instead, by identifier or by member. The longer name wins. */
export const globalReplacements: Readonly<Record<string, string>> = {
  'process.hrtime': 'Use Date.now(), which reads virtual time.',
  'process.nextTick': 'Use queueMicrotask.',
  'process.exit': 'Throw an error: an unhandled one ends the process.',
  'process.memoryUsage': 'A simulated process has no memory of its own to measure.',
  performance: 'Use Date.now(), which reads virtual time.',
  Temporal: 'Use Date.now(), which reads virtual time.',
  PerformanceObserver: 'Use Date.now(), which reads virtual time.',
  setTimeout: noTimers,
  clearTimeout: noTimers,
  setInterval: 'Use a loop with sleep from "faultline", which waits in virtual time.',
  clearInterval: noTimers,
  setImmediate: 'Use queueMicrotask, or sleep from "faultline".',
  clearImmediate: noTimers,
  scheduler: noTimers,
  requestAnimationFrame: noFrames,
  cancelAnimationFrame: noFrames,
  requestIdleCallback: noFrames,
  cancelIdleCallback: noFrames,
  AbortSignal: 'Its timeout runs in real time. Use the timeout of the call itself.',
  WeakRef: noCollector,
  FinalizationRegistry: noCollector,
  Intl: 'Its result differs between machines. Format the value yourself.',
  crypto: 'Use randomUUID from "faultline", which repeats with the seed.',
  fetch: 'Nothing here answers HTTP for this process. Declare a link in the lab.',
  XMLHttpRequest: 'Use fetch.',
  WebSocket: noSockets,
  WebTransport: noSockets,
  EventSource: noSockets,
  RTCPeerConnection: noSockets,
  BroadcastChannel: noSockets,
  postMessage: noSockets,
  Worker: noThreads,
  SharedWorker: noThreads,
  MessageChannel: noThreads,
  MessagePort: noThreads,
  Atomics: noThreads,
  SharedArrayBuffer: noThreads,
  importScripts: 'Write an import at the top of the file.',
  require: 'Write an import at the top of the file.',
  module: 'Write export in front of what the file gives.',
  exports: 'Write export in front of what the file gives.',
  Buffer: 'Use Uint8Array with TextEncoder and TextDecoder.',
  indexedDB: noStorage,
  localStorage: noStorage,
  sessionStorage: noStorage,
  caches: noStorage,
  cookieStore: noStorage,
  Function: noText,
  WebAssembly: noText,
}

/**
 * A stand-in for a global that a process does not have. Reading a property of it, calling it, or anything else
 * throws a {@link ForbiddenGlobalError}; `typeof` and mentioning it do not.
 *
 * @param report hears of the error before it is thrown: the code may catch it
 * @param members what of it a process does have
 */
export function forbiddenGlobal(
  name: string,
  report: (error: ForbiddenGlobalError) => void = () => {},
  members: Readonly<Record<string, unknown>> = {},
): unknown {
  return new Proxy(nothing, new Forbidder(name, report, members))
}

/** What stands behind every stand-in, so that `typeof` says `function`. */
const nothing = class {}

/** Every way to use the stand-in fails. A class, because each start of a process makes a hundred of them. */
class Forbidder implements ProxyHandler<object> {
  readonly #name: string
  readonly #report: (error: ForbiddenGlobalError) => void
  readonly #members: Readonly<Record<string, unknown>>

  constructor(
    name: string,
    report: (error: ForbiddenGlobalError) => void,
    members: Readonly<Record<string, unknown>>,
  ) {
    this.#name = name
    this.#report = report
    this.#members = members
  }

  get(_target: object, member: PropertyKey): unknown {
    return typeof member === 'string' && Object.hasOwn(this.#members, member)
      ? this.#members[member]
      : this.#fail(member)
  }

  set(_target: object, member: PropertyKey): never {
    return this.#fail(member)
  }

  has(_target: object, member: PropertyKey): never {
    return this.#fail(member)
  }

  deleteProperty(_target: object, member: PropertyKey): never {
    return this.#fail(member)
  }

  defineProperty(_target: object, member: PropertyKey): never {
    return this.#fail(member)
  }

  getOwnPropertyDescriptor(_target: object, member: PropertyKey): never {
    return this.#fail(member)
  }

  apply(): never {
    return this.#fail()
  }

  construct(): never {
    return this.#fail()
  }

  ownKeys(): never {
    return this.#fail()
  }

  getPrototypeOf(): never {
    return this.#fail()
  }

  setPrototypeOf(): never {
    return this.#fail()
  }

  isExtensible(): never {
    return this.#fail()
  }

  preventExtensions(): never {
    return this.#fail()
  }

  #fail(member?: PropertyKey): never {
    const name = this.#name
    const identifier = typeof member === 'string' ? `${name}.${member}` : name
    const fix = globalReplacements[identifier] ?? globalReplacements[name] ?? noPage
    const error = new ForbiddenGlobalError(identifier, fix)
    this.#report(error)
    throw error
  }
}
