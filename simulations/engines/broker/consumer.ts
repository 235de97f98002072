/** One member of a consumer group: handles one record after another, commits each offset after its handler is done. */
import { EffectError } from '../../kernel/errors'
import type { Incarnation } from '../../kernel/incarnation'
import { messageOf, type ProcessNode } from '../../kernel/process'
import type { Simulation } from '../../kernel/simulation'
import { type Microseconds, millisecond } from '../../kernel/time'
import type { BrokerNode } from './broker-node'
import type { Delivery } from './group-coordinator'
import { unknownTopic } from './unknown-topic'

/** A commit whose answer does not come is sent again. */
const commitTimeoutUs: Microseconds = 200 * millisecond
/** Pause before a record whose handler threw is handled again. */
const handlerBackoffUs: Microseconds = 50 * millisecond
const joinRetryUs: Microseconds = 50 * millisecond

export interface ConsumedMessage {
  key: string | null
  value: string
  headers: Record<string, string>
  offset: string
}

export interface EachMessagePayload {
  topic: string
  partition: number
  message: ConsumedMessage
}

/** A record that was fetched, and the membership under which it was. */
interface FetchedRecord {
  delivery: Delivery
  memberId: string
  message: number
}

export class Consumer {
  readonly #incarnation: Incarnation
  readonly #broker: BrokerNode
  readonly #group: string
  readonly #name: string
  readonly #inbox: FetchedRecord[] = []
  #joins = 0
  #memberId = ''
  #topics: string[] = []
  #handler: ((payload: EachMessagePayload) => Promise<void>) | null = null
  #busy = false
  #member = false
  /** It has disconnected: nothing is handled any more, and nothing sent for it is heard. */
  #gone = false

  constructor(incarnation: Incarnation, broker: BrokerNode, group: string, number: number) {
    this.#incarnation = incarnation
    this.#broker = broker
    this.#group = group
    this.#name = `${incarnation.node.id}-${incarnation.number}-${number}`
  }

  subscribe(topics: string[]): void {
    for (const topic of topics) {
      if (this.#broker.hasTopic(topic)) continue
      throw unknownTopic(topic, this.#broker.topicNames())
    }
    this.#topics = [...this.#topics, ...topics]
  }

  run(handler: (payload: EachMessagePayload) => Promise<void>): void {
    this.#handler = handler
    this.#gone = false
    this.#incarnation.subscribe()
    const { network } = this.#incarnation.simulation
    const hear = () => this.#beHeard()
    this.#incarnation.onPause(hear)
    this.#incarnation.onEnd(() => this.#broker.groups.hears(this.#group, this.#memberId, false))
    this.#incarnation.onEnd(network.onCut(hear))
    this.#join()
  }

  /** Heartbeats, told to the broker where they begin or cease to arrive. */
  #beHeard(): void {
    if (this.#gone) return
    const { simulation, node, number } = this.#incarnation
    const heard = isHeard(simulation, node, number, this.#broker.id)
    const { groups } = this.#broker
    groups.hears(this.#group, this.#memberId, heard)
    // A heartbeat that is answered with "unknown member": it was out for too long.
    if (heard && this.#member && !groups.isMember(this.#group, this.#memberId)) this.#rejoin()
  }

  /**
   * Leaves the group, as `disconnect()` does: the broker is told, so that the others need not wait for the session to time
   * out. Settles when the broker has heard it, or when no answer comes: then it does time out.
   */
  async leave(): Promise<void> {
    if (this.#handler === null || this.#gone) return
    this.#gone = true
    this.#member = false
    this.#inbox.length = 0
    await this.#incarnation.effect<void>((settle) => this.#sendLeave(settle.resolve))
  }

  #sendLeave(done: () => void): void {
    const incarnation = this.#incarnation
    const { groups } = this.#broker
    const memberId = this.#memberId
    const unanswered = incarnation.timer(commitTimeoutUs, done)
    incarnation.simulation.network.send({
      from: incarnation.node.id,
      to: this.#broker.id,
      purpose: 'leave',
      label: `leave ${this.#group}`,
      payload: { type: 'group', group: this.#group, topics: this.#topics },
      orderKey: `group ${memberId}`,
      place: incarnation.lastPlace,
      onArrive: () => {
        groups.leave(this.#group, memberId)
        if (!incarnation.alive) return
        unanswered.cancel()
        if (incarnation.node.isPaused()) incarnation.node.defer(done)
        else done()
      },
      onLost: () => groups.hears(this.#group, memberId, false),
    })
  }

  #join(): void {
    const incarnation = this.#incarnation
    const { network } = incarnation.simulation
    this.#joins += 1
    const memberId = `${this.#name}-${this.#joins}`
    this.#memberId = memberId
    network.send({
      from: incarnation.node.id,
      to: this.#broker.id,
      purpose: 'join',
      label: `join ${this.#group}`,
      payload: { type: 'group', group: this.#group, topics: this.#topics },
      upkeep: true,
      orderKey: `group ${memberId}`,
      onArrive: () => {
        if (!incarnation.alive) return
        this.#member = !this.#gone
        this.#broker.groups.join(
          {
            id: memberId,
            node: incarnation.node.id,
            incarnation: incarnation.number,
            topics: this.#topics,
          },
          this.#group,
          {
            deliver: (delivery, lost) => this.#deliver(delivery, memberId, lost),
          },
        )
        this.#beHeard()
      },
      onLost: () => {
        if (incarnation.alive && !this.#gone) incarnation.timer(joinRetryUs, () => this.#join())
      },
    })
  }

  #deliver(delivery: Delivery, memberId: string, lost: () => void): void {
    const incarnation = this.#incarnation
    const { record, topic, number } = delivery
    const take = (message: number) => {
      if (this.#gone) return
      this.#inbox.push({ delivery, memberId, message })
      this.#next()
    }
    incarnation.simulation.network.send({
      from: this.#broker.id,
      to: incarnation.node.id,
      purpose: 'deliver',
      label: topic,
      payload: {
        type: 'record',
        topic,
        partition: number,
        offset: record.offset,
        key: record.key,
        value: record.value,
        headers: record.headers,
      },
      orderKey: `deliver ${delivery.partition}`,
      toIncarnation: incarnation.number,
      onArrive: take,
      onLost: lost,
    })
  }

  #next(): void {
    const handler = this.#handler
    if (this.#busy || !handler) return
    const entry = this.#inbox.shift()
    if (!entry) return
    this.#busy = true
    const { delivery, message } = entry
    const { record } = delivery
    const payload: EachMessagePayload = {
      topic: delivery.topic,
      partition: delivery.number,
      message: {
        key: record.key,
        value: record.value,
        headers: { ...record.headers },
        offset: String(record.offset),
      },
    }
    this.#incarnation.activity(
      message,
      () => handler(payload),
      (outcome) => {
        if ('error' in outcome) return this.#again(entry, outcome.error)
        this.#commit(entry)
      },
    )
  }

  /** The handler threw: the record is not done, so it is handled again after a while. */
  #again(entry: FetchedRecord, error: unknown): void {
    const incarnation = this.#incarnation
    incarnation.simulation.record({
      kind: 'error',
      node: incarnation.node.id,
      place: incarnation.lastPlace,
      message: messageOf(error),
      code: error instanceof EffectError ? error.code : null,
    })
    incarnation.timer(handlerBackoffUs, () => {
      this.#busy = false
      if (this.#gone) return
      if (this.#broker.groups.isMember(this.#group, entry.memberId)) this.#inbox.unshift(entry)
      else this.#rejoin()
      this.#next()
    })
  }

  #commit(entry: FetchedRecord): void {
    const { delivery, memberId } = entry
    const incarnation = this.#incarnation
    const { simulation } = incarnation
    let over = false
    const done = () => {
      if (over) return
      over = true
      retry.cancel()
      this.#busy = false
      this.#next()
    }
    const retry = incarnation.timer(commitTimeoutUs, () => {
      if (over) return
      over = true
      this.#commit(entry)
    })
    simulation.network.send({
      from: incarnation.node.id,
      to: this.#broker.id,
      purpose: 'offset',
      label: `commit offset ${delivery.record.offset + 1}`,
      payload: {
        type: 'offset',
        group: this.#group,
        topic: delivery.topic,
        partition: delivery.number,
        offset: delivery.record.offset + 1,
      },
      orderKey: `group ${memberId}`,
      place: null,
      onArrive: () => {
        try {
          this.#broker.groups.commit(
            this.#group,
            memberId,
            delivery.partition,
            delivery.record.offset + 1,
          )
        } catch (error) {
          if (!(error instanceof EffectError)) throw error
          // A partition that it lost in a rebalance is another member's business; it goes on with its own.
          const isOut = error.code === 'UNKNOWN_MEMBER_ID' && memberId === this.#memberId
          if (incarnation.alive && isOut) this.#rejoin()
        }
        // The answer comes with the next fetch, which has no arrow of its own.
        if (!incarnation.alive) return
        if (incarnation.node.isPaused()) incarnation.node.defer(done)
        else done()
      },
    })
  }

  /** Out of the group, as after a long pause: what was fetched is dropped, its new owner has it. */
  #rejoin(): void {
    this.#inbox.length = 0
    if (!this.#member) return
    this.#member = false
    this.#incarnation.timer(joinRetryUs, () => {
      if (!this.#gone) this.#join()
    })
  }
}

/** Whether a process and the broker hear each other: it runs, and the link is whole in both directions. */
function isHeard(
  simulation: Simulation,
  process: ProcessNode,
  incarnation: number,
  broker: string,
): boolean {
  const { network } = simulation
  const whole = !network.isCut(process.id, broker) && !network.isCut(broker, process.id)
  const runs = process.isUp() && process.incarnationNumber() === incarnation
  return runs && !process.isPaused() && whole
}
