/** The broker's log at a playhead: records by partition, what was lost of it, and where each group stands. */
import type { Microseconds } from '@/simulations/kernel/time'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { Timeline } from './timeline'

export interface LogRecord {
  offset: number
  key: string | null
  value: string
  headers: Readonly<Record<string, string>>
  at: Microseconds
  by: string
  /** A fail-over lost it. */
  lostAt: Microseconds | null
}

export interface LogPartition {
  node: string
  topic: string
  partition: number
  records: readonly LogRecord[]
  highWatermark: number
}

export interface LogGroup {
  group: string
  members: readonly { node: string; partitions: readonly string[] }[]
  /** The next offset to read, by `topic partition`. */
  positions: Readonly<Record<string, number>>
}

export interface LogState {
  partitions: Readonly<Record<string, LogPartition>>
  groups: Readonly<Record<string, LogGroup>>
}

export function logTimeline(trace: readonly TraceEvent[]): Timeline<LogState> {
  return new Timeline<LogState>(trace, { initial: { partitions: {}, groups: {} }, step })
}

function step(state: LogState, event: TraceEvent): LogState {
  switch (event.kind) {
    case 'append': {
      const { offset, key, value, headers, at, by } = event
      return withPartition(state, event, (partition) => ({
        records: [...partition.records, { offset, key, value, headers, at, by, lostAt: null }],
      }))
    }
    case 'replicated':
      return withPartition(state, event, () => ({ highWatermark: event.highWatermark }))
    case 'truncate':
      return withPartition(state, event, (partition) => ({
        records: partition.records.map((record) =>
          record.offset >= event.from && record.lostAt === null
            ? { ...record, lostAt: event.at }
            : record,
        ),
      }))
    case 'offset':
      return withGroup(state, event.group, (group) => ({
        positions: { ...group.positions, [`${event.topic} ${event.partition}`]: event.offset },
      }))
    case 'group':
      return withGroup(state, event.group, () => ({ members: event.members }))
    default:
      return state
  }
}

function withPartition(
  state: LogState,
  at: { node: string; topic: string; partition: number },
  change: (partition: LogPartition) => Partial<LogPartition>,
): LogState {
  const key = `${at.topic} ${at.partition}`
  const known = state.partitions[key] ?? {
    node: at.node,
    topic: at.topic,
    partition: at.partition,
    records: [],
    highWatermark: 0,
  }
  return { ...state, partitions: { ...state.partitions, [key]: { ...known, ...change(known) } } }
}

function withGroup(
  state: LogState,
  name: string,
  change: (group: LogGroup) => Partial<LogGroup>,
): LogState {
  const known = state.groups[name] ?? { group: name, members: [], positions: {} }
  return { ...state, groups: { ...state.groups, [name]: { ...known, ...change(known) } } }
}

/** Records that stand in the log now. */
export function standing(partition: LogPartition): LogRecord[] {
  return partition.records.filter((record) => record.lostAt === null)
}

export interface GroupPosition {
  group: string
  /** The next offset it will read. */
  position: number
  lag: number
}

export function positionsIn(state: LogState, partition: LogPartition): GroupPosition[] {
  const end = standing(partition).at(-1)
  return Object.values(state.groups)
    .sort((a, b) => (a.group < b.group ? -1 : 1))
    .map((group) => {
      const position = group.positions[`${partition.topic} ${partition.partition}`] ?? 0
      return {
        group: group.group,
        position,
        lag: Math.max(0, (end ? end.offset + 1 : 0) - position),
      }
    })
}
