/** One topic partition: an append-only list of records, of which consumers see those that are replicated. */

export interface BrokerRecord {
  readonly offset: number
  readonly key: string | null
  readonly value: string
  readonly headers: Record<string, string>
}

export class TopicLog {
  readonly topic: string
  readonly partition: number
  readonly #records: BrokerRecord[] = []
  /** First offset that consumers may not read yet. */
  highWatermark = 0

  constructor(topic: string, partition: number) {
    this.topic = topic
    this.partition = partition
  }

  get end(): number {
    return this.#records.length
  }

  append(record: Omit<BrokerRecord, 'offset'>): BrokerRecord {
    const stored = { offset: this.#records.length, ...record }
    this.#records.push(stored)
    return stored
  }

  read(offset: number): BrokerRecord | undefined {
    return offset < this.highWatermark ? this.#records[offset] : undefined
  }

  /** What a new leader never had is gone. @returns the first offset lost, or `null` */
  truncate(): number | null {
    if (this.#records.length === this.highWatermark) return null
    this.#records.length = this.highWatermark
    return this.highWatermark
  }
}

export function topicPartition(topic: string, partition: number): string {
  return `${topic}-${partition}`
}
