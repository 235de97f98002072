/**
 * No request of a client waits longer than a limit for its answer. Counted are requests whose own process, database and
 * links had no active fault while they were under way: what is left is waiting for somebody else.
 */
import { defineInvariant, type Invariant } from '../kernel/invariant'
import { formatMs, formatSpan, type Microseconds } from '../kernel/time'
import type { TraceEvent, TraceEventOf } from '../kernel/trace-event'

export interface PatienceOptions {
  id: string
  title: string
  limitUs: Microseconds
  clients: readonly string[]
  /** The database of each service that clients ask. */
  databases: Readonly<Record<string, string>>
}

interface Waiting {
  /** As in its answer: `bo-1`. */
  request: string
  client: string
  service: string
  label: string
  since: Microseconds
  /** Something of its own was at fault while it was under way. */
  excused: boolean
}

interface State {
  waiting: readonly Waiting[]
  /** Requests sent so far by each client. */
  sent: ReadonlyMap<string, number>
  /** What is at fault now: nodes, and links as `from to`; how many faults each has. */
  faulty: ReadonlyMap<string, number>
  longest: Microseconds
  late: Waiting | null
}

/** Judged after every event, and at any moment in between. */
export function nobodyWaits(options: PatienceOptions): Invariant {
  const { limitUs } = options
  const tooLong = (waiting: readonly Waiting[], at: Microseconds) =>
    waiting.find(({ since, excused }) => !excused && at - since >= limitUs) ?? null
  return defineInvariant<State>({
    id: options.id,
    title: options.title,
    kind: 'always',
    initial: { waiting: [], sent: new Map(), faulty: new Map(), longest: 0, late: null },
    step(state, event) {
      const late = state.late ?? tooLong(state.waiting, event.at)
      const next = stepWaiting(stepFaults(state, event, options), event, options)
      return late === next.late ? next : { ...next, late }
    },
    judge({ waiting, longest, late: noted }, at) {
      const late = noted ?? tooLong(waiting, at)
      const [first] = waiting
      if (!late) {
        const status = first
          ? `${first.label} waits since ${formatMs(first.since)}`
          : `the longest wait took ${formatMs(longest)}`
        return { holds: true, status, evidence: null }
      }
      return {
        holds: false,
        status: `${late.label} waited too long`,
        evidence: {
          text: `${late.label} of ${late.client} had no answer for ${formatSpan(limitUs)}, and nothing of its own was at fault`,
          at: late.since + limitUs,
          subject: null,
          targets: [
            { type: 'request', node: late.client, request: late.request, text: 'waited too long' },
          ],
        },
      }
    },
  })
}

function stepWaiting(state: State, event: TraceEvent, options: PatienceOptions): State {
  if (event.kind === 'send') return stepRequest(state, event, options)
  if (event.kind !== 'answer') return state
  const answered = state.waiting.find(({ request }) => request === event.request)
  if (!answered) return state
  return {
    ...state,
    waiting: state.waiting.filter((one) => one !== answered),
    longest: answered.excused ? state.longest : Math.max(state.longest, event.at - answered.since),
  }
}

function stepRequest(state: State, event: TraceEventOf<'send'>, options: PatienceOptions): State {
  const { from: client, to: service, label, at: since } = event
  if (event.payload.type !== 'http' || !options.clients.includes(client)) return state
  const number = (state.sent.get(client) ?? 0) + 1
  const own = ownOf({ client, service }, options)
  const excused = own.some((one) => state.faulty.has(one))
  const waiting = { request: `${client}-${number}`, client, service, label, since, excused }
  return {
    ...state,
    sent: new Map(state.sent).set(client, number),
    waiting: [...state.waiting, waiting],
  }
}

function stepFaults(state: State, event: TraceEvent, options: PatienceOptions): State {
  const struck = strikes(event)
  const healed = heals(event)
  if (struck !== null) {
    const faulty = new Map(state.faulty).set(struck, (state.faulty.get(struck) ?? 0) + 1)
    const waiting = state.waiting.map((request) =>
      ownOf(request, options).includes(struck) ? { ...request, excused: true } : request,
    )
    return { ...state, faulty, waiting }
  }
  if (healed === null || !state.faulty.has(healed)) return state
  const faulty = new Map(state.faulty)
  const left = (faulty.get(healed) ?? 0) - 1
  // A node that has booted is neither down nor paused any more, however often it was struck.
  if (left > 0 && event.kind === 'fault') faulty.set(healed, left)
  else faulty.delete(healed)
  return { ...state, faulty }
}

/** What a request depends on besides those it has to wait for. */
function ownOf(
  { client, service }: { client: string; service: string },
  { databases }: PatienceOptions,
): string[] {
  const database = databases[service]
  const links = [linkOf(client, service), ...(database ? [linkOf(service, database)] : [])]
  return [service, ...(database ? [database] : []), ...links]
}

/** The node or the link that is at fault from now on. A process that ended by itself has only itself to blame. */
function strikes(event: TraceEvent): string | null {
  if (event.kind === 'pause' || (event.kind === 'crash' && event.cause === 'fault'))
    return event.node
  if (event.kind !== 'fault' || event.edge !== 'begin') return null
  return event.from !== null && event.to !== null ? linkOf(event.from, event.to) : null
}

function heals(event: TraceEvent): string | null {
  if (event.kind === 'resume' || event.kind === 'boot') return event.node
  if (event.kind !== 'fault' || event.edge !== 'end') return null
  return event.from !== null && event.to !== null ? linkOf(event.from, event.to) : null
}

/** A link has one name, whichever way a fault names it. */
function linkOf(one: string, other: string): string {
  return one < other ? `${one} ${other}` : `${other} ${one}`
}
