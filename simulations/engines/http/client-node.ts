/** The customers: they send each request once, with an id of its own, and remember how it ended. They never crash. */
import { BaseNode } from '../../kernel/node'
import type { Simulation } from '../../kernel/simulation'
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
  }): void {
    const { simulation } = this
    const request = `${this.id}-${++this.#requests}`
    simulation.unanswered += 1
    const timeout = simulation.after(httpTimeoutUs, 'timer', () => call.giveUp())
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

  protected boot(): void {}
}
