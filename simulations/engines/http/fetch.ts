/** `fetch` as services see it: requests by node name, `http://payments/charges`. */
import { EffectError } from '../../kernel/errors'
import type { Incarnation } from '../../kernel/incarnation'
import { type Microseconds, millisecond } from '../../kernel/time'
import type { Json } from '../../kernel/trace-event'
import { type HttpServers, httpTimeoutUs, sendRequest } from './http-server'

export interface FetchOptions {
  method?: string
  headers?: Record<string, string>
  body?: string
  /** Not in the platform's `fetch`, which takes a signal: milliseconds until the caller gives up. */
  timeoutMs?: number
}

export interface FetchResponse {
  ok: boolean
  status: number
  json(): Promise<Json>
  text(): Promise<string>
}

export function createFetch(
  incarnation: Incarnation,
  servers: HttpServers,
  isReachable: (node: string) => boolean,
) {
  return (url: string, options: FetchOptions = {}): Promise<FetchResponse> => {
    const match = /^https?:\/\/([\w-]+)(\/.*)?$/.exec(url)
    const node = match?.[1]
    if (!node || !isReachable(node)) {
      return Promise.reject(
        new EffectError(`No node here answers at ${url}.`, {
          code: 'ENOTFOUND',
          definite: true,
          fix: 'Name a service of this lab: http://payments/charges.',
        }),
      )
    }
    const method = options.method ?? 'GET'
    const path = match?.[2] ?? '/'
    return incarnation.effect<FetchResponse>((settle) => {
      const timeoutUs: Microseconds =
        Math.round(Number(options.timeoutMs) * millisecond) || httpTimeoutUs
      const timeout = incarnation.timer(timeoutUs, () => call.giveUp(timeoutUs))
      const call = sendRequest(
        incarnation.simulation,
        servers,
        {
          from: incarnation.node.id,
          fromIncarnation: incarnation.number,
          to: node,
          method,
          path,
          body: parseBody(options.body),
          place: incarnation.lastPlace,
          label: `${method} ${path}`,
        },
        (outcome) => {
          timeout.cancel()
          if (outcome.kind !== 'answered') return settle.reject(outcome.error)
          const { status, body } = outcome
          settle.resolve({
            ok: status >= 200 && status < 300,
            status,
            json: async () => body,
            text: async () => (typeof body === 'string' ? body : JSON.stringify(body)),
          })
        },
      )
    })
  }
}

/** As the platform sends it: whatever it is, it travels as text. */
function parseBody(body: unknown): Json {
  if (body === undefined || body === null) return null
  const text = String(body)
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}
