/** Records a run. Views read it; nothing changes an event once it is written. */
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { TraceEvent } from './trace-event'

/**
 * Hash of a trace: equal if and only if the runs were equal, byte for byte, in Node and in browsers.
 * Events are plain JSON built with a fixed order of keys, so the JSON text is canonical.
 * @returns 16 hexadecimal digits
 */
export function fingerprintOf(trace: readonly TraceEvent[]): string {
  const hash = sha256.create()
  for (const event of trace) hash.update(utf8ToBytes(`${JSON.stringify(event)}\n`))
  return bytesToHex(hash.digest()).slice(0, 16)
}
