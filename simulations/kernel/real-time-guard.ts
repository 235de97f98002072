/**
 * During a run the platform's own clock and chance show virtual time and seeded chance: Postgres asks them inside wasm,
 * and so might a library. This is the one file under `simulations/` that may touch the real ones.
 */
import { type Microseconds, wallClockMs } from './time'

const realNow = performance.now.bind(performance)

/** Real milliseconds since some start, for measuring how long a run took; never for what happens in it. */
export function stopwatch(): () => number {
  const start = realNow()
  return () => realNow() - start
}

/** A pause in real time, so that a host may answer between two runs. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0))
}

/**
 * Runs `body` with `Date.now`, `performance.now` and `Math.random` replaced.
 * The body must be synchronous: between two turns of the loop the host has its own clock back.
 */
export function withVirtualClock<T>(now: Microseconds, random: () => number, body: () => T): T {
  const dateNow = Date.now
  const performanceNow = performance.now
  const mathRandom = Math.random
  Date.now = () => wallClockMs(now)
  performance.now = () => now / 1_000
  Math.random = random
  try {
    return body()
  } finally {
    Date.now = dateNow
    performance.now = performanceNow
    Math.random = mathRandom
  }
}

/** Gives the host its own clock back. */
let thaw: (() => void) | null = null
let holders = 0

/**
 * Holds the clock at the start of virtual time over several turns, until the returned function is called, once. Several
 * may hold it; the last one lets go.
 */
export function freezeClock(): () => void {
  holders += 1
  if (!thaw) {
    const dateNow = Date.now
    const performanceNow = performance.now
    Date.now = () => wallClockMs(0)
    performance.now = () => 0
    thaw = () => {
      Date.now = dateNow
      performance.now = performanceNow
    }
  }
  return () => {
    holders -= 1
    if (holders > 0) return
    thaw?.()
    thaw = null
  }
}
