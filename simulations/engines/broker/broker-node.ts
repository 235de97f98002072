/**
 * The broker: a partitioned log with Kafka's words and, where it matters to services, Kafka's behaviour.
 * What it leaves out: docs/broker.md.
 */
import { BaseNode, type CrashCause } from '../../kernel/node'
import type { Simulation } from '../../kernel/simulation'
import type { Microseconds } from '../../kernel/time'
import { GroupCoordinator } from './group-coordinator'
import { partitionFor } from './partitioner'
import { TopicLog, topicPartition } from './topic-log'
import { unknownTopic } from './unknown-topic'

/** From the leader's append to the followers having it. */
const replicationUs: Microseconds = 700

export class BrokerNode extends BaseNode {
  readonly kind = 'broker'
  readonly id: string
  readonly groups: GroupCoordinator
  readonly #logs = new Map<string, TopicLog>()
  readonly #topics = new Map<string, number>()
  readonly #roundRobin = new Map<string, number>()
  /** Producers that wait for an acknowledgement, told when the broker crashes. */
  readonly #unacknowledged = new Set<() => void>()
  #boots = 0
  #up = false

  constructor(
    simulation: Simulation,
    options: { id: string; topics: { name: string; partitions: number }[] },
  ) {
    super(simulation)
    this.id = options.id
    this.groups = new GroupCoordinator(simulation, {
      node: options.id,
      isServing: () => this.#up && !this.isPaused(),
      logOf: (partition) => this.#logs.get(partition),
      partitionsOf: (topic) =>
        [...Array(this.#topics.get(topic) ?? 0).keys()].map((one) => topicPartition(topic, one)),
    })
    for (const topic of options.topics) {
      this.#topics.set(topic.name, topic.partitions)
      for (let partition = 0; partition < topic.partitions; partition++) {
        this.#logs.set(topicPartition(topic.name, partition), new TopicLog(topic.name, partition))
      }
    }
  }

  isUp(): boolean {
    return this.#up
  }

  incarnationNumber(): number {
    return this.#boots
  }

  protected boot(): void {
    this.#up = true
    this.#boots += 1
    this.simulation.record({ kind: 'boot', node: this.id, incarnation: this.#boots })
    this.groups.serve()
  }

  /** A fail-over: another replica leads, without what had not reached it. Committed offsets are replicated. */
  crash(cause: CrashCause): void {
    if (!this.#up) return
    this.#up = false
    this.simulation.record({
      kind: 'crash',
      node: this.id,
      incarnation: this.#boots,
      cause: cause.cause,
      place: null,
      message: null,
    })
    for (const log of this.#logs.values()) {
      const from = log.truncate()
      if (from !== null)
        this.simulation.record({
          kind: 'truncate',
          node: this.id,
          topic: log.topic,
          partition: log.partition,
          from,
        })
    }
    const waiting = [...this.#unacknowledged]
    this.#unacknowledged.clear()
    for (const reset of waiting) reset()
    this.forgetDeferred()
  }

  protected override onPause(paused: boolean): void {
    if (!paused) this.groups.serve()
  }

  hasTopic(topic: string): boolean {
    return this.#topics.has(topic)
  }

  topicNames(): string[] {
    return [...this.#topics.keys()]
  }

  /** Which partition a record goes to: by its key, else in turn. */
  partitionOf(topic: string, key: string | null): number {
    const partitions = this.#topics.get(topic) ?? 1
    if (key !== null) return partitionFor(key, partitions)
    const next = this.#roundRobin.get(topic) ?? 0
    this.#roundRobin.set(topic, (next + 1) % partitions)
    return next
  }

  /**
   * Appends a record that arrived.
   * @param acknowledge is called when the append counts as done for the producer's `acks`
   * @param reset is called when the broker crashes before that
   */
  append(
    record: {
      topic: string
      partition: number
      key: string | null
      value: string
      headers: Record<string, string>
      by: string
    },
    acks: 0 | 1 | 'all',
    acknowledge: (offset: number) => void,
    reset: () => void,
  ): void {
    const log = this.#logs.get(topicPartition(record.topic, record.partition))
    if (!log) throw unknownTopic(record.topic, this.topicNames())
    const simulation = this.simulation
    const { topic, partition, key, value, headers, by } = record
    const stored = log.append({ key, value, headers })
    simulation.record({
      kind: 'append',
      node: this.id,
      topic,
      partition,
      offset: stored.offset,
      key,
      value,
      headers,
      by,
    })
    simulation.advance(by)
    if (acks === 1) acknowledge(stored.offset)
    if (acks === 'all') this.#unacknowledged.add(reset)
    const boot = this.#boots
    this.takeTime(replicationUs, () => {
      if (!this.#up || this.#boots !== boot) return
      this.#unacknowledged.delete(reset)
      log.highWatermark = Math.max(log.highWatermark, stored.offset + 1)
      simulation.record({
        kind: 'replicated',
        node: this.id,
        topic,
        partition,
        highWatermark: log.highWatermark,
      })
      if (acks === 'all') acknowledge(stored.offset)
      this.groups.deliver()
    })
  }
}
