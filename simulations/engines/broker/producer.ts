/** A producer: each record is sent until it is acknowledged, which may append it twice. */
import { EffectError } from '../../kernel/errors'
import type { Incarnation } from '../../kernel/incarnation'
import { type Microseconds, millisecond, second } from '../../kernel/time'
import type { Payload } from '../../kernel/trace-event'
import type { BrokerNode } from './broker-node'
import { unknownTopic } from './unknown-topic'

const produceTimeoutUs: Microseconds = 1 * second
/** Tries of one send, and the pause before the second; it doubles each time. */
const produceTries = 5
const firstBackoffUs: Microseconds = 30 * millisecond

export interface SendOptions {
  topic: string
  messages: { key?: string | null; value: string; headers?: Record<string, string> }[]
  /** `0`: do not wait; `1`: the leader has it; `-1` or `'all'`: every replica has it (default). */
  acks?: 0 | 1 | -1 | 'all'
}

type Acks = 0 | 1 | 'all'

interface OutgoingRecord {
  topic: string
  partition: number
  key: string | null
  value: string
  headers: Record<string, string>
}

type Acknowledgement = { offset: number } | { error: EffectError }

export class Producer {
  readonly #incarnation: Incarnation
  readonly #broker: BrokerNode

  constructor(incarnation: Incarnation, broker: BrokerNode) {
    this.#incarnation = incarnation
    this.#broker = broker
  }

  /** @throws EffectError when the topic is unknown, or when no try was acknowledged: it may be appended all the same */
  async send({
    topic,
    messages,
    acks = 'all',
  }: SendOptions): Promise<{ topicName: string; partition: number; baseOffset: string }[]> {
    if (!this.#broker.hasTopic(topic)) throw unknownTopic(topic, this.#broker.topicNames())
    const results = []
    for (const message of messages) {
      const key = message.key ?? null
      const partition = this.#broker.partitionOf(topic, key)
      const record = {
        topic,
        partition,
        key,
        value: String(message.value),
        headers: { ...message.headers },
      }
      const offset = await this.#sendOne(record, acks === -1 ? 'all' : acks)
      results.push({ topicName: topic, partition, baseOffset: String(offset) })
    }
    return results
  }

  /** A retriable failure is retried, which may append twice: at least once. */
  async #sendOne(record: OutgoingRecord, acks: Acks): Promise<number> {
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

  #produce(record: OutgoingRecord, acks: Acks): Promise<number> {
    const incarnation = this.#incarnation
    const broker = this.#broker
    return incarnation.effect<number>((settle) => {
      const giveUp = () => settle.reject(notAcknowledged(broker.id))
      const timeout = acks === 0 ? null : incarnation.timer(produceTimeoutUs, giveUp)
      const answer = (request: number, outcome: Acknowledgement) =>
        this.#answer(record, request, outcome, () => {
          timeout?.cancel()
          if ('offset' in outcome) settle.resolve(outcome.offset)
          else settle.reject(outcome.error)
        })
      const append = (request: number) =>
        broker.append(
          { ...record, by: incarnation.node.id },
          acks,
          (offset) => acks !== 0 && answer(request, { offset }),
          () => answer(request, { error: failedOver(broker.id) }),
        )
      const message = incarnation.simulation.network.send({
        from: incarnation.node.id,
        to: broker.id,
        purpose: 'produce',
        label: record.topic,
        payload: { type: 'record', offset: null, ...record },
        place: incarnation.lastPlace,
        orderKey: orderKeyOf(record),
        onArrive: append,
        // The producer's retry after a lost acknowledgement: the broker appends it again.
        onCopy: () => broker.append({ ...record, by: incarnation.node.id }, 0, ignore, ignore),
        onLost: (reason) => {
          if (reason === 'down' && acks !== 0) answer(message, { error: refused(broker.id) })
        },
      })
      if (acks === 0) settle.resolve(-1)
    })
  }

  #answer(
    record: OutgoingRecord,
    request: number,
    outcome: Acknowledgement,
    onArrive: () => void,
  ): void {
    const incarnation = this.#incarnation
    const { topic, partition } = record
    const payload: Payload =
      'offset' in outcome
        ? { type: 'acknowledgement', topic, partition, offset: outcome.offset }
        : {
            type: 'error',
            code: outcome.error.code,
            message: outcome.error.message,
            definite: outcome.error.definite,
          }
    incarnation.simulation.network.send({
      from: this.#broker.id,
      to: incarnation.node.id,
      purpose: 'reply',
      inReplyTo: { message: request, purpose: 'produce' },
      label: 'offset' in outcome ? `offset ${outcome.offset}` : outcome.error.code,
      payload,
      toIncarnation: incarnation.number,
      orderKey: orderKeyOf(record),
      onArrive,
    })
  }
}

const ignore = () => undefined

function orderKeyOf({ topic, partition }: OutgoingRecord): string {
  return `produce ${topic}-${partition}`
}

function notAcknowledged(broker: string): EffectError {
  return new EffectError(`${broker} did not acknowledge within 1 s.`, {
    code: 'REQUEST_TIMED_OUT',
    definite: false,
    fix: 'Send it again and let consumers drop what they have seen.',
  })
}

function failedOver(broker: string): EffectError {
  return new EffectError(`${broker} failed over.`, {
    code: 'NOT_LEADER_OR_FOLLOWER',
    definite: false,
    fix: 'Send it again and let consumers drop what they have seen.',
  })
}

function refused(broker: string): EffectError {
  return new EffectError(`${broker} refused the connection.`, {
    code: 'ECONNREFUSED',
    definite: true,
    fix: 'Send it again.',
  })
}
