/** A state machine as data: what a chart of it needs, and nothing that runs. */

export interface MachineTransition {
  /** The event's type; empty for one that is taken as soon as its guard allows. */
  event: string
  /** Id of the state it leads to; `null` where it only acts. */
  target: string | null
  /** Name of the condition, where there is one. */
  guard: string | null
}

export interface MachineState {
  /** Path from the machine's root, joined by dots: `parked`, `shipping.waiting`. */
  id: string
  type: 'atomic' | 'compound' | 'parallel' | 'final' | 'history'
  tags: string[]
  description: string | null
  transitions: MachineTransition[]
}

export interface MachineDefinition {
  id: string
  /** Id of the state it starts in. */
  initial: string
  /** In the order in which they are written. */
  states: MachineState[]
}
