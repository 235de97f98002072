/** A run of two interleaved sagas, step by step: who did what, when, and what the row between them said then. */
import type { Interleaving, Side, StepOrder } from '@/simulations/kernel/interleaving'
import { formatSpan, type Microseconds } from '@/simulations/kernel/time'
import type { TraceEvent } from '@/simulations/kernel/trace-event'

export interface StepRow {
  key: string
  /** Place in the order; `null` for what a step did later than it was asked for. */
  place: number | null
  side: Side
  /** When it was asked for, or took effect. */
  at: Microseconds
  /** The playhead that has seen all of it. */
  end: { at: Microseconds; index: number }
  /** `1041 reads the shelf`. */
  title: string
  /** `reads 1`. */
  text: string
  /** What the row says after it; `null` where there is no such row. */
  value: number | string | null
  /** It wrote the row. */
  wrote: boolean
  /** Anomalies that showed with it. */
  broken: readonly { invariant: string; title: string; at: Microseconds }[]
}

interface Asked {
  side: Side
  step: number
  place: number
  subject: string
  title: string
  index: number
  at: Microseconds
  /** What came of it, in the order of the run. */
  done: { index: number; at: Microseconds; text: string }[]
}

/** In the order in which they took effect. A step that had to wait has two rows: where it was asked for, and what it did. */
export function interleavedSteps(
  trace: readonly TraceEvent[],
  interleaving: Interleaving,
): StepRow[] {
  const values = valuesOf(trace, interleaving)
  const breaks = trace.flatMap((event) => {
    if (event.kind !== 'verdict' || event.holds !== false || !event.evidence) return []
    const { at } = event.evidence
    return interleaving.anomalies
      .filter(({ invariant }) => invariant === event.invariant)
      .map(({ invariant, title }) => ({ invariant, title, at }))
  })
  const steps = askedIn(trace, interleaving)
  const parts = steps.flatMap((asked) => partsOf(asked, steps))
  return parts
    .sort((one, other) => one.index - other.index)
    .map(({ asked, place, index, at, done, text }): StepRow => {
      const end = done.at(-1) ?? { index, at }
      const before = values.findLast((value) => value.index < (done[0]?.index ?? index))
      const after = values.findLast((value) => value.index <= end.index)
      return {
        key: `${asked.place}${place === null ? ' later' : ''}`,
        place,
        side: asked.side,
        at,
        end: { at: end.at, index: end.index + 1 },
        title: `${asked.subject} ${asked.title}`,
        text,
        value: after?.value ?? null,
        wrote: after !== undefined && after !== before,
        broken: breaks.filter((broke) => done.some(({ at: when }) => when === broke.at)),
      }
    })
}

interface Part extends Pick<Asked, 'index' | 'at' | 'done'> {
  asked: Asked
  place: number | null
  text: string
}

function partsOf(asked: Asked, steps: readonly Asked[]): Part[] {
  const { place, index, at, done } = asked
  const others = steps.filter((one) => one !== asked)
  const elsewhere = others.flatMap((one) => [one.index, ...one.done.map((did) => did.index)])
  const next = Math.min(...elsewhere.filter((other) => other > index))
  const words = (some: Asked['done']) => some.map(({ text }) => text).join('; ')
  const late = done.filter((one) => one.index > next)
  if (late.length === 0) {
    const text = done.length === 0 ? 'no answer' : words(done)
    return [{ asked, place, index, at, done, text }]
  }
  const early = done.filter((one) => one.index < next)
  const [first] = late
  const waited = first ? formatSpan(first.at - at) : ''
  return [
    {
      asked,
      place,
      index,
      at,
      done: early,
      text: [words(early), 'waits'].filter(Boolean).join('; '),
    },
    {
      asked,
      place: null,
      index: first?.index ?? index,
      at: first?.at ?? at,
      done: late,
      text: `${words(late)}, ${waited} after it was asked for`,
    },
  ]
}

function askedIn(trace: readonly TraceEvent[], interleaving: Interleaving): Asked[] {
  const asked: Asked[] = []
  const requests = new Map<string, Asked>()
  const ordinals = new Map<string, number>()
  for (const [index, event] of trace.entries()) {
    if (event.kind === 'action') {
      const ordinal = (ordinals.get(event.node) ?? 0) + 1
      ordinals.set(event.node, ordinal)
      const found = stepOf(interleaving, event.action)
      if (!found) continue
      const step: Asked = {
        ...found,
        place: asked.length,
        index,
        at: event.at,
        done: [],
      }
      asked.push(step)
      requests.set(`${event.node}-${ordinal}`, step)
      continue
    }
    if (event.kind === 'answer') {
      const step = requests.get(event.request)
      if (step && step.done.length === 0) {
        const text =
          event.outcome === 'answered'
            ? `${event.status}: changes nothing`
            : `no answer: ${event.outcome}`
        step.done.push({ index, at: event.at, text })
      }
      continue
    }
    const effect = interleaving.effectOf(event)
    const step = asked.find((one) => one.subject === effect?.subject && one.step === effect.step)
    if (effect && step) step.done.push({ index, at: event.at, text: effect.text })
  }
  return asked
}

function stepOf(interleaving: Interleaving, action: string) {
  for (const side of ['A', 'B'] as const) {
    const { steps, subject } = interleaving[side]
    const step = steps.findIndex((one) => one.action === action)
    if (step !== -1) return { side, step, subject, title: steps[step]?.title ?? action }
  }
  return null
}

/** The values of the row between the two, each with the event that wrote it. */
function valuesOf(trace: readonly TraceEvent[], { value }: Interleaving) {
  const first = trace.find(
    (event) => event.kind === 'action' && value.keyArgument in event.arguments,
  )
  const key =
    first?.kind === 'action' ? (first.arguments[value.keyArgument] ?? value.key) : value.key
  const values: { index: number; value: number | string }[] = []
  const note = (index: number, stands: unknown) => {
    if (typeof stands === 'number' || typeof stands === 'string')
      values.push({ index, value: stands })
  }
  for (const [index, event] of trace.entries()) {
    if (event.kind !== 'boot' && event.kind !== 'rows') continue
    if (event.node !== value.node) continue
    if (event.kind === 'boot') {
      const seed = event.rows?.find((row) => row.table === value.table && row.key === key)
      note(index, seed?.row[value.column])
      continue
    }
    for (const { table, key: of, before, after } of event.changes) {
      if (table !== value.table || of !== key || !after) continue
      const columns = Object.keys(after).filter((column) => after[column] !== before?.[column])
      // A lock in another column is no write of the value; the same value once more is one.
      if (columns.length === 0 || columns.includes(value.column)) note(index, after[value.column])
    }
  }
  return values
}

/** Whose turn it was, `A B A B B A`. */
export function orderInWords(order: StepOrder): string {
  return order.join(' ')
}
