/** The client's side of the broker, in KafkaJS's words: `kafka.producer()`, `kafka.consumer({ groupId })`. */
import { EffectError } from '../../kernel/errors'
import type { Incarnation } from '../../kernel/process'
import { type Microseconds, millisecond, second } from '../../kernel/time'
import type { BrokerNode, Delivery } from './broker-node'
import { isHeard } from './broker-node'

const produceTimeoutUs: Microseconds = 1 * second
const commitTimeoutUs: Microseconds = 200 * millisecond
/** Tries of one send, and the pause before the second; it doubles each time. */
const produceTries = 5
const firstBackoffUs: Microseconds = 30 * millisecond
/** Pause before a record whose handler threw is handled again. */
const handlerBackoffUs: Microseconds = 50 * millisecond
const joinRetryUs: Microseconds = 50 * millisecond

export interface ProducerRecord {
  key?: string | null
  value: string
  headers?: Record<string, string>
}

export interface SendOptions {
  topic: string
  messages: ProducerRecord[]
  /** `0`: do not wait; `1`: the leader has it; `-1` or `'all'`: every replica has it (default). */
  acks?: 0 | 1 | -1 | 'all'
}

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

export class KafkaClient {
  readonly #incarnation: Incarnation
  readonly #broker: BrokerNode
  #consumers = 0

  constructor(incarnation: Incarnation, broker: BrokerNode) {
    this.#incarnation = incarnation
    this.#broker = broker
  }

  producer() {
    return {
      connect: async (): Promise<void> => undefined,
      disconnect: async (): Promise<void> => undefined,
      send: (options: SendOptions) => this.#send(options),
    }
  }

  consumer(options: { groupId: string }) {
    const consumer = new Consumer(
      this.#incarnation,
      this.#broker,
      options.groupId,
      ++this.#consumers,
    )
    return {
      connect: async (): Promise<void> => undefined,
      disconnect: async (): Promise<void> => consumer.leave(),
      subscribe: async (subscription: { topic?: string; topics?: string[] }): Promise<void> =>
        consumer.subscribe([
          ...(subscription.topics ?? []),
          ...(subscription.topic ? [subscription.topic] : []),
        ]),
      run: async (handlers: {
        eachMessage: (payload: EachMessagePayload) => Promise<void>
      }): Promise<void> => consumer.run(handlers.eachMessage),
    }
  }

  async #send({
    topic,
    messages,
    acks = 'all',
  }: SendOptions): Promise<{ topicName: string; partition: number; baseOffset: string }[]> {
    if (!this.#broker.hasTopic(topic)) {
      throw new EffectError(
        `No topic is called "${topic}". Topics here: ${this.#broker.topicNames().join(', ')}.`,
        {
          code: 'UNKNOWN_TOPIC_OR_PARTITION',
          definite: true,
        },
      )
    }
    const results = []
    for (const message of messages) {
      const key = message.key ?? null
      const partition = this.#broker.partitionOf(topic, key)
      const offset = await this.#sendOne(
        { topic, partition, key, value: String(message.value), headers: { ...message.headers } },
        acks === -1 ? 'all' : acks,
      )
      results.push({ topicName: topic, partition, baseOffset: String(offset) })
    }
    return results
  }

  /** A retriable failure is retried, which may append twice: at least once. */
  async #sendOne(
    record: {
      topic: string
      partition: number
      key: string | null
      value: string
      headers: Record<string, string>
    },
    acks: 0 | 1 | 'all',
  ): Promise<number> {
    let backoffUs = firstBackoffUs
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#produce(record, acks)
      } catch (error) {
        if (!(error instanceof EffectError) || attempt === produceTries) throw error
        await this.#incarnation.sleep(backoffUs)
        backoffUs *= 2
      }
    }
  }

  #produce(
    record: {
      topic: string
      partition: number
      key: string | null
      value: string
      headers: Record<string, string>
    },
    acks: 0 | 1 | 'all',
  ): Promise<number> {
    const incarnation = this.#incarnation
    const { simulation } = incarnation
    const client = incarnation.node.id
    const broker = this.#broker
    return incarnation.effect<number>((settle) => {
      const answer = (request: number, outcome: { offset: number } | { error: EffectError }) => {
        simulation.network.send({
          from: broker.id,
          to: client,
          purpose: 'reply',
          inReplyTo: { message: request, purpose: 'produce' },
          label: 'offset' in outcome ? `offset ${outcome.offset}` : outcome.error.code,
          payload:
            'offset' in outcome
              ? {
                  type: 'acknowledgement',
                  topic: record.topic,
                  partition: record.partition,
                  offset: outcome.offset,
                }
              : {
                  type: 'error',
                  code: outcome.error.code,
                  message: outcome.error.message,
                  definite: outcome.error.definite,
                },
          toIncarnation: incarnation.number,
          orderKey: `produce ${record.topic}-${record.partition}`,
          onArrive: () => {
            timeout?.cancel()
            if ('offset' in outcome) settle.resolve(outcome.offset)
            else settle.reject(outcome.error)
          },
        })
      }
      const timeout =
        acks === 0
          ? null
          : incarnation.timer(produceTimeoutUs, () =>
              settle.reject(
                new EffectError(`${broker.id} did not acknowledge within 1 s.`, {
                  code: 'REQUEST_TIMED_OUT',
                  definite: false,
                  fix: 'Send it again and let consumers drop what they have seen.',
                }),
              ),
            )
      const append = (request: number, acknowledge: boolean) => {
        const reset = () =>
          acknowledge &&
          answer(request, {
            error: new EffectError(`${broker.id} failed over.`, {
              code: 'NOT_LEADER_OR_FOLLOWER',
              definite: false,
            }),
          })
        broker.append(
          { ...record, by: client },
          acks,
          (offset) => acknowledge && acks !== 0 && answer(request, { offset }),
          reset,
        )
      }
      const message = simulation.network.send({
        from: client,
        to: broker.id,
        purpose: 'produce',
        label: record.topic,
        payload: {
          type: 'record',
          topic: record.topic,
          partition: record.partition,
          offset: null,
          key: record.key,
          value: record.value,
          headers: record.headers,
        },
        place: incarnation.lastPlace,
        orderKey: `produce ${record.topic}-${record.partition}`,
        onArrive: (number) => append(number, true),
        // The producer's retry after a lost acknowledgement: the broker appends it again.
        onCopy: (number) => append(number, false),
        onLost: (reason) => {
          if (reason === 'down' && acks !== 0) {
            answer(message, {
              error: new EffectError(`${broker.id} refused the connection.`, {
                code: 'ECONNREFUSED',
                definite: true,
                fix: 'Send it again.',
              }),
            })
          }
        },
      })
      if (acks === 0) settle.resolve(-1)
    })
  }
}

/** A record that was fetched, and the membership under which it was. */
interface FetchedRecord {
  delivery: Delivery
  memberId: string
  message: number
}

/** One member of a group: handles one record after another, commits each offset after its handler is done. */
class Consumer {
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

  constructor(incarnation: Incarnation, broker: BrokerNode, group: string, number: number) {
    this.#incarnation = incarnation
    this.#broker = broker
    this.#group = group
    this.#name = `${incarnation.node.id}-${incarnation.number}-${number}`
  }

  subscribe(topics: string[]): void {
    for (const topic of topics) {
      if (this.#broker.hasTopic(topic)) continue
      throw new EffectError(
        `No topic is called "${topic}". Topics here: ${this.#broker.topicNames().join(', ')}.`,
        { code: 'UNKNOWN_TOPIC_OR_PARTITION', definite: true },
      )
    }
    this.#topics = [...this.#topics, ...topics]
  }

  run(handler: (payload: EachMessagePayload) => Promise<void>): void {
    this.#handler = handler
    this.#incarnation.subscribe()
    const { simulation, node, number } = this.#incarnation
    const hear = () => {
      const heard = isHeard(simulation, node, number, this.#broker.id)
      this.#broker.hears(this.#group, this.#memberId, heard)
      // A heartbeat that is answered with "unknown member": it was out for too long.
      if (heard && this.#member && !this.#broker.isMember(this.#group, this.#memberId))
        this.#rejoin()
    }
    this.#incarnation.onPause(hear)
    this.#incarnation.onEnd(() => this.#broker.hears(this.#group, this.#memberId, false))
    this.#incarnation.onEnd(simulation.network.onCut(hear))
    this.#join()
  }

  leave(): void {
    this.#member = false
    this.#broker.leave(this.#group, this.#memberId)
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
        this.#member = true
        this.#broker.join(
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
      },
      onLost: () => {
        if (incarnation.alive)
          incarnation.timer(joinRetryUs, () => this.#join(), `join ${this.#name}`)
      },
    })
  }

  #deliver(delivery: Delivery, memberId: string, lost: () => void): void {
    const incarnation = this.#incarnation
    const { record, topic, number } = delivery
    const take = (message: number) => {
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
      message: error instanceof Error ? error.message : String(error),
      code: error instanceof EffectError ? error.code : null,
    })
    incarnation.timer(handlerBackoffUs, () => {
      this.#busy = false
      if (this.#broker.isMember(this.#group, entry.memberId)) this.#inbox.unshift(entry)
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
          this.#broker.commit(this.#group, memberId, delivery.partition, delivery.record.offset + 1)
        } catch (error) {
          if (!(error instanceof EffectError)) throw error
          if (incarnation.alive && memberId === this.#memberId) this.#rejoin()
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
    this.#incarnation.timer(joinRetryUs, () => this.#join(), `rejoin ${this.#name}`)
  }
}
