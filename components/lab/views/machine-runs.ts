/** Where each instance of a state machine stands at a playhead, and how it came there: read from the rows that hold it. */
import type { MachineRows } from '@/simulations/kernel/lab'
import type { MachineDefinition } from '@/simulations/kernel/machine'
import type { Microseconds } from '@/simulations/kernel/time'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { Timeline } from './timeline'

/** A change of an instance's row. `from` and `to` are the same where it tried once more, or only noted something. */
export interface TakenTransition {
  from: string | null
  to: string
  event: string
  /** It noted the event and did not enter its state anew. */
  noted: boolean
  at: Microseconds
  /** Events of the trace that had happened once it was taken. */
  index: number
}

export interface MachineRun {
  /** Key of its row: `1042`. */
  key: string
  state: string
  since: Microseconds
  /** How often it has tried in this state: 1 for the first time. */
  tries: number
  path: readonly TakenTransition[]
}

export interface MachineRuns {
  runs: readonly MachineRun[]
}

/** The machine as its service has defined it, once the trace has it. */
export function machineOf(
  trace: readonly TraceEvent[],
  { machine }: MachineRows,
): MachineDefinition | null {
  for (const event of trace)
    if (event.kind === 'machine' && event.machine.id === machine) return event.machine
  return null
}

export function machineTimeline(
  trace: readonly TraceEvent[],
  rows: MachineRows,
): Timeline<MachineRuns> {
  const states = machineOf(trace, rows)?.states ?? []
  const notes = new Set(
    states.flatMap(({ id, transitions }) =>
      transitions.filter(({ target }) => target === null).map(({ event }) => `${id} ${event}`),
    ),
  )
  return new Timeline<MachineRuns>(trace, {
    initial: { runs: [] },
    step: (state, event, index) => step(state, event, { rows, notes, index: index + 1 }),
  })
}

function step(
  state: MachineRuns,
  event: TraceEvent,
  context: { rows: MachineRows; notes: ReadonlySet<string>; index: number },
): MachineRuns {
  const { rows, notes, index } = context
  const { database, table, stateColumn, eventColumn } = rows
  if (event.kind !== 'rows' || event.node !== database) return state
  let { runs } = state
  for (const change of event.changes) {
    if (change.table !== table || !change.after) continue
    const known = runs.find((run) => run.key === change.key)
    const to = String(change.after[stateColumn])
    const cause = String(change.after[eventColumn])
    const noted = known?.state === to && notes.has(`${to} ${cause}`)
    const taken: TakenTransition = {
      from: known?.state ?? null,
      to,
      event: cause,
      noted,
      at: event.at,
      index,
    }
    const stays = known?.state === to
    const run: MachineRun = {
      key: change.key,
      state: to,
      since: stays ? known.since : event.at,
      tries: stays ? known.tries + (noted ? 0 : 1) : 1,
      path: [...(known?.path ?? []), taken],
    }
    runs = known ? runs.map((one) => (one === known ? run : one)) : [...runs, run]
  }
  return runs === state.runs ? state : { runs }
}
