/** When each instance of a saga turned round, and how long it walked back: read from its machine's rows or from its log. */
import type { LabDefinition } from '@/simulations/kernel/lab'
import type { Microseconds } from '@/simulations/kernel/time'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { machineOf, machineTimeline } from './machine-runs'
import { endOf } from './playhead'
import { sagaLogTimeline } from './saga-log'

export interface WalkBack {
  /** Of the instance: `1042`. */
  key: string
  /** The event that turned it round: `CardRefused`. */
  cause: string
  from: Microseconds
  /** When it had ended; the end of the run where it had not. */
  to: Microseconds
}

const known = new WeakMap<readonly TraceEvent[], readonly WalkBack[]>()

/** In the order of their beginning. */
export function walkBacksOf(
  trace: readonly TraceEvent[],
  lab: Pick<LabDefinition, 'machines' | 'variants'>,
  variant: string,
): readonly WalkBack[] {
  let found = known.get(trace)
  if (!found) {
    found = [...byMachine(trace, lab), ...byLog(trace, lab, variant)].sort(
      (a, b) => a.from - b.from || (a.key < b.key ? -1 : 1),
    )
    known.set(trace, found)
  }
  return found
}

function byMachine(
  trace: readonly TraceEvent[],
  { machines = [] }: Pick<LabDefinition, 'machines'>,
): WalkBack[] {
  return machines.flatMap((rows) => {
    const machine = machineOf(trace, rows)
    if (!machine) return []
    const has = (tag: string) =>
      machine.states.filter(({ tags }) => tags.includes(tag)).map(({ id }) => id)
    const back = has('compensating')
    const ends = machine.states.filter(({ type }) => type === 'final').map(({ id }) => id)
    const { runs } = machineTimeline(trace, rows).at(trace.length)
    return runs.flatMap(({ key, path }): WalkBack[] => {
      const turn = path.find(({ to }) => back.includes(to))
      const end = path.find(({ to }) => ends.includes(to))
      return turn ? [{ key, cause: turn.event, from: turn.at, to: end?.at ?? endOf(trace) }] : []
    })
  })
}

function byLog(
  trace: readonly TraceEvent[],
  { variants }: Pick<LabDefinition, 'variants'>,
  variant: string,
): WalkBack[] {
  const rows = variants.find(({ id }) => id === variant)?.sagaLog
  if (!rows) return []
  const turnOf = new Map(rows.announcements.map(({ type, turn }) => [type, turn]))
  return sagaLogTimeline(trace, rows)
    .at(trace.length)
    .sagas.flatMap(({ key, said }): WalkBack[] => {
      const turn = said.find(({ type }) => turnOf.get(type) === 'back')
      const end = said.find(({ type, heardAt }) => turnOf.get(type) === 'end' && heardAt !== null)
      return turn
        ? [{ key, cause: turn.type, from: turn.at, to: end?.heardAt ?? endOf(trace) }]
        : []
    })
}
