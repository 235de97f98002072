'use client'

/** How far trouble reaches, at the playhead: the requests of each team, and who has the connections of a database. */
import { useMemo } from 'react'
import { DataTable } from '@/components/ui/data-table'
import { Mark } from '@/components/ui/mark'
import type { LabDefinition } from '@/simulations/kernel/lab'
import { formatMs } from '@/simulations/kernel/time'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import type { Playhead, Seek } from '../views/playhead'
import {
  type Connections,
  type FailureCause,
  type TeamRequests,
  teamTimeline,
} from '../views/team-requests'
import styles from './teams-panel.module.css'

export interface TeamsPanelProps {
  trace: readonly TraceEvent[]
  playhead: Playhead
  lab: LabDefinition
  /** The time of a failure is a button that moves the playhead to it. */
  onSeek: Seek
}

const causes: Record<FailureCause, string> = {
  changed: 'table changed',
  'no-connection': 'no connection',
  'database-down': 'database down',
  'no-answer': 'no answer',
  other: 'an error',
}

export function TeamsPanel({ trace, playhead, lab, onSeek }: TeamsPanelProps) {
  const timeline = useMemo(() => teamTimeline(trace, lab), [trace, lab])
  const { teams, connections } = timeline.at(playhead.index)
  const hit = teams.filter(({ failed }) => failed.length > 0).length
  return (
    <div className={styles.panel}>
      <p className={styles.radius}>
        <b>
          {hit} of {teams.length} teams
        </b>{' '}
        {hit === 1 ? 'has' : 'have'} failed a request.
      </p>
      <DataTable label="Requests by team">
        <thead>
          <tr>
            <th data-cell="mark">
              <span className="sr-only">State</span>
            </th>
            <th>team</th>
            <th data-cell="amount">answered</th>
            <th data-cell="amount">failed</th>
            <th>because</th>
          </tr>
        </thead>
        <tbody>
          {teams.map((team) => (
            <Team key={team.service} team={team} onSeek={onSeek} />
          ))}
        </tbody>
      </DataTable>
      {connections.map((database) => (
        <Slots key={database.database} database={database} />
      ))}
      <p className={styles.source}>
        A refusal (4xx) is an answer. The connections are those of the lab’s pools; a pool keeps
        what it has opened, as node-postgres does for 10 s.
      </p>
    </div>
  )
}

function Team({
  team: { service, answered, failed },
  onSeek,
}: {
  team: TeamRequests
  onSeek: Seek
}) {
  const last = failed.at(-1)
  return (
    <tr>
      <td data-cell="mark">
        <Mark meaning={last ? 'lost' : 'committed'} size={10} />
      </td>
      <th scope="row">{service}</th>
      <td data-cell="amount">{answered}</td>
      <td data-cell="amount">{failed.length}</td>
      <td className={styles.words}>
        {last ? (
          <>
            {causes[last.cause]},{' '}
            <button
              type="button"
              className={styles.time}
              onClick={() => onSeek(last.at, last.index + 1)}
            >
              {formatMs(last.at)}
            </button>
          </>
        ) : null}
      </td>
    </tr>
  )
}

/** A cell for each connection, with the first letter of who has it. */
function Slots({ database: { database, most, held } }: { database: Connections }) {
  const cells = held.flatMap(({ by, count }) => Array.from({ length: count }, () => by))
  const words = held.map(({ by, count }) => `${by} ${count}`).join(' · ')
  return (
    <section aria-label={`Connections of ${database}`}>
      <h4 className={styles.title}>
        {database}{' '}
        <span>
          {cells.length} of {most} connections{words ? `: ${words}` : ''}
        </span>
      </h4>
      <div className={styles.slots} aria-hidden="true">
        {Array.from({ length: most }, (_, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a place is what it is
          <span key={place} data-by={cells[place] ?? ''}>
            {cells[place]?.charAt(0) ?? ''}
          </span>
        ))}
      </div>
    </section>
  )
}
