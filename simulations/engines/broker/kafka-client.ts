/** The client's side of the broker, in KafkaJS's words: `kafka.producer()`, `kafka.consumer({ groupId })`. */
import type { Incarnation } from '../../kernel/incarnation'
import type { BrokerNode } from './broker-node'
import { Consumer, type EachMessagePayload } from './consumer'
import { Producer, type SendOptions } from './producer'

export class KafkaClient {
  readonly #incarnation: Incarnation
  readonly #broker: BrokerNode
  #consumers = 0

  constructor(incarnation: Incarnation, broker: BrokerNode) {
    this.#incarnation = incarnation
    this.#broker = broker
  }

  producer() {
    const producer = new Producer(this.#incarnation, this.#broker)
    return {
      connect: async (): Promise<void> => undefined,
      disconnect: async (): Promise<void> => undefined,
      send: (options: SendOptions) => producer.send(options),
    }
  }

  consumer(options: { groupId: string }) {
    const number = ++this.#consumers
    const consumer = new Consumer(this.#incarnation, this.#broker, options.groupId, number)
    return {
      connect: async (): Promise<void> => undefined,
      disconnect: (): Promise<void> => consumer.leave(),
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
}
