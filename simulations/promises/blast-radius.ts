/**
 * How far one team's trouble reaches: which services fail requests because another team changed a table, because one
 * database went down, or because another service took the connections. Counted are requests that a service answered with
 * an error of its database.
 */
import { defineInvariant, type Invariant } from '../kernel/invariant'
import { formatMs, type Microseconds } from '../kernel/time'
import type { TraceEvent } from '../kernel/trace-event'
import { count } from './announcements'

export interface FailedRequest {
  /** As in its answer: `shop-2`. */
  request: string
  client: string
  service: string
  /** `POST /orders 1041`. */
  label: string
  at: Microseconds
  /** The database's error: its SQLSTATE or the network's code, and its words. */
  code: string
  message: string
}

/** Requests of clients, as far as they tell who failed. */
interface Requests {
  /** Sent and not answered, by message. */
  open: ReadonlyMap<number, Omit<FailedRequest, 'at' | 'code' | 'message'>>
  /** Sent so far by each client. */
  sent: ReadonlyMap<string, number>
  /** The last error of each service: its answer follows at the same moment. */
  errors: ReadonlyMap<string, { at: Microseconds; code: string; message: string }>
  failed: readonly FailedRequest[]
}

export const noRequests: Requests = {
  open: new Map(),
  sent: new Map(),
  errors: new Map(),
  failed: [],
}

/** @returns the same object where the event is about no request */
export function stepRequests(
  state: Requests,
  event: TraceEvent,
  clients: readonly string[],
): Requests {
  if (event.kind === 'error' && event.code !== null) {
    const { at, code, message } = event
    return { ...state, errors: new Map(state.errors).set(event.node, { at, code, message }) }
  }
  if (event.kind !== 'send') return state
  if (event.payload.type === 'http' && clients.includes(event.from)) {
    const number = (state.sent.get(event.from) ?? 0) + 1
    const request = {
      request: `${event.from}-${number}`,
      client: event.from,
      service: event.to,
      label: event.label,
    }
    return {
      ...state,
      sent: new Map(state.sent).set(event.from, number),
      open: new Map(state.open).set(event.message, request),
    }
  }
  const answered = event.replyTo === null ? undefined : state.open.get(event.replyTo)
  if (!answered || event.replyTo === null) return state
  const open = new Map(state.open)
  open.delete(event.replyTo)
  const error = state.errors.get(event.from)
  const failed =
    event.payload.type === 'http-reply' && event.payload.status >= 500 && error?.at === event.at
  return {
    ...state,
    open,
    failed: failed ? [...state.failed, { ...answered, ...error }] : state.failed,
  }
}

interface Promised {
  id: string
  title: string
  clients: readonly string[]
}

/** A class of SQLSTATEs: the statement names what is not there. */
const unknownName = /^42/
const tooManyClients = '53300'
const connectionLost = ['ECONNRESET', 'ECONNREFUSED']

/**
 * No service but its owner fails requests because a table is not what its statements say.
 * @param options.owner the service whose team changes it
 * @param options.action the action that does so; an error before it is somebody's own mistake
 */
export function changeStaysAtHome(
  options: Promised & { owner: string; action: string },
): Invariant {
  return defineInvariant<{ requests: Requests; changed: boolean }>({
    id: options.id,
    title: options.title,
    kind: 'always',
    initial: { requests: noRequests, changed: false },
    step(state, event) {
      const changed = state.changed || (event.kind === 'action' && event.action === options.action)
      const requests = stepRequests(state.requests, event, options.clients)
      return requests === state.requests && changed === state.changed
        ? state
        : { requests, changed }
    },
    judge({ requests, changed }) {
      const hit = changed
        ? requests.failed.filter(
            ({ service, code }) => service !== options.owner && unknownName.test(code),
          )
        : []
      const services = new Set(hit.map(({ service }) => service))
      const [first] = hit
      if (!first)
        return {
          holds: true,
          status: changed ? 'changed, and nobody else fails' : 'not changed yet',
          evidence: null,
        }
      return {
        holds: false,
        status: `${count(hit.length, 'request')} failed in ${count(services.size, 'other service')}`,
        evidence: evidenceOf(
          first,
          `${first.label} failed at ${formatMs(first.at)} in ${first.service}: ${first.message}`,
        ),
      }
    },
  })
}

/** While one database is down, requests fail in one service at most. */
export function oneCrashStopsOneService(
  options: Promised & { databases: readonly string[] },
): Invariant {
  interface State {
    requests: Requests
    /** Services that each database has stopped, since it crashed last. */
    stopped: ReadonlyMap<string, readonly FailedRequest[]>
    worst: readonly FailedRequest[]
  }
  const isBy = (database: string, { code, message }: FailedRequest) =>
    connectionLost.includes(code) && message.includes(database)
  const servicesIn = (failed: readonly FailedRequest[]) =>
    new Set(failed.map(({ service }) => service)).size
  return defineInvariant<State>({
    id: options.id,
    title: options.title,
    kind: 'always',
    initial: { requests: noRequests, stopped: new Map(), worst: [] },
    step(state, event) {
      if (event.kind === 'crash' && options.databases.includes(event.node))
        return { ...state, stopped: new Map(state.stopped).set(event.node, []) }
      const requests = stepRequests(state.requests, event, options.clients)
      if (requests === state.requests) return state
      const last = requests.failed.at(-1)
      if (!last || requests.failed.length === state.requests.failed.length)
        return { ...state, requests }
      const database = [...state.stopped.keys()].find((one) => isBy(one, last))
      if (database === undefined) return { ...state, requests }
      const failed = [...(state.stopped.get(database) ?? []), last]
      const worst = servicesIn(failed) > servicesIn(state.worst) ? failed : state.worst
      return { requests, stopped: new Map(state.stopped).set(database, failed), worst }
    },
    judge({ worst }) {
      const services = [...new Set(worst.map(({ service }) => service))]
      const status =
        services.length === 0
          ? 'no database stopped a service'
          : `one database stopped ${count(services.length, 'service')}`
      const second = worst.find(({ service }) => service === services[1])
      if (!second) return { holds: true, status, evidence: null }
      return {
        holds: false,
        status,
        evidence: evidenceOf(
          second,
          `One database was down, and ${services.join(' and ')} failed requests, the second at ${formatMs(second.at)}`,
        ),
      }
    },
  })
}

/** No service is refused a connection while another one holds more of them than it does. */
export function nobodyStarves(options: Promised & { databases: readonly string[] }): Invariant {
  interface State {
    requests: Requests
    /** Connections of each database, by service. */
    held: ReadonlyMap<string, ReadonlyMap<string, number>>
    starved: { request: FailedRequest; by: string; holds: number; database: string } | null
    most: number
  }
  return defineInvariant<State>({
    id: options.id,
    title: options.title,
    kind: 'always',
    initial: { requests: noRequests, held: new Map(), starved: null, most: 0 },
    step(state, event) {
      if (event.kind === 'connections' && options.databases.includes(event.node)) {
        const held = new Map(event.held.map(({ by, count: number }) => [by, number]))
        const most = Math.max(state.most, ...held.values())
        return { ...state, held: new Map(state.held).set(event.node, held), most }
      }
      const requests = stepRequests(state.requests, event, options.clients)
      if (requests === state.requests) return state
      const last = requests.failed.at(-1)
      const isNew = last !== undefined && requests.failed.length > state.requests.failed.length
      const starved =
        state.starved ??
        (isNew && last.code === tooManyClients ? starvedBy(last, state.held) : null)
      return { ...state, requests, starved }
    },
    judge({ starved, most }) {
      const status = `one service held ${count(most, 'connection')} at most`
      if (!starved) return { holds: true, status, evidence: null }
      const { request, by, holds, database } = starved
      return {
        holds: false,
        status: `${request.service} got no connection`,
        evidence: evidenceOf(
          request,
          `${request.label} failed at ${formatMs(request.at)}: ${by} held ${holds} connections of ${database}, and none was left for ${request.service}`,
        ),
      }
    },
  })
}

function starvedBy(
  request: FailedRequest,
  held: ReadonlyMap<string, ReadonlyMap<string, number>>,
): { request: FailedRequest; by: string; holds: number; database: string } | null {
  for (const [database, services] of held) {
    const own = services.get(request.service) ?? 0
    for (const [by, holds] of services) {
      if (by !== request.service && holds > own) return { request, by, holds, database }
    }
  }
  return null
}

function evidenceOf({ client, request, at }: FailedRequest, text: string) {
  return {
    text,
    at,
    subject: null,
    targets: [{ type: 'request' as const, node: client, request, text: 'failed' }],
  }
}
