/**
 * Virtual time. It is counted in whole microseconds from the start of a run, so sums are exact
 * and two engines never disagree about a last digit.
 */

/** Whole microseconds since the start of the run. */
export type Microseconds = number

export const millisecond = 1_000
export const second = 1_000_000

/** The wall-clock instant at which every run starts, in milliseconds since 1970: 2026-01-01T00:00:00Z. */
export const epochMs = 1_767_225_600_000

/** What `Date.now()` shows inside a run: whole milliseconds, as the platform does. */
export function wallClockMs(at: Microseconds): number {
  return epochMs + Math.floor(at / millisecond)
}

/**
 * Microseconds as readers see them: `27.4 ms`.
 * @example formatMs(27_412) // "27.4 ms"
 */
export function formatMs(at: Microseconds): string {
  return `${formatTenths(at)} ms`
}

/** A limit or a span as readers say it: `1 s`, `2.5 ms`. */
export function formatSpan(us: Microseconds): string {
  return us > 0 && us % second === 0 ? `${us / second} s` : formatMs(us)
}

/** The same without the unit, always with one decimal, rounded down so that no moment is shown before it was. */
export function formatTenths(at: Microseconds): string {
  const tenths = Math.floor(at / 100)
  return `${Math.floor(tenths / 10)}.${tenths % 10}`
}
