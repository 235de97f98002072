/**
 * What Postgres answered, kept for runs that begin alike. Postgres is deterministic here: the same messages, at the same
 * moments and with the same chance, from the same picture, are answered with the same bytes. The runs of a campaign differ
 * from the moment of their fault on; up to there, and wherever two faults have the same effect, nothing need run again.
 * Figures: docs/decisions/known-answers.md.
 */
import type { Microseconds } from '../../kernel/time'
import type { MemoryImage } from './memory-image'

/** The state of one Postgres after the messages on the way from a root, and what it answered to the last of them. */
export interface KnownState {
  readonly answer: Uint8Array
  /** By moment and message; see `keyOf`. */
  readonly next: Map<string, KnownState>
}

const latin1 = new TextDecoder('latin1')
const nothing = new Uint8Array(0)
/** What a state takes beside its message and answer: a map, an entry, two headers. Estimated. */
const bytesPerState = 300

export class KnownAnswers {
  readonly #roots = new WeakMap<MemoryImage, Map<string, KnownState>>()
  readonly #bytesMost: number
  #bytes = 0

  /** @param options.bytesMost what may be kept, estimated; beyond it answers are used and none is added */
  constructor(options: { bytesMost: number }) {
    this.#bytesMost = options.bytesMost
  }

  /** Bytes kept, estimated. */
  get bytes(): number {
    return this.#bytes
  }

  /** @param chance the state of Postgres' stream of chance at the start */
  root(image: MemoryImage, chance: string): KnownState {
    const roots = this.#roots.get(image) ?? new Map<string, KnownState>()
    this.#roots.set(image, roots)
    const root = roots.get(chance) ?? { answer: nothing, next: new Map<string, KnownState>() }
    roots.set(chance, root)
    return root
  }

  /** @returns the state after it, `null` where no more is kept */
  add(state: KnownState, key: string, answer: Uint8Array): KnownState | null {
    const bytes = key.length + answer.length + bytesPerState
    if (this.#bytes + bytes > this.#bytesMost) return null
    this.#bytes += bytes
    const next = { answer, next: new Map<string, KnownState>() }
    state.next.set(key, next)
    return next
  }
}

/** The whole message, so that two that differ are never taken for one. */
export function keyOf(at: Microseconds, message: Uint8Array): string {
  return `${at} ${latin1.decode(message)}`
}
