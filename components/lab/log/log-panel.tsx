'use client'

/** The broker's log at the playhead: each partition as a row of cells, its records, and where every group stands in it. */
import { useMemo } from 'react'
import type { LabDefinition } from '@/simulations/kernel/lab'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { subjectOf } from '@/simulations/story/subject'
import { type LogGroup, type LogPartition, logTimeline, positionsIn } from '../views/broker-log'
import type { Playhead, Seek } from '../views/playhead'
import styles from './log-panel.module.css'
import { PartitionStrip } from './partition-strip'
import { RecordTable } from './record-table'

export interface LogPanelProps {
  trace: readonly TraceEvent[]
  playhead: Playhead
  lab: LabDefinition
  /** The time of a record is a button that moves the playhead to it. */
  onSeek: Seek
}

export function LogPanel({ trace, playhead, lab, onSeek }: LogPanelProps) {
  const timeline = useMemo(() => logTimeline(trace), [trace])
  const state = timeline.at(playhead.index)
  return (
    <div className={styles.panel}>
      {lab.topics.map((topic) => (
        <section key={topic.name} aria-label={`Topic ${topic.name}`}>
          <h4 className={styles.topic}>
            {topic.name}{' '}
            <span>{topic.partitions === 1 ? '1 partition' : `${topic.partitions} partitions`}</span>
          </h4>
          {Array.from({ length: topic.partitions }, (_, index) => {
            const partition: LogPartition = state.partitions[`${topic.name} ${index}`] ?? {
              node: '',
              topic: topic.name,
              partition: index,
              records: [],
              highWatermark: 0,
            }
            const groups = positionsIn(state, partition)
            return (
              <section
                key={partition.partition}
                className={styles.partition}
                aria-label={`Partition ${index}`}
              >
                <h5 className={styles.name}>
                  Partition {index} <span>{lagWords(groups)}</span>
                </h5>
                {partition.records.length === 0 ? (
                  <p className={styles.empty}>{emptyWords(topic.name, index, groups)}</p>
                ) : (
                  <>
                    <PartitionStrip partition={partition} groups={groups} />
                    <RecordTable
                      partition={partition}
                      playhead={playhead}
                      subject={(value, key) =>
                        subjectOf(
                          {
                            type: 'record',
                            topic: topic.name,
                            partition: index,
                            offset: null,
                            key,
                            value,
                            headers: {},
                          },
                          lab,
                        )
                      }
                      onSeek={onSeek}
                    />
                  </>
                )}
              </section>
            )
          })}
          <Groups groups={Object.values(state.groups)} />
        </section>
      ))}
    </div>
  )
}

function lagWords(groups: readonly { group: string; lag: number }[]): string {
  return groups.map((group) => `${group.group} lag ${group.lag}`).join(', ')
}

function emptyWords(
  topic: string,
  partition: number,
  groups: readonly { group: string; position: number }[],
): string {
  const waiting = groups
    .map((group) => `Group ${group.group} waits at offset ${group.position}.`)
    .join(' ')
  return `No message yet on ${topic}, partition ${partition}. ${waiting}`.trim()
}

function Groups({ groups }: { groups: readonly LogGroup[] }) {
  if (groups.length === 0) return <p className={styles.empty}>No group has joined yet.</p>
  return (
    <ul className={styles.groups}>
      {[...groups]
        .sort((a, b) => (a.group < b.group ? -1 : 1))
        .map((group) => (
          <li key={group.group}>
            Group <b>{group.group}</b>:{' '}
            {group.members.length === 0
              ? 'nobody reads for it.'
              : group.members
                  .map(
                    (member) => `${member.node} reads ${member.partitions.join(', ') || 'nothing'}`,
                  )
                  .join('; ')}
          </li>
        ))}
    </ul>
  )
}
