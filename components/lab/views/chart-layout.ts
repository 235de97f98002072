/**
 * Places the states of a machine: the way forward in one row, what undoes it on the row below, under the step from which it
 * begins. On a narrow screen the rows are columns.
 */
import type { MachineDefinition, MachineState } from '@/simulations/kernel/machine'

export interface ChartState {
  state: MachineState
  /** Along the way forward, from 0. */
  column: number
  /** 0: the way forward. 1: what undoes it. */
  row: 0 | 1
}

export interface ChartEdge {
  from: string
  to: string
  /** In the order in which the machine has them. */
  events: readonly string[]
}

export interface ChartLayout {
  states: readonly ChartState[]
  edges: readonly ChartEdge[]
  columns: number
}

export function chartLayout(machine: MachineDefinition): ChartLayout {
  const byId = new Map(machine.states.map((state) => [state.id, state]))
  const all = edgesOf(machine)
  const reachable = reachableFrom(machine.initial, all)
  const edges = all.filter(({ from }) => reachable.has(from))
  const forward = longestWay(machine.initial, byId, edges, new Set())
  const columnOf = new Map(forward.map((id, column) => [id, column]))
  const rest = machine.states.filter(({ id }) => reachable.has(id) && !columnOf.has(id))
  const toEnd = stepsToEnd(machine, edges)
  const wanted = (id: string): number =>
    Math.max(
      -1,
      ...edges.filter((edge) => edge.to === id).map((edge) => columnOf.get(edge.from) ?? -1),
    )
  const ordered = rest
    .map((state) => ({ state, column: wanted(state.id), end: toEnd.get(state.id) ?? 0 }))
    .sort((a, b) => place(a.column) - place(b.column) || a.end - b.end)
  let next = 0
  const below = ordered.map(({ state, column }): ChartState => {
    const at = Math.max(next, column)
    next = at + 1
    return { state, column: at, row: 1 }
  })
  const above = forward.flatMap((id, column): ChartState[] => {
    const state = byId.get(id)
    return state ? [{ state, column, row: 0 }] : []
  })
  const states = [...above, ...below]
  return { states, edges, columns: Math.max(0, ...states.map((one) => one.column + 1)) }
}

/** A state that nothing leads to is none that an instance can be in: it is left out. */
function reachableFrom(initial: string, edges: readonly ChartEdge[]): ReadonlySet<string> {
  const reached = new Set([initial])
  for (const id of reached) for (const { from, to } of edges) if (from === id) reached.add(to)
  return reached
}

/** A state that only states of the way back lead to stands last. */
function place(column: number): number {
  return column < 0 ? Number.MAX_SAFE_INTEGER : column
}

/** One for each pair of states; a transition that stays where it is has none. */
function edgesOf({ states }: MachineDefinition): ChartEdge[] {
  const edges = new Map<string, { from: string; to: string; events: string[] }>()
  for (const state of states) {
    for (const { event, target } of state.transitions) {
      if (target === null || target === state.id) continue
      const key = `${state.id} ${target}`
      const edge = edges.get(key) ?? { from: state.id, to: target, events: [] }
      if (!edge.events.includes(event)) edge.events.push(event)
      edges.set(key, edge)
    }
  }
  return [...edges.values()]
}

/** The longest way from a state to an end that nothing undoes. */
function longestWay(
  from: string,
  states: ReadonlyMap<string, MachineState>,
  edges: readonly ChartEdge[],
  seen: ReadonlySet<string>,
): string[] {
  let longest: string[] = []
  for (const { to } of edges.filter((edge) => edge.from === from)) {
    if (seen.has(to) || (states.get(to)?.tags.length ?? 0) > 0) continue
    const way = longestWay(to, states, edges, new Set([...seen, from]))
    if (way.length > longest.length) longest = way
  }
  return [from, ...longest]
}

/** For each state the fewest transitions to one that ends. */
function stepsToEnd(
  { states }: MachineDefinition,
  edges: readonly ChartEdge[],
): Map<string, number> {
  const steps = new Map<string, number>()
  let reached = states.filter((state) => state.type === 'final').map((state) => state.id)
  for (let distance = 0; reached.length > 0; distance++) {
    for (const id of reached) steps.set(id, distance)
    const before = edges.filter((edge) => reached.includes(edge.to)).map((edge) => edge.from)
    reached = [...new Set(before)].filter((id) => !steps.has(id))
  }
  return steps
}
