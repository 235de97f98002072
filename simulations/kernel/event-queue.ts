/** The kernel's agenda: a binary heap ordered by time, then class, then order of entry. */
import type { Microseconds } from './time'

/** Faults at a time come before everything else at that time (DESIGN, "The schedule language"). */
export const faultFirst = 0
/** What waited at a paused node comes before what reaches it in the moment in which it resumes. */
export const released = 1
export const ordinary = 2

export interface QueueEntry {
  readonly at: Microseconds
  readonly priority: number
  readonly sequence: number
  /** `work` must happen before the workload counts as over; `timer` may fire for ever. */
  readonly sort: 'message' | 'timer' | 'work'
  /** Timers that fired along the chain of causes that led here, with nothing changed for good in between. */
  readonly idleFirings: number
  /** The simulation's progress when it was put on the agenda: a later change starts the count anew. */
  readonly progress: number
  readonly run: () => void
  cancelled: boolean
}

export class EventQueue {
  readonly #heap: QueueEntry[] = []

  get size(): number {
    return this.#heap.length
  }

  push(entry: QueueEntry): void {
    const heap = this.#heap
    let index = heap.length
    heap.push(entry)
    while (index > 0) {
      const parent = (index - 1) >> 1
      const above = heap[parent] as QueueEntry
      if (!isBefore(entry, above)) break
      heap[index] = above
      index = parent
    }
    heap[index] = entry
  }

  /** The next entry that was not cancelled, left in place. */
  peek(): QueueEntry | undefined {
    while (this.#heap[0]?.cancelled) this.#remove()
    return this.#heap[0]
  }

  pop(): QueueEntry | undefined {
    const first = this.peek()
    if (first) this.#remove()
    return first
  }

  /** Whether every pending timer satisfies `test`. */
  everyTimer(test: (entry: QueueEntry) => boolean): boolean {
    return this.#heap.every((entry) => entry.cancelled || entry.sort !== 'timer' || test(entry))
  }

  clear(): void {
    this.#heap.length = 0
  }

  #remove(): void {
    const heap = this.#heap
    const last = heap.pop()
    if (!last || heap.length === 0) return
    let index = 0
    for (;;) {
      let child = 2 * index + 1
      if (child >= heap.length) break
      const right = child + 1
      if (right < heap.length && isBefore(heap[right] as QueueEntry, heap[child] as QueueEntry))
        child = right
      if (!isBefore(heap[child] as QueueEntry, last)) break
      heap[index] = heap[child] as QueueEntry
      index = child
    }
    heap[index] = last
  }
}

function isBefore(left: QueueEntry, right: QueueEntry): boolean {
  if (left.at !== right.at) return left.at < right.at
  if (left.priority !== right.priority) return left.priority < right.priority
  return left.sequence < right.sequence
}
