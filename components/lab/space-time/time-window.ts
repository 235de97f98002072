/** The stretch of a run that a zoomed view shows. */
import { formatMs, formatTenths, type Microseconds } from '@/simulations/kernel/time'
import type { Frame } from './frame'

export interface TimeWindow {
  from: Microseconds
  to: Microseconds
}

export function windowOf({ scale, start, width }: Frame): TimeWindow {
  return { from: scale.toTime(start), to: scale.toTime(width) }
}

/** `44.0 to 76.2 ms`. */
export function windowInWords({ from, to }: TimeWindow): string {
  return `${formatTenths(from)} to ${formatMs(to)}`
}

/** `2.3×`. */
export function factorInWords(factor: number): string {
  return `${Number(factor.toFixed(1))}×`
}
