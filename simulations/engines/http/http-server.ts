/** HTTP between services: routes of a process, and `fetch` to another. A crash resets the connections it served. */
import { EffectError } from '../../kernel/errors'
import type { Incarnation } from '../../kernel/incarnation'
import { messageOf, ProcessNode } from '../../kernel/process'
import type { Simulation } from '../../kernel/simulation'
import { type Microseconds, millisecond } from '../../kernel/time'
import type { CodePosition, Json } from '../../kernel/trace-event'

export const httpTimeoutUs: Microseconds = 500 * millisecond

export interface HttpRequest {
  method: string
  path: string
  /** Values of `:name` segments of the route. */
  params: Record<string, string>
  body: Json
}

export interface HttpResponse {
  status: number
  body?: Json
}

export type HttpHandler = (request: HttpRequest) => Promise<HttpResponse> | HttpResponse

export type HttpOutcome =
  | { kind: 'answered'; status: number; body: Json }
  | { kind: 'timeout' | 'reset' | 'refused'; error: EffectError }

/** The routes of one incarnation. */
export class HttpServer {
  readonly #incarnation: Incarnation
  readonly #routes: { method: string; segments: string[]; handler: HttpHandler }[] = []
  /** Requests being handled, told when the process crashes. */
  readonly #open = new Set<() => void>()

  constructor(incarnation: Incarnation) {
    this.#incarnation = incarnation
    incarnation.onEnd(() => {
      for (const reset of this.#open) reset()
      this.#open.clear()
    })
  }

  route(method: string, path: string, handler: HttpHandler): void {
    this.#incarnation.subscribe()
    this.#routes.push({ method, segments: path.split('/'), handler })
  }

  /** @param reset is called if the process crashes before it answers */
  handle(
    message: number,
    request: { method: string; path: string; body: Json },
    answer: (response: { status: number; body: Json }) => void,
    reset: () => void,
  ): void {
    const path = decodePath(request.path)
    if (!path) {
      answer({ status: 400, body: { error: `No path: ${request.path}` } })
      return
    }
    const found = this.#find(request.method, path)
    if (!found) {
      answer({ status: 404, body: { error: `No route ${request.method} ${request.path}` } })
      return
    }
    const incarnation = this.#incarnation
    this.#open.add(reset)
    const fail = (error: unknown) => {
      const text = messageOf(error)
      incarnation.simulation.record({
        kind: 'error',
        node: incarnation.node.id,
        place: incarnation.lastPlace,
        message: text,
        code: error instanceof EffectError ? error.code : null,
      })
      answer({ status: 500, body: { error: text } })
    }
    incarnation.activity(
      message,
      () => found.handler({ ...request, params: found.params }),
      (outcome) => {
        this.#open.delete(reset)
        if ('error' in outcome) return fail(outcome.error)
        try {
          answer(readResponse(outcome.value))
        } catch (error) {
          fail(error)
        }
      },
    )
  }

  #find(
    method: string,
    segments: readonly string[],
  ): { handler: HttpHandler; params: Record<string, string> } | null {
    for (const route of this.#routes) {
      if (route.method !== method || route.segments.length !== segments.length) continue
      const params: Record<string, string> = {}
      const fits = route.segments.every((segment, index) => {
        if (!segment.startsWith(':')) return segment === segments[index]
        params[segment.slice(1)] = segments[index] ?? ''
        return true
      })
      if (fits) return { handler: route.handler, params }
    }
    return null
  }
}

/** @returns its segments; `null` where a percent sign begins nothing */
function decodePath(path: string): string[] | null {
  try {
    return path.split('/').map(decodeURIComponent)
  } catch {
    return null
  }
}

/** Which server answers for a node: set when a process boots. */
export class HttpServers {
  readonly #servers = new WeakMap<Incarnation, HttpServer>()

  of(incarnation: Incarnation): HttpServer {
    let server = this.#servers.get(incarnation)
    if (!server) {
      server = new HttpServer(incarnation)
      this.#servers.set(incarnation, server)
    }
    return server
  }
}

/**
 * Sends a request from a node to a process and reports exactly once what the caller learns.
 * The client's own timeout is the caller's to set: it calls the returned `giveUp`, with how long it has waited.
 */
export function sendRequest(
  simulation: Simulation,
  servers: HttpServers,
  request: {
    from: string
    fromIncarnation?: number
    to: string
    method: string
    path: string
    body: Json
    place: CodePosition | null
    label: string
  },
  settle: (outcome: HttpOutcome) => void,
): { giveUp(afterUs: Microseconds): void } {
  let over = false
  const finish = (outcome: HttpOutcome) => {
    if (over) return
    over = true
    settle(outcome)
  }
  const reply = (message: number, label: string, outcome: HttpOutcome) => {
    simulation.network.send({
      from: request.to,
      to: request.from,
      purpose: 'reply',
      inReplyTo: { message, purpose: 'http' },
      label,
      payload:
        outcome.kind === 'answered'
          ? { type: 'http-reply', status: outcome.status, body: outcome.body }
          : {
              type: 'error',
              code: outcome.error.code,
              message: outcome.error.message,
              definite: outcome.error.definite,
            },
      orderKey: `reply ${message}`,
      ...(request.fromIncarnation === undefined ? {} : { toIncarnation: request.fromIncarnation }),
      onArrive: () => finish(outcome),
    })
  }
  const message = simulation.network.send({
    from: request.from,
    to: request.to,
    purpose: 'http',
    label: request.label,
    payload: { type: 'http', method: request.method, path: request.path, body: request.body },
    place: request.place,
    orderKey: `request ${simulation.network.sent + 1}`,
    onArrive: (number) => {
      const target = simulation.node(request.to)
      const incarnation = target instanceof ProcessNode ? target.current : null
      if (!incarnation) return
      servers.of(incarnation).handle(
        number,
        { method: request.method, path: request.path, body: request.body },
        (response) =>
          reply(number, statusLabel(response.status), { kind: 'answered', ...response }),
        () => reply(number, 'connection reset', { kind: 'reset', error: reset(request.to) }),
      )
    },
    onLost: (reason) => {
      if (reason === 'down')
        reply(message, 'connection refused', { kind: 'refused', error: refused(request.to) })
    },
  })
  return {
    giveUp: (afterUs) => finish({ kind: 'timeout', error: timedOut(request.to, afterUs) }),
  }
}

const statusNames: Record<number, string> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  400: 'Bad Request',
  404: 'Not Found',
  409: 'Conflict',
  422: 'Unprocessable',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
}

function statusLabel(status: number): string {
  const name = statusNames[status]
  return name ? `${status} ${name}` : String(status)
}

/** @throws TypeError where a handler returned something that cannot travel as an answer */
function readResponse(response: unknown): { status: number; body: Json } {
  const { status, body } = Object(response) as Partial<HttpResponse>
  if (!Number.isInteger(status)) {
    throw new TypeError('The handler returned no { status, body }: status is a whole number.')
  }
  return { status: Number(status), body: JSON.parse(JSON.stringify(body ?? null)) as Json }
}

function reset(node: string): EffectError {
  return new EffectError(`${node} reset the connection.`, {
    code: 'ECONNRESET',
    definite: false,
    fix: 'It may have happened. Ask, or repeat with the same key.',
  })
}

function refused(node: string): EffectError {
  return new EffectError(`${node} refused the connection.`, {
    code: 'ECONNREFUSED',
    definite: true,
    fix: 'Try again later.',
  })
}

function timedOut(node: string, afterUs: Microseconds): EffectError {
  return new EffectError(`${node} did not answer within ${afterUs / millisecond} ms.`, {
    code: 'ETIMEDOUT',
    definite: false,
    fix: 'It may have happened. Ask, or repeat with the same key.',
  })
}
