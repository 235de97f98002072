/** How the requests of each team went up to a playhead, and who holds the connections of a database: from the trace alone. */
import type { LabDefinition } from '@/simulations/kernel/lab'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { type FailedRequest, noRequests, stepRequests } from '@/simulations/promises/blast-radius'
import { Timeline } from './timeline'

/** Why a request failed, as its service saw it. */
export type FailureCause = 'changed' | 'no-connection' | 'database-down' | 'no-answer' | 'other'

export interface TeamRequests {
  service: string
  /** Answered, also with a refusal: 2xx and 4xx. */
  answered: number
  /** In the order in which they failed. */
  failed: readonly { label: string; at: number; index: number; cause: FailureCause }[]
}

export interface Connections {
  database: string
  most: number
  held: readonly { by: string; count: number }[]
}

export interface TeamState {
  teams: readonly TeamRequests[]
  connections: readonly Connections[]
}

interface State {
  requests: ReturnType<typeof stepRequests>
  /** By request: whom it asks, and for what. */
  asked: ReadonlyMap<string, { service: string; label: string }>
  answered: ReadonlyMap<string, number>
  failed: ReadonlyMap<string, TeamRequests['failed']>
  connections: ReadonlyMap<string, Connections>
}

const initial: State = {
  requests: noRequests,
  asked: new Map(),
  answered: new Map(),
  failed: new Map(),
  connections: new Map(),
}

export function teamTimeline(
  trace: readonly TraceEvent[],
  lab: Pick<LabDefinition, 'nodes'>,
): { at(index: number): TeamState } {
  const clients = idsOf(lab, 'client')
  const services = idsOf(lab, 'service')
  const timeline = new Timeline<State>(trace, {
    initial,
    step: (state, event, index) => step(state, { event, index }, clients),
  })
  return {
    at: (index) => {
      const { answered, failed, connections } = timeline.at(index)
      return {
        teams: services.map((service) => ({
          service,
          answered: answered.get(service) ?? 0,
          failed: failed.get(service) ?? [],
        })),
        connections: [...connections.values()],
      }
    },
  }
}

function step(
  before: State,
  { event, index }: { event: TraceEvent; index: number },
  clients: readonly string[],
): State {
  const requests = stepRequests(before.requests, event, clients)
  const state = requests === before.requests ? before : { ...before, requests }
  if (event.kind === 'connections') {
    const { node: database, most, held } = event
    const connections = new Map(state.connections).set(database, { database, most, held })
    return { ...state, connections }
  }
  if (event.kind === 'send') {
    const asks = requests.open.get(event.message)
    if (!asks) return state
    return { ...state, asked: new Map(state.asked).set(asks.request, asks) }
  }
  if (event.kind !== 'answer') return state
  const asked = state.asked.get(event.request)
  if (!asked) return state
  const { service, label } = asked
  if (event.outcome === 'answered' && (event.status ?? 0) < 500) {
    const answered = new Map(state.answered).set(service, (state.answered.get(service) ?? 0) + 1)
    return { ...state, answered }
  }
  const known = requests.failed.find(({ request }) => request === event.request)
  const cause = event.outcome === 'answered' ? causeOf(known) : 'no-answer'
  const all = [...(state.failed.get(service) ?? []), { label, at: event.at, index, cause }]
  return { ...state, failed: new Map(state.failed).set(service, all) }
}

function causeOf(failed: FailedRequest | undefined): FailureCause {
  const code = failed?.code ?? ''
  if (code.startsWith('42')) return 'changed'
  if (code === '53300') return 'no-connection'
  return code === 'ECONNRESET' || code === 'ECONNREFUSED' ? 'database-down' : 'other'
}

function idsOf({ nodes }: Pick<LabDefinition, 'nodes'>, kind: 'client' | 'service'): string[] {
  return nodes.flatMap((node) => (node.kind === kind ? [node.id] : []))
}
