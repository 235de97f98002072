'use client'

/** The broker's records in short: what was appended, and who has read it. */
import { Fragment, useMemo } from 'react'
import { DataTable } from '@/components/ui/data-table'
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
import { WhyButton, WhyLine, WhyMissing, WhyRecord, type WhyScene } from './why'

export interface BrokerTableProps {
  trace: readonly TraceEvent[]
  playhead: Playhead
  lab: LabDefinition
  targets: readonly EvidenceTarget[]
  why: WhyScene | undefined
}

export function BrokerTable({ trace, playhead, lab, targets, why }: BrokerTableProps) {
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
    const columns = topic.partitions > 1 ? 6 : 5
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
                <th data-cell="mark">{why ? 'why' : <span className="sr-only">State</span>}</th>
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
                const place = {
                  topic: topic.name,
                  partition: partition.partition,
                  offset: record.offset,
                }
                const of = `record ${place.topic} ${place.partition} ${place.offset}`
                return (
                  <Fragment key={`${partition.partition} ${record.offset}`}>
                    <tr data-thing={of} className={target ? styles.lost : undefined}>
                      <td data-cell="mark">
                        <WhyButton
                          scene={why}
                          of={of}
                          meaning={target ? 'lost' : 'committed'}
                          label={`Why is message ${record.offset} of ${topic.name}, partition ${partition.partition}, there?`}
                        />
                      </td>
                      {topic.partitions > 1 ? <td>{partition.partition}</td> : null}
                      <td>{record.offset}</td>
                      <td>{record.key ?? '∅'}</td>
                      <td>{formatTenths(record.at)}</td>
                      <td>
                        {target ? <b>{target.text}</b> : readers(state, partition, record.offset)}
                      </td>
                    </tr>
                    <WhyLine scene={why} of={of} columns={columns}>
                      {(scene) => <WhyRecord scene={scene} {...place} />}
                    </WhyLine>
                  </Fragment>
                )
              })}
              {holes.map((hole) => {
                const of = `missing ${topic.name} ${hole.key}`
                return (
                  <Fragment key={hole.key}>
                    <tr className={styles.hole}>
                      <td data-cell="mark">
                        <WhyButton
                          scene={why}
                          of={of}
                          meaning="lost"
                          label={`Why is there no message for ${hole.key}?`}
                        />
                      </td>
                      <td colSpan={columns - 1}>no message for {hole.key}</td>
                    </tr>
                    <WhyLine scene={why} of={of} columns={columns}>
                      {(scene) => <WhyMissing scene={scene} subject={hole.key} />}
                    </WhyLine>
                  </Fragment>
                )
              })}
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
