/** The customers: they send each request once, with an id of its own, and remember how it ended. They never crash. */
import type { QueueEntry } from '../../kernel/event-queue'
import { BaseNode } from '../../kernel/node'
import type { Simulation } from '../../kernel/simulation'
import { formatSpan, type Microseconds, millisecond } from '../../kernel/time'
import type { Json } from '../../kernel/trace-event'
import { type HttpServers, httpTimeoutUs, sendRequest } from './http-server'

export class ClientNode extends BaseNode {
  readonly kind = 'client'
  readonly id: string
  readonly #servers: HttpServers
  #requests = 0

  constructor(simulation: Simulation, options: { id: string; servers: HttpServers }) {
    super(simulation)
    this.#servers = options.servers
    this.id = options.id
  }

  isUp(): boolean {
    return true
  }

  incarnationNumber(): number {
    return 1
  }

  crash(): void {}

  request(options: {
    action: string
    to: string
    method: string
    path: string
    body: Json
    label: string
    timeoutMs?: number | undefined
    remarkAfterMs?: number | undefined
  }): void {
    const { simulation } = this
    const request = `${this.id}-${++this.#requests}`
    const timeoutUs =
      options.timeoutMs === undefined ? httpTimeoutUs : options.timeoutMs * millisecond
    simulation.unanswered += 1
    const timeout = simulation.after(timeoutUs, 'timer', () => call.giveUp(timeoutUs))
    const remark =
      options.remarkAfterMs === undefined
        ? null
        : this.#remark(options.label, options.remarkAfterMs * millisecond)
    const call = sendRequest(
      simulation,
      this.#servers,
      {
        from: this.id,
        to: options.to,
        method: options.method,
        path: options.path,
        body: options.body,
        place: null,
        label: options.label,
      },
      (outcome) => {
        simulation.cancel(timeout)
        if (remark) simulation.cancel(remark)
        simulation.unanswered -= 1
        simulation.record({
          kind: 'answer',
          node: this.id,
          request,
          action: options.action,
          outcome: outcome.kind,
          status: outcome.kind === 'answered' ? outcome.status : null,
          body: outcome.kind === 'answered' ? outcome.body : null,
        })
        simulation.advance(this.id)
      },
    )
  }

  #remark(label: string, afterUs: Microseconds): QueueEntry {
    const text = `${label} has waited for ${formatSpan(afterUs)} and has no answer yet`
    return this.simulation.after(afterUs, 'timer', () =>
      this.simulation.record({ kind: 'log', node: this.id, level: 'warn', text }),
    )
  }

  protected boot(): void {}
}
