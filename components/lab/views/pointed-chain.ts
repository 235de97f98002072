/** What a reader points at, as the place of the trace that it stands for, and what else of the panels is part of its causes. */
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { type CauseLink, causeChain, type Step } from '@/simulations/story/causes/causes'
import { missingRow } from '@/simulations/story/causes/row-history'
import { messagesOf } from '@/simulations/story/messages'
import type { SubjectFinder } from '@/simulations/story/subject'

/**
 * Names a thing that a panel draws, in the attribute `data-thing`: `message 50`, `event 214`, `row payments-db payments 3`,
 * `record orders 1 0`, `line payments payments.ts 12`. A `link orders broker` can be marked but not pointed at.
 */
export type Thing = string

/**
 * What led to a thing, as far as it has happened at a playhead. Of a row its last change, of a line its last passage.
 * @param until events `trace[0]` to `trace[until - 1]` have happened
 */
export function chainOfThing(
  trace: readonly TraceEvent[],
  thing: Thing,
  until: number,
  lab: SubjectFinder,
): CauseLink[] {
  const step = stepOfThing(trace, thing, until, lab)
  return step && step.index < until ? causeChain(trace, step, lab) : []
}

function stepOfThing(
  trace: readonly TraceEvent[],
  thing: Thing,
  until: number,
  lab: SubjectFinder,
): Step | null {
  const [kind, ...rest] = thing.split(' ')
  const last = (fits: (event: TraceEvent) => boolean): Step | null => {
    for (let index = until - 1; index >= 0; index--) {
      const event = trace[index]
      if (event && fits(event)) return { index }
    }
    return null
  }
  const [first = '', second = '', third = ''] = rest
  switch (kind) {
    case 'message': {
      const message = messagesOf(trace).byNumber(Number(first))
      return message ? { index: message.sentIndex } : null
    }
    case 'event':
      return stepOfEvent(trace, Number(first), lab)
    case 'record':
      return last(
        (event) =>
          event.kind === 'append' &&
          event.topic === first &&
          event.partition === Number(second) &&
          event.offset === Number(third),
      )
    case 'line':
      return last(
        (event) =>
          event.kind === 'line' &&
          event.node === first &&
          event.file === second &&
          event.line === Number(third),
      )
    case 'row':
      return lastChange(trace, { node: first, table: second, key: rest.slice(2).join(' ') }, until)
    default:
      return null
  }
}

/** A broken promise stands for the row that breaks it, or for the end of what should have made one. */
function stepOfEvent(trace: readonly TraceEvent[], index: number, lab: SubjectFinder): Step | null {
  const event = trace[index]
  if (event?.kind !== 'verdict') return { index }
  const target = event.evidence?.targets.findLast((one) => one.type === 'row')
  if (target?.type !== 'row') return null
  if (!target.missing) return lastChange(trace, target, index)
  const { end } = missingRow(trace, target.key, index, lab)
  return end ? { index: end.index } : null
}

function lastChange(
  trace: readonly TraceEvent[],
  { node, table, key }: { node: string; table: string; key: string },
  until: number,
): Step | null {
  for (let index = until - 1; index >= 0; index--) {
    const event = trace[index]
    if (event?.kind !== 'rows' || event.node !== node) continue
    const change = event.changes.find((one) => one.table === table && one.key === key)
    if (change) return { index, change }
  }
  return null
}

/** Everything that the panels may draw of a chain. */
export function thingsOf(trace: readonly TraceEvent[], chain: readonly CauseLink[]): Set<Thing> {
  const things = new Set<Thing>()
  for (const link of chain) {
    things.add(`event ${link.index}`)
    for (const fault of link.faults) things.add(`event ${fault.index}`)
    if (link.place) things.add(`line ${link.place.node} ${link.place.file} ${link.place.line}`)
    if (link.row) things.add(`row ${link.row.node} ${link.row.table} ${link.row.key}`)
    if (link.record)
      things.add(`record ${link.record.topic} ${link.record.partition} ${link.record.offset}`)
    const message = link.message === null ? undefined : messagesOf(trace).byNumber(link.message)
    if (!message) continue
    things.add(`message ${message.number}`)
    things.add(`link ${message.from} ${message.to}`)
    things.add(`link ${message.to} ${message.from}`)
  }
  return things
}
