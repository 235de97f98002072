/**
 * A consumer group as its coordinator sees it: members, generation, assignment, committed offsets.
 * A member that cannot be heard stays a member until its session times out; while a rebalance waits for it,
 * nobody in the group is given anything.
 */
import type { Microseconds } from '../../kernel/time'

export interface Member {
  readonly id: string
  readonly node: string
  readonly incarnation: number
  readonly topics: readonly string[]
  /** Topic partitions it was given in this generation. */
  assigned: string[]
  /** Since when the coordinator has not heard of it; `null` while it does. */
  silentSince: Microseconds | null
  /** It has joined the rebalance that is under way. */
  joined: boolean
  /** A record on its way to it or being handled by it. */
  delivering: { partition: string; offset: number } | null
}

export class ConsumerGroup {
  readonly id: string
  readonly members = new Map<string, Member>()
  readonly committed = new Map<string, number>()
  generation = 0
  rebalancing = false
  /** Why the last rebalance began. */
  reason = ''

  constructor(id: string) {
    this.id = id
  }

  /** Partitions in order, handed out in ranges to members in the order in which they joined. */
  assign(partitionsOf: (topic: string) => string[]): void {
    const members = [...this.members.values()]
    for (const member of members) member.assigned = []
    const topics = [...new Set(members.flatMap((member) => member.topics))].sort()
    for (const topic of topics) {
      const takers = members.filter((member) => member.topics.includes(topic))
      const partitions = partitionsOf(topic)
      const share = Math.ceil(partitions.length / takers.length)
      for (const [index, member] of takers.entries()) {
        member.assigned.push(...partitions.slice(index * share, (index + 1) * share))
      }
    }
    this.generation += 1
    this.rebalancing = false
  }
}
