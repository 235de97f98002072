'use client'

/** The broker's records in short: what was appended, and who has read it. */
import { useMemo } from 'react'
import { DataTable } from '@/components/ui/data-table'
import { Mark } from '@/components/ui/mark'
import type { LabDefinition } from '@/simulations/kernel/lab'
import { formatTenths } from '@/simulations/kernel/time'
import type { EvidenceTarget, TraceEvent } from '@/simulations/kernel/trace-event'
import {
  type LogPartition,
  type LogState,
  logTimeline,
  positionsIn,
  standing,
} from '../views/broker-log'
import { missingRecords } from '../views/evidence'
import type { Playhead } from '../views/playhead'
import styles from './row-table.module.css'

export interface BrokerTableProps {
  trace: readonly TraceEvent[]
  playhead: Playhead
  lab: LabDefinition
  targets: readonly EvidenceTarget[]
}

export function BrokerTable({ trace, playhead, lab, targets }: BrokerTableProps) {
  const timeline = useMemo(() => logTimeline(trace), [trace])
  const broker = lab.nodes.find((node) => node.kind === 'broker')
  if (!broker) return null
  const state = timeline.at(playhead.index)
  return lab.topics.map((topic) => {
    const partitions = Object.values(state.partitions)
      .filter((partition) => partition.topic === topic.name)
      .sort((a, b) => a.partition - b.partition)
    const records = partitions
      .flatMap((partition) => standing(partition).map((record) => ({ partition, record })))
      .sort((a, b) => a.record.at - b.record.at)
    const holes = missingRecords(targets, broker.id, topic.name)
    return (
      <section
        key={topic.name}
        className={styles.rows}
        aria-label={`${broker.id}, ${topic.name}`}
        data-table={`${broker.id} ${topic.name}`}
      >
        <h4 className={styles.title}>
          {broker.id}{' '}
          <span>
            {topic.name}, {records.length} {records.length === 1 ? 'message' : 'messages'}
          </span>
        </h4>
        {records.length === 0 && holes.length === 0 ? (
          <p className={styles.empty}>No message yet on {topic.name}.</p>
        ) : (
          <DataTable label={`Messages on ${topic.name}`}>
            <thead>
              <tr>
                <th data-cell="mark">
                  <span className="sr-only">State</span>
                </th>
                {topic.partitions > 1 ? <th>partition</th> : null}
                <th>offset</th>
                <th>key</th>
                <th>at ms</th>
                <th>read by</th>
              </tr>
            </thead>
            <tbody>
              {records.map(({ partition, record }) => {
                const target = targets.find(
                  (candidate) =>
                    candidate.type === 'record' &&
                    candidate.topic === topic.name &&
                    candidate.partition === partition.partition &&
                    candidate.offset === record.offset,
                )
                return (
                  <tr
                    key={`${partition.partition} ${record.offset}`}
                    className={target ? styles.lost : undefined}
                  >
                    <td data-cell="mark">
                      <Mark meaning={target ? 'lost' : 'committed'} size={target ? 10 : 9} />
                    </td>
                    {topic.partitions > 1 ? <td>{partition.partition}</td> : null}
                    <td>{record.offset}</td>
                    <td>{record.key ?? '∅'}</td>
                    <td>{formatTenths(record.at)}</td>
                    <td>
                      {target ? <b>{target.text}</b> : readers(state, partition, record.offset)}
                    </td>
                  </tr>
                )
              })}
              {holes.map((hole) => (
                <tr key={hole.key} className={styles.hole}>
                  <td data-cell="mark">
                    <Mark meaning="lost" size={10} />
                  </td>
                  <td colSpan={topic.partitions > 1 ? 5 : 4}>no message for {hole.key}</td>
                </tr>
              ))}
            </tbody>
          </DataTable>
        )}
      </section>
    )
  })
}

function readers(state: LogState, partition: LogPartition, offset: number): string {
  const done = positionsIn(state, partition).filter((group) => group.position > offset)
  return done.length === 0 ? 'nobody yet' : done.map((group) => group.group).join(', ')
}
