/** What a broker shows of its log on the map. */
import type { LabDefinition } from '@/simulations/kernel/lab'
import type { NodeState } from '../views/node-states'
import type { BrokerCells } from './flow-types'
import type { CaptionSide } from './link-labels'

export function brokerCells(
  lab: Pick<LabDefinition, 'topics'>,
  state: NodeState | undefined,
  side: CaptionSide,
): BrokerCells {
  const [topic] = lab.topics
  const records = Object.values(state?.records ?? {}).reduce((sum, length) => sum + length, 0)
  const partitions = Array.from({ length: topic?.partitions ?? 1 }, (_, partition) => ({
    partition,
    records: state?.records[`${topic?.name} ${partition}`] ?? 0,
  }))
  const name = lab.topics.length === 1 ? (topic?.name ?? '') : `${lab.topics.length} topics`
  return {
    partitions,
    caption: `${name}, ${records} ${records === 1 ? 'message' : 'messages'}`,
    side,
  }
}
