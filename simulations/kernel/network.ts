/**
 * Links between nodes. A message leaves at one moment and arrives at another; in between it can be cut off, lost,
 * held up or doubled. The order of a connection (or of a topic partition) is kept, whatever happens to the rest.
 */
import type { Simulation } from './simulation'
import type { Microseconds } from './time'
import type { CodePosition, Payload, Purpose } from './trace-event'

/** One-way base latencies in microseconds; a message takes between 90 % and 110 % of it. */
const baseLatencyUs: Record<Exclude<Purpose, 'reply'>, Microseconds> = {
  http: 1_400,
  sql: 1_000,
  produce: 1_800,
  deliver: 1_500,
  offset: 1_200,
  join: 600,
  leave: 600,
}

export interface Message {
  from: string
  to: string
  purpose: Purpose
  /** For a reply: the purpose of what it answers. */
  inReplyTo?: { message: number; purpose: Exclude<Purpose, 'reply'> }
  label: string
  payload: Payload
  place?: CodePosition | null
  /** Messages with the same key on one link arrive in the order in which they left. */
  orderKey?: string
  /** Group membership and other upkeep: not counted by `drop`, `delay` and `duplicate`. */
  upkeep?: boolean
  /** The boot of the receiving process that holds this connection; another boot does not hear it. */
  toIncarnation?: number
  onArrive: (message: number) => void
  /** It never arrives. `down`: nobody listens there, and the sender is told. */
  onLost?: (reason: 'cut' | 'drop' | 'down' | 'gone') => void
  /** It arrives once more. Without it, a second copy does what the first did. */
  onCopy?: (message: number) => void
}

interface OneMessageFault {
  kind: 'drop' | 'delay' | 'duplicate'
  byUs: Microseconds
  text: string
}

interface Direction {
  cuts: number
  lagUs: Microseconds
  count: number
  lastArrival: Map<string, Microseconds>
  oneMessage: Map<number, OneMessageFault[]>
}

export class Network {
  readonly #simulation: Simulation
  readonly #directions = new Map<string, Direction>()
  readonly #cutListeners = new Set<() => void>()
  #messages = 0

  constructor(simulation: Simulation) {
    this.#simulation = simulation
  }

  /** Messages sent so far. */
  get sent(): number {
    return this.#messages
  }

  isCut(from: string, to: string): boolean {
    return this.#direction(from, to).cuts > 0
  }

  cut(from: string, to: string, by: 1 | -1): void {
    this.#direction(from, to).cuts += by
    for (const listener of this.#cutListeners) listener()
  }

  /** Calls back whenever a cut begins or ends; the returned function stops it. */
  onCut(listener: () => void): () => void {
    this.#cutListeners.add(listener)
    return () => this.#cutListeners.delete(listener)
  }

  addLag(from: string, to: string, byUs: Microseconds): void {
    this.#direction(from, to).lagUs += byUs
  }

  /** Waits for the `nth` message in that direction, counted over the whole run. */
  arm(from: string, to: string, nth: number, fault: OneMessageFault): void {
    const { oneMessage } = this.#direction(from, to)
    oneMessage.set(nth, [...(oneMessage.get(nth) ?? []), fault])
  }

  /** Faults on single messages that never met their message. */
  unmet(): string[] {
    return [...this.#directions.values()].flatMap((direction) =>
      [...direction.oneMessage.values()].flat().map((fault) => fault.text),
    )
  }

  /** How long a message that leaves now would take without faults of its own; used to tell a slow link from a quick one. */
  lagOf(from: string, to: string): Microseconds {
    return this.#direction(from, to).lagUs
  }

  /** Sends a message; returns its number. */
  send(message: Message): number {
    const simulation = this.#simulation
    const number = ++this.#messages
    const direction = this.#direction(message.from, message.to)
    this.#record(number, message, null)
    const base =
      baseLatencyUs[
        message.purpose === 'reply' ? (message.inReplyTo?.purpose ?? 'http') : message.purpose
      ]
    const jitter = simulation.random(`link ${message.from}->${message.to}`).integer(-100, 100)
    let latency = base + Math.trunc((base * jitter) / 1_000) + direction.lagUs
    let copyAfter: Microseconds | null = null
    for (const fault of this.#faultsOf(direction, message)) {
      if (fault.kind === 'drop') return this.#lose(number, message, 'drop')
      if (fault.kind === 'delay') latency += fault.byUs
      else copyAfter = fault.byUs
    }
    if (direction.cuts > 0) return this.#lose(number, message, 'cut')
    const due = this.#dueInOrder(direction, message, simulation.now + latency)
    this.#fly(number, message, due)
    if (copyAfter !== null)
      this.#sendCopy(number, message, this.#dueInOrder(direction, message, due + copyAfter))
    return number
  }

  /** Counts a message; what was armed for its number strikes now. */
  #faultsOf(direction: Direction, message: Message): OneMessageFault[] {
    if (message.upkeep) return []
    direction.count += 1
    const faults = direction.oneMessage.get(direction.count) ?? []
    direction.oneMessage.delete(direction.count)
    const simulation = this.#simulation
    for (const { kind, text } of faults) {
      simulation.disturb()
      simulation.record({
        kind: 'fault',
        fault: kind,
        text,
        edge: 'begin',
        node: null,
        from: message.from,
        to: message.to,
      })
    }
    return faults
  }

  #sendCopy(original: number, message: Message, due: Microseconds): void {
    const number = ++this.#messages
    this.#record(number, message, original)
    this.#fly(number, { ...message, onArrive: message.onCopy ?? message.onArrive }, due)
  }

  #dueInOrder(direction: Direction, message: Message, due: Microseconds): Microseconds {
    const key = message.orderKey ?? ''
    const inOrder = Math.max(due, (direction.lastArrival.get(key) ?? -1) + 1)
    direction.lastArrival.set(key, inOrder)
    return inOrder
  }

  #fly(number: number, message: Message, due: Microseconds): void {
    this.#simulation.inFlight += 1
    this.#simulation.at(due, 'message', () => {
      this.#simulation.inFlight -= 1
      if (this.isCut(message.from, message.to)) this.#lose(number, message, 'cut')
      else this.#arrive(number, message)
    })
  }

  #arrive(number: number, message: Message): void {
    const simulation = this.#simulation
    const node = simulation.node(message.to)
    const gone =
      message.toIncarnation !== undefined && message.toIncarnation !== node.incarnationNumber()
    if (!node.isUp()) this.#lose(number, message, 'down')
    else if (gone) this.#lose(number, message, 'gone')
    else if (node.isPaused()) {
      simulation.inFlight += 1
      node.defer(() => {
        simulation.inFlight -= 1
        this.#arrive(number, message)
      })
    } else {
      simulation.record({ kind: 'arrive', message: number })
      message.onArrive(number)
    }
  }

  #lose(number: number, message: Message, reason: 'cut' | 'drop' | 'down' | 'gone'): number {
    this.#simulation.record({ kind: 'lost', message: number, reason })
    message.onLost?.(reason)
    return number
  }

  #record(number: number, message: Message, copyOf: number | null): void {
    this.#simulation.record({
      kind: 'send',
      message: number,
      from: message.from,
      to: message.to,
      purpose: message.purpose,
      label: message.label,
      payload: message.payload,
      replyTo: message.inReplyTo?.message ?? null,
      place: message.place ?? null,
      copyOf,
    })
  }

  #direction(from: string, to: string): Direction {
    const key = `${from} ${to}`
    let direction = this.#directions.get(key)
    if (!direction) {
      direction = { cuts: 0, lagUs: 0, count: 0, lastArrival: new Map(), oneMessage: new Map() }
      this.#directions.set(key, direction)
    }
    return direction
  }
}
