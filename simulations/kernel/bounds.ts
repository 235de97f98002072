/** Where a run is ended that does not end by itself. Reaching one is a result. */
import { type Microseconds, second } from './time'

export interface Bounds {
  /** Of the trace. */
  events: number
  virtualUs: Microseconds
}

export const defaultBounds: Bounds = { events: 20_000, virtualUs: 120 * second }
