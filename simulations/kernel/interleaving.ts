/** Two sagas whose steps are done one at a time, in every order that keeps each saga's own. Data and pure functions. */
import type { WorkloadItem } from './lab'
import type { Microseconds } from './time'
import type { TraceEvent } from './trace-event'

/** One of the two, `A` or `B`. */
export type Side = 'A' | 'B'

/** Whose turn it is, step by step: `['A', 'B', 'A', 'B', 'A', 'B']`. */
export type StepOrder = readonly Side[]

export interface InterleavedStep {
  /** The action that asks for it. */
  action: string
  /** What it does, as a sentence goes on after an order's id: `reads the shelf`. */
  title: string
}

export interface InterleavedSaga {
  /** Whose it is: `Ada`. */
  name: string
  /** The client node that asks for its steps. */
  node: string
  /** What it is about: `1041`. */
  subject: string
  /** In their own order. */
  steps: readonly InterleavedStep[]
}

/** What the runs of one line of the matrix are given: arguments by action. */
export interface InterleavingSetting {
  /** `over the limit`. */
  title: string
  arguments: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** What one step did, as an event says it. */
export interface StepEffect {
  subject: string
  /** Its place among the saga's steps, from 0. */
  step: number
  /** As a sentence goes on after the order's id: `reads 1`. */
  text: string
}

/** Makes a lab one of orders of steps: the page shows two sagas, a row between them, and a matrix of all orders. */
export interface Interleaving {
  A: InterleavedSaga
  B: InterleavedSaga
  /** When the first step is asked for, and how long after each the next. */
  firstAt: Microseconds
  spacing: Microseconds
  /** The value that both work on: a column of one row, with this key where no argument of a step says another. */
  value: {
    node: string
    table: string
    column: string
    title: string
    key: string
    keyArgument: string
  }
  /** Whose rows show what the two sagas have come to. */
  rows: { node: string; table: string; columns: readonly string[] }
  /** The lines of the matrix: invariants that every run judges. */
  anomalies: readonly { invariant: string; title: string; about: string }[]
  /** By variant: the lines of its cells, where there is more than one. */
  settings: Readonly<Record<string, readonly InterleavingSetting[]>>
  /** By variant: what it costs, in a few words. */
  costs: Readonly<Record<string, string>>
  /** `null` where an event is nothing that a step did. */
  effectOf(event: TraceEvent): StepEffect | null
}

/**
 * Every order of the steps of two sagas that keeps the order of each.
 * @returns in the order of an alphabet; 20 for three steps with three
 */
export function stepOrders({ A, B }: Pick<Interleaving, 'A' | 'B'>): StepOrder[] {
  const orders = (a: number, b: number): Side[][] => {
    if (a === 0 && b === 0) return [[]]
    return [
      ...(a > 0 ? orders(a - 1, b).map((rest): Side[] => ['A', ...rest]) : []),
      ...(b > 0 ? orders(a, b - 1).map((rest): Side[] => ['B', ...rest]) : []),
    ]
  }
  return orders(A.steps.length, B.steps.length)
}

/** What is done when, for one order of the steps. */
export function stepsInOrder(
  interleaving: Interleaving,
  order: StepOrder,
  setting: Pick<InterleavingSetting, 'arguments'> | null = null,
): WorkloadItem[] {
  const next = { A: 0, B: 0 }
  return order.flatMap((side, index) => {
    const step = interleaving[side].steps[next[side]++]
    if (!step) return []
    return {
      action: step.action,
      arguments: { ...setting?.arguments[step.action] },
      at: interleaving.firstAt + index * interleaving.spacing,
    }
  })
}

/**
 * The order in which actions are done, where they are all of the steps, each once, and each saga's in their own order.
 * @param actions ids in the order in which they are done
 */
export function orderOfActions(
  { A, B }: Pick<Interleaving, 'A' | 'B'>,
  actions: readonly string[],
): StepOrder | null {
  if (actions.length !== A.steps.length + B.steps.length) return null
  const next = { A: 0, B: 0 }
  const order: Side[] = []
  for (const action of actions) {
    const side = (['A', 'B'] as const).find(
      (one) => (one === 'A' ? A : B).steps[next[one]]?.action === action,
    )
    if (!side) return null
    next[side] += 1
    order.push(side)
  }
  return order
}

/**
 * The order in which the step at `index` has changed places with its neighbour, or why it cannot.
 * @param by -1: done earlier; 1: done later
 */
export function neighbourOrder(
  interleaving: Pick<Interleaving, 'A' | 'B'>,
  order: StepOrder,
  index: number,
  by: -1 | 1,
): { order: StepOrder } | { impossible: string } {
  const side = order[index]
  const other = order[index + by]
  if (!side) return { impossible: 'There is no such step.' }
  if (!other)
    return {
      impossible: by < 0 ? 'This is the first step already.' : 'This is the last step already.',
    }
  if (side === other) {
    const saga = interleaving[side]
    const place = order.slice(0, index).filter((one) => one === side).length
    const [earlier, later] = by < 0 ? [place - 1, place] : [place, place + 1]
    return {
      impossible: `${saga.name} ${saga.steps[earlier]?.title} before ${saga.name} ${saga.steps[later]?.title}: a saga keeps its own order.`,
    }
  }
  const swapped = [...order]
  swapped[index] = other
  swapped[index + by] = side
  return { order: swapped }
}
