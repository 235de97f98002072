/**
 * Takes from a worker's global scope all that reaches out of it. The frame's policy forbids connections and an origin of
 * its own denies storage already; this makes sure that nothing is left to call, for code that finds its way to the
 * global object.
 */
const reachesOut = [
  'BroadcastChannel',
  'EventSource',
  'FileReaderSync',
  'Notification',
  'SharedWorker',
  'WebSocket',
  'WebSocketStream',
  'WebTransport',
  'Worker',
  'XMLHttpRequest',
  'caches',
  'close',
  'cookieStore',
  'fetch',
  'importScripts',
  'indexedDB',
  'navigator',
  'onmessage',
  'postMessage',
  'showNotification',
  'webkitRequestFileSystem',
  'webkitRequestFileSystemSync',
  'webkitResolveLocalFileSystemSyncURL',
  'webkitResolveLocalFileSystemURL',
] as const

export function sealGlobals(scope: object): void {
  for (const name of reachesOut) {
    for (let holder: object | null = scope; holder; holder = Object.getPrototypeOf(holder)) {
      if (!Object.hasOwn(holder, name)) continue
      if (!Reflect.deleteProperty(holder, name)) throw new Error(`${name} cannot be taken away.`)
    }
    Object.defineProperty(scope, name, { value: undefined, writable: false, configurable: false })
  }
}
