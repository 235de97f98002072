/**
 * The broker: a partitioned log with Kafka's words and, where it matters to services, Kafka's behaviour.
 * What it leaves out: docs/broker.md.
 */
import { EffectError } from '../../kernel/errors'
import { BaseNode, type CrashCause } from '../../kernel/node'
import { ProcessNode } from '../../kernel/process'
import type { Simulation } from '../../kernel/simulation'
import { type Microseconds, millisecond } from '../../kernel/time'
import { ConsumerGroup, type Member } from './consumer-group'
import { partitionFor } from './partitioner'
import { type BrokerRecord, TopicLog, topicPartition } from './topic-log'

/** From the leader's append to the followers having it. */
const replicationUs: Microseconds = 700
/** A member that is not heard for this long is out of its group. */
export const sessionTimeoutUs: Microseconds = 60 * millisecond
/** A fetch whose answer was lost is asked again after this. */
const fetchRetryUs: Microseconds = 100 * millisecond

export interface Delivery {
  partition: string
  topic: string
  number: number
  record: BrokerRecord
}

/** The client's side of a membership. */
export interface MemberConnection {
  deliver(delivery: Delivery, lost: () => void): void
}

export class BrokerNode extends BaseNode {
  readonly kind = 'broker'
  readonly id: string
  readonly #simulation: Simulation
  readonly #logs = new Map<string, TopicLog>()
  readonly #topics = new Map<string, number>()
  readonly #groups = new Map<string, ConsumerGroup>()
  readonly #connections = new Map<string, MemberConnection>()
  readonly #roundRobin = new Map<string, number>()
  /** Producers that wait for an acknowledgement, told when the broker crashes. */
  readonly #unacknowledged = new Set<() => void>()
  #boots = 0
  #up = false

  constructor(
    simulation: Simulation,
    options: { id: string; topics: { name: string; partitions: number }[] },
  ) {
    super()
    this.#simulation = simulation
    this.id = options.id
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

  start(): void {
    if (this.#up) return
    this.#up = true
    this.#boots += 1
    this.#simulation.record({ kind: 'boot', node: this.id, incarnation: this.#boots })
    for (const group of this.#groups.values()) this.#deliverAll(group)
  }

  /** A fail-over: another replica leads, without what had not reached it. Committed offsets are replicated. */
  crash(cause: CrashCause): void {
    if (!this.#up) return
    this.#up = false
    this.#simulation.record({
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
        this.#simulation.record({
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

  override pause(): void {
    if (!this.#up || this.isPaused()) return
    super.pause()
    this.#simulation.record({ kind: 'pause', node: this.id })
  }

  override resume(): void {
    if (!this.isPaused()) return
    this.#simulation.record({ kind: 'resume', node: this.id })
    super.resume()
    for (const group of this.#groups.values()) this.#deliverAll(group)
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
    if (!log)
      throw new EffectError(`No topic is called "${record.topic}".`, {
        code: 'UNKNOWN_TOPIC_OR_PARTITION',
        definite: true,
      })
    const simulation = this.#simulation
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
    simulation.inFlight += 1
    simulation.after(replicationUs, 'message', () => {
      simulation.inFlight -= 1
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
      for (const group of this.#groups.values()) this.#deliverAll(group)
    })
  }

  join(
    member: Omit<Member, 'assigned' | 'silentSince' | 'joined' | 'delivering'>,
    group: string,
    connection: MemberConnection,
  ): void {
    const joined = this.#group(group)
    this.#connections.set(member.id, connection)
    joined.members.set(member.id, {
      ...member,
      assigned: [],
      silentSince: null,
      joined: true,
      delivering: null,
    })
    this.#rebalance(joined, `${member.node} joined`)
  }

  leave(group: string, member: string): void {
    const left = this.#group(group)
    const gone = left.members.get(member)
    if (!gone) return
    left.members.delete(member)
    this.#connections.delete(member)
    this.#rebalance(left, `${gone.node} left`)
  }

  /** The member cannot be heard, or can again: it crashed, is paused, or the link to it is cut. */
  hears(group: string, memberId: string, heard: boolean): void {
    const joined = this.#group(group)
    const member = joined.members.get(memberId)
    if (!member) return
    if (heard) {
      member.silentSince = null
      if (joined.rebalancing) {
        member.joined = true
        this.#completeRebalance(joined)
      }
      return
    }
    if (member.silentSince !== null) return
    member.silentSince = this.#simulation.now
    this.#simulation.after(sessionTimeoutUs, 'work', () => this.#sessionTimeout(joined, member))
  }

  isMember(group: string, member: string): boolean {
    return this.#group(group).members.has(member)
  }

  /**
   * A member commits that it is done with everything before `offset`, and asks for more.
   * @throws EffectError UNKNOWN_MEMBER_ID for one that is out of the group, ILLEGAL_GENERATION for a partition it lost
   */
  commit(group: string, memberId: string, partition: string, offset: number): void {
    const joined = this.#group(group)
    const member = joined.members.get(memberId)
    if (!member)
      throw new EffectError(`${memberId} is not in group ${group} any more.`, {
        code: 'UNKNOWN_MEMBER_ID',
        definite: true,
        fix: 'Join again and read from the committed offset.',
      })
    if (!member.assigned.includes(partition)) {
      throw new EffectError(`${partition} belongs to another member now.`, {
        code: 'ILLEGAL_GENERATION',
        definite: true,
        fix: 'Drop the record; its new owner handles it.',
      })
    }
    const before = joined.committed.get(partition) ?? 0
    if (offset > before) {
      joined.committed.set(partition, offset)
      const log = this.#logs.get(partition)
      this.#simulation.record({
        kind: 'offset',
        node: this.id,
        group,
        topic: log?.topic ?? partition,
        partition: log?.partition ?? 0,
        offset,
        by: member.node,
      })
      this.#simulation.advance(member.node)
    }
    if (member.delivering?.partition === partition && member.delivering.offset < offset)
      member.delivering = null
    this.#deliverAll(joined)
  }

  /** Everyone has to join again; whoever is silent is waited for until its session times out. */
  #rebalance(group: ConsumerGroup, reason: string): void {
    group.rebalancing = true
    group.reason = reason
    for (const member of group.members.values()) member.joined = member.silentSince === null
    this.#completeRebalance(group)
  }

  #completeRebalance(group: ConsumerGroup): void {
    if (!group.rebalancing || [...group.members.values()].some((member) => !member.joined)) return
    group.assign((topic) =>
      [...Array(this.#topics.get(topic) ?? 0).keys()].map((partition) =>
        topicPartition(topic, partition),
      ),
    )
    this.#simulation.record({
      kind: 'group',
      node: this.id,
      group: group.id,
      generation: group.generation,
      members: [...group.members.values()].map((member) => ({
        node: member.node,
        partitions: member.assigned,
      })),
      reason: group.reason,
    })
    for (const member of group.members.values()) {
      if (member.delivering && !member.assigned.includes(member.delivering.partition))
        member.delivering = null
    }
    this.#deliverAll(group)
  }

  #sessionTimeout(group: ConsumerGroup, member: Member): void {
    if (group.members.get(member.id) !== member || member.silentSince === null) return
    if (this.#simulation.now < member.silentSince + sessionTimeoutUs) return
    group.members.delete(member.id)
    this.#connections.delete(member.id)
    this.#rebalance(group, `${member.node} was not heard for ${sessionTimeoutUs / millisecond} ms`)
    if (group.members.size === 0) group.rebalancing = false
  }

  #deliverAll(group: ConsumerGroup): void {
    if (!this.#up || this.isPaused() || group.rebalancing) return
    for (const member of group.members.values()) this.#deliverNext(group, member)
  }

  /** One record at a time to each member, as `eachMessage` handles them. */
  #deliverNext(group: ConsumerGroup, member: Member): void {
    if (member.delivering) return
    for (const partition of member.assigned) {
      const log = this.#logs.get(partition)
      const record = log?.read(group.committed.get(partition) ?? 0)
      if (!log || !record) continue
      const delivering = { partition, offset: record.offset }
      member.delivering = delivering
      const lost = () => {
        // The consumer's fetch times out and is asked again.
        this.#simulation.after(
          fetchRetryUs,
          'timer',
          () => {
            if (member.delivering !== delivering || !group.members.has(member.id)) return
            member.delivering = null
            this.#deliverAll(group)
          },
          { key: `fetch ${group.id} ${member.id}` },
        )
      }
      this.#connections
        .get(member.id)
        ?.deliver({ partition, topic: log.topic, number: log.partition, record }, lost)
      return
    }
  }

  #group(id: string): ConsumerGroup {
    let group = this.#groups.get(id)
    if (!group) {
      group = new ConsumerGroup(id)
      this.#groups.set(id, group)
    }
    return group
  }

  protected release(deferred: (() => void)[]): void {
    for (const run of deferred) this.#simulation.after(0, 'work', run)
  }
}

/** Whether the broker can be heard by a process: it is up, not paused, and the link is whole in both directions. */
export function isHeard(
  simulation: Simulation,
  process: ProcessNode,
  incarnation: number,
  broker: string,
): boolean {
  const whole =
    !simulation.network.isCut(process.id, broker) && !simulation.network.isCut(broker, process.id)
  return (
    process.isUp() && process.incarnationNumber() === incarnation && !process.isPaused() && whole
  )
}
