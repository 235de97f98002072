/** A state of the run at any playhead: a fold over the trace with checkpoints, so that scrubbing stays within a frame. */
import type { TraceEvent } from '@/simulations/kernel/trace-event'

export interface Fold<State> {
  initial: State
  /** Pure: returns a new state, or the same where the event changes nothing. */
  step(state: State, event: TraceEvent, index: number): State
}

export class Timeline<State> {
  readonly #trace: readonly TraceEvent[]
  readonly #fold: Fold<State>
  readonly #every: number
  /** The state before event `n * every`. */
  readonly #checkpoints: State[]
  #last: { index: number; state: State }

  constructor(trace: readonly TraceEvent[], fold: Fold<State>, every = 256) {
    this.#trace = trace
    this.#fold = fold
    this.#every = every
    this.#checkpoints = [fold.initial]
    this.#last = { index: 0, state: fold.initial }
  }

  /** The state after `trace[0]` to `trace[index - 1]`. */
  at(index: number): State {
    const wanted = Math.max(0, Math.min(index, this.#trace.length))
    let { index: from, state } = this.#last
    const checkpoint = Math.min(Math.floor(wanted / this.#every), this.#checkpoints.length - 1)
    const start = checkpoint * this.#every
    if (from > wanted || from < start) {
      from = start
      state = this.#checkpoints[checkpoint] as State
    }
    for (let position = from; position < wanted; position++) {
      const event = this.#trace[position]
      if (event) state = this.#fold.step(state, event, position)
      const next = position + 1
      if (next % this.#every === 0 && this.#checkpoints.length === next / this.#every)
        this.#checkpoints.push(state)
    }
    this.#last = { index: wanted, state }
    return state
  }
}
