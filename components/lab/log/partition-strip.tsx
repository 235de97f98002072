/** A partition as cells in the order of offsets, with an arrow for each group at the next one it reads. */
import type { GroupPosition, LogPartition } from '../views/broker-log'
import styles from './log-panel.module.css'

const side = 26
const shown = 12

export function PartitionStrip({
  partition,
  groups,
}: {
  partition: LogPartition
  groups: readonly GroupPosition[]
}) {
  const live = partition.records.filter((record) => record.lostAt === null)
  const end = (live.at(-1)?.offset ?? -1) + 1
  const first = Math.max(0, end + 2 - shown)
  const cells = Array.from(
    { length: Math.max(5, Math.min(shown, end + 2 - first)) },
    (_, index) => first + index,
  )
  const height = side + 8 + groups.length * 17
  const width = cells.length * (side + 3) + 110
  return (
    <svg
      className={styles.strip}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={stripWords(partition, groups, end)}
    >
      {first > 0 ? (
        <text x={0} y={12} className={styles.more}>
          … {first} before
        </text>
      ) : null}
      {cells.map((offset, index) => {
        const full = offset < end
        const unread = full && offset >= partition.highWatermark
        return (
          <g
            key={offset}
            className={full ? (unread ? styles.unreplicated : styles.full) : styles.free}
          >
            <rect x={index * (side + 3) + 0.7} y={0.7} width={side} height={side} />
            {full ? (
              <text x={index * (side + 3) + side / 2 + 0.7} y={18} className={styles.offset}>
                {offset}
              </text>
            ) : null}
          </g>
        )
      })}
      {groups.map((group, row) => {
        const x =
          (Math.max(0, Math.min(cells.length - 1, group.position - first)) + 0.5) * (side + 3) - 1.5
        const y = side + 8 + row * 17
        return (
          <g key={group.group}>
            <path
              d={`M${x} ${row === 0 ? y - 3 : side + 5}V${y + 5}h7`}
              className={styles.pointer}
            />
            <path d={`M${x - 3.5} ${side + 9}l3.5 -6 3.5 6`} className={styles.pointer} />
            <text x={x + 11} y={y + 9} className={styles.reader}>
              {group.group} {group.position}
            </text>
          </g>
        )
      })}
    </svg>
  )
}

function stripWords(
  partition: LogPartition,
  groups: readonly GroupPosition[],
  end: number,
): string {
  return [
    `${end} ${end === 1 ? 'record' : 'records'} in partition ${partition.partition}`,
    ...groups.map(
      (group) => `${group.group} reads offset ${group.position} next, lag ${group.lag}`,
    ),
  ].join('; ')
}
