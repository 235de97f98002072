/** The records of a partition. What a fail-over lost stays, struck through, with its gap named. */
import { DataTable } from '@/components/ui/data-table'
import { Mark } from '@/components/ui/mark'
import { formatTenths } from '@/simulations/kernel/time'
import type { LogPartition, LogRecord } from '../views/broker-log'
import type { Playhead, Seek } from '../views/playhead'
import styles from './record-rows.module.css'

export interface RecordTableProps {
  partition: LogPartition
  playhead: Playhead
  subject: (value: string, key: string | null) => string | null
  onSeek: Seek
}

export function RecordTable({ partition, playhead, subject, onSeek }: RecordTableProps) {
  const seen = new Map<string, number>()
  return (
    <DataTable label={`Records of partition ${partition.partition}`}>
      <thead>
        <tr>
          <th data-cell="mark">
            <span className="sr-only">State</span>
          </th>
          <th>offset</th>
          <th>key</th>
          <th>type</th>
          <th>from</th>
          <th>at ms</th>
        </tr>
      </thead>
      <tbody>
        {partition.records.map((record) => {
          const again = againOf(record, seen)
          const fresh =
            record.lostAt === null &&
            playhead.at - record.at <= 4_000 &&
            record === partition.records.at(-1)
          return (
            <tr
              key={`${record.offset} ${record.at}`}
              className={record.lostAt === null ? undefined : styles.lost}
              data-thing={`record ${partition.topic} ${partition.partition} ${record.offset}`}
              data-row={fresh ? 'fresh' : undefined}
            >
              <td data-cell="mark">
                <Mark
                  meaning={record.lostAt === null ? 'committed' : 'lost'}
                  size={record.lostAt === null ? 9 : 10}
                />
              </td>
              <td>{record.offset}</td>
              <td>{record.key ?? subject(record.value, record.key) ?? '∅'}</td>
              <td>{record.headers.type ?? ''}</td>
              <td>
                {record.by}
                {again ? ' (again)' : ''}
              </td>
              <td>
                {record.lostAt === null ? (
                  <button type="button" className={styles.time} onClick={() => onSeek(record.at)}>
                    {formatTenths(record.at)}
                  </button>
                ) : (
                  <b>lost at {formatTenths(record.lostAt)}</b>
                )}
              </td>
            </tr>
          )
        })}
      </tbody>
    </DataTable>
  )
}

/** The same message id once more. */
function againOf(record: LogRecord, seen: Map<string, number>): boolean {
  const id = record.headers.id ?? `${record.key} ${record.value}`
  const times = (seen.get(id) ?? 0) + 1
  seen.set(id, times)
  return times > 1
}
