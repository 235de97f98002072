/** The broker's side of consumer groups: membership, rebalances, committed offsets, and what is given to whom. */
import { EffectError } from '../../kernel/errors'
import type { Simulation } from '../../kernel/simulation'
import { type Microseconds, millisecond } from '../../kernel/time'
import { ConsumerGroup, type Member } from './consumer-group'
import type { BrokerRecord, TopicLog } from './topic-log'

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

export interface CoordinatorOptions {
  node: string
  /** The broker is up and not paused. */
  isServing: () => boolean
  logOf: (partition: string) => TopicLog | undefined
  partitionsOf: (topic: string) => string[]
}

export class GroupCoordinator {
  readonly #simulation: Simulation
  readonly #options: CoordinatorOptions
  readonly #groups = new Map<string, ConsumerGroup>()
  readonly #connections = new Map<string, MemberConnection>()

  constructor(simulation: Simulation, options: CoordinatorOptions) {
    this.#simulation = simulation
    this.#options = options
  }

  /** The broker is back: silent members have a whole session from now on, the others are given what waits for them. */
  serve(): void {
    for (const group of this.#groups.values()) {
      for (const member of group.members.values()) {
        if (member.silentSince !== null) this.#beginSilence(group, member)
      }
    }
    this.deliver()
  }

  /** Gives every member that waits for a record its next one. */
  deliver(): void {
    for (const group of this.#groups.values()) this.#deliverTo(group)
  }

  join(
    member: Pick<Member, 'id' | 'node' | 'incarnation' | 'topics'>,
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
    if (gone) this.#remove(left, gone, `${gone.node} left`)
  }

  /** The member cannot be heard, or can again: it crashed, is paused, or the link to it is cut. */
  hears(group: string, memberId: string, heard: boolean): void {
    const joined = this.#group(group)
    const member = joined.members.get(memberId)
    if (!member) return
    if (!heard) {
      if (member.silentSince === null) this.#beginSilence(joined, member)
      return
    }
    member.silentSince = null
    if (!joined.rebalancing) return
    member.joined = true
    this.#completeRebalance(joined)
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
    if (offset > (joined.committed.get(partition) ?? 0)) {
      joined.committed.set(partition, offset)
      const log = this.#options.logOf(partition)
      this.#simulation.record({
        kind: 'offset',
        node: this.#options.node,
        group,
        topic: log?.topic ?? partition,
        partition: log?.partition ?? 0,
        offset,
        by: member.node,
      })
      this.#simulation.advance(member.node)
    }
    const { delivering } = member
    if (delivering?.partition === partition && delivering.offset < offset) member.delivering = null
    this.#deliverTo(joined)
  }

  #beginSilence(group: ConsumerGroup, member: Member): void {
    const since = this.#simulation.now
    member.silentSince = since
    this.#simulation.after(sessionTimeoutUs, 'work', () => {
      const stillSilent = member.silentSince === since && group.members.get(member.id) === member
      // A broker that is down or stopped counts nothing; it begins anew when it serves again.
      if (!stillSilent || !this.#options.isServing()) return
      const reason = `${member.node} was not heard for ${sessionTimeoutUs / millisecond} ms`
      this.#remove(group, member, reason)
    })
  }

  #remove(group: ConsumerGroup, member: Member, reason: string): void {
    group.members.delete(member.id)
    this.#connections.delete(member.id)
    this.#rebalance(group, reason)
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
    group.assign(this.#options.partitionsOf)
    this.#simulation.record({
      kind: 'group',
      node: this.#options.node,
      group: group.id,
      generation: group.generation,
      members: [...group.members.values()].map((member) => ({
        node: member.node,
        partitions: member.assigned,
      })),
      reason: group.reason,
    })
    for (const member of group.members.values()) {
      const { delivering } = member
      if (delivering && !member.assigned.includes(delivering.partition)) member.delivering = null
    }
    this.#deliverTo(group)
  }

  #deliverTo(group: ConsumerGroup): void {
    if (!this.#options.isServing() || group.rebalancing) return
    for (const member of group.members.values()) this.#deliverNext(group, member)
  }

  /** One record at a time to each member, as `eachMessage` handles them. */
  #deliverNext(group: ConsumerGroup, member: Member): void {
    if (member.delivering) return
    for (const partition of member.assigned) {
      const log = this.#options.logOf(partition)
      const record = log?.read(group.committed.get(partition) ?? 0)
      if (!log || !record) continue
      const delivering = { partition, offset: record.offset }
      member.delivering = delivering
      const lost = () => {
        // The consumer's fetch times out and is asked again.
        const again = () => {
          if (member.delivering !== delivering || !group.members.has(member.id)) return
          member.delivering = null
          this.#deliverTo(group)
        }
        this.#simulation.after(fetchRetryUs, 'timer', again)
      }
      const delivery = { partition, topic: log.topic, number: log.partition, record }
      this.#connections.get(member.id)?.deliver(delivery, lost)
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
}
