'use client'

/** What is in doubt at the playhead, database by database: who holds which locks since when, and who queues for them. */
import { useMemo } from 'react'
import { DataTable } from '@/components/ui/data-table'
import { Mark } from '@/components/ui/mark'
import type { LabDefinition } from '@/simulations/kernel/lab'
import { formatMs, type Microseconds, second } from '@/simulations/kernel/time'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { type HeldTransaction, lockTimeline, type WaitingStatement } from '../views/held-locks'
import type { Playhead, Seek } from '../views/playhead'
import styles from './locks-panel.module.css'

export interface LocksPanelProps {
  trace: readonly TraceEvent[]
  playhead: Playhead
  /** The time that waits are counted to: it goes on while nothing happens. */
  now: Microseconds
  lab: LabDefinition
  /** The time of a transaction or of a wait is a button that moves the playhead to it. */
  onSeek: Seek
}

export function LocksPanel({ trace, playhead, now, lab, onSeek }: LocksPanelProps) {
  const timeline = useMemo(() => lockTimeline(trace), [trace])
  const { held, waiting } = timeline.at(playhead.index)
  const databases = lab.nodes
    .filter(({ kind }) => kind === 'postgres')
    .map(({ id }) => ({
      id,
      held: held.filter((one) => one.node === id),
      waiting: waiting.filter((one) => one.node === id),
    }))
    .filter((one) => one.held.length > 0 || one.waiting.length > 0)
  return (
    <div className={styles.panel}>
      {databases.length === 0 ? (
        <p className={styles.empty}>Nothing is in doubt, nobody waits.</p>
      ) : (
        databases.map((database) => (
          <section key={database.id} aria-label={`Locks of ${database.id}`}>
            <h4 className={styles.title}>
              {database.id} <span>{countWords(database)}</span>
            </h4>
            <Queue held={database.held} waiting={database.waiting} now={now} onSeek={onSeek} />
            <LockTable held={database.held} waiting={database.waiting} node={database.id} />
          </section>
        ))
      )}
      <p className={styles.source}>
        Granted locks are Postgres’ own, read from <code>pg_prepared_xacts</code> and{' '}
        <code>pg_locks</code> when the transaction was prepared. A locked row stands in the row
        itself. The queue is the lab’s: its Postgres never waits.
      </p>
    </div>
  )
}

/** Who holds, at the door; who waits for it, in order. */
function Queue({
  held,
  waiting,
  now,
  onSeek,
}: {
  held: readonly HeldTransaction[]
  waiting: readonly WaitingStatement[]
  now: Microseconds
  onSeek: Seek
}) {
  return (
    <div className={styles.queue}>
      <ul className={styles.door} aria-label="Holds locks">
        {held.map((one) => (
          <li key={one.index}>
            <span>in doubt</span>
            <b>{one.gid}</b>
            <span>
              prepared by {one.by}, <Since at={one.since} index={one.index} onSeek={onSeek} />
            </span>
            <span>holds {listed(one.rows.map(rowName))}</span>
          </li>
        ))}
      </ul>
      {waiting.length === 0 ? (
        <p className={styles.nobody}>Nobody waits for it.</p>
      ) : (
        <ol className={styles.waiting} aria-label="Wait for it, in this order">
          {waiting.map((one, index) => (
            <li key={one.message}>
              <span className={styles.place}>{index + 1}</span>
              <b>
                {one.label} of {one.from}
              </b>
              {one.handles === null ? null : <span>for {one.handles}</span>}
              <span>
                <Mark meaning="doubt" size={10} /> <b>{waitWords(now - one.since)}</b>,{' '}
                <Since at={one.since} index={one.index} onSeek={onSeek} />, for {one.waitsFor}
              </span>
            </li>
          ))}
        </ol>
      )}
    </div>
  )
}

function Since({ at, index, onSeek }: { at: Microseconds; index: number; onSeek: Seek }) {
  return (
    <>
      since{' '}
      <button type="button" className={styles.time} onClick={() => onSeek(at, index + 1)}>
        {formatMs(at)}
      </button>
    </>
  )
}

/** The same as a table, with every lock. */
function LockTable({
  held,
  waiting,
  node,
}: {
  held: readonly HeldTransaction[]
  waiting: readonly WaitingStatement[]
  node: string
}) {
  return (
    <DataTable label={`Locks of ${node} as a table`}>
      <thead>
        <tr>
          <th data-cell="mark">
            <span className="sr-only">State</span>
          </th>
          <th>on</th>
          <th>mode</th>
          <th>granted</th>
        </tr>
      </thead>
      {held.map(({ index, gid, by, locks, rows }) => (
        <tbody key={index}>
          <tr className={styles.who}>
            <th scope="rowgroup" colSpan={4}>
              {gid} of {by}
            </th>
          </tr>
          {locks.map(({ on, mode }) => (
            <GrantedLock key={`${on} ${mode}`} on={on} mode={mode} />
          ))}
          {rows.map((row) => (
            <GrantedLock key={rowName(row)} on={rowName(row)} mode={null} />
          ))}
        </tbody>
      ))}
      {waiting.map(({ message, from, label, waitsFor }) => (
        <tbody key={message}>
          <tr className={styles.who}>
            <th scope="rowgroup" colSpan={4}>
              {from}, waits for {waitsFor}
            </th>
          </tr>
          <tr className={styles.wait}>
            <td data-cell="mark">
              <Mark meaning="doubt" size={10} />
            </td>
            <td>{label}</td>
            <td className={styles.words}>a row</td>
            <td>f</td>
          </tr>
        </tbody>
      ))}
    </DataTable>
  )
}

/** @param props.mode `null` for a lock that stands in the row itself */
function GrantedLock({ on, mode }: { on: string; mode: string | null }) {
  return (
    <tr>
      <td data-cell="mark">
        <Mark meaning="committed" size={9} />
      </td>
      <td>{on}</td>
      {mode === null ? <td className={styles.words}>the row</td> : <td>{mode}</td>}
      <td>t</td>
    </tr>
  )
}

function rowName({ table, key }: { table: string; key: string }): string {
  return `${table} ${key}`
}

function countWords({
  held,
  waiting,
}: {
  held: readonly unknown[]
  waiting: readonly unknown[]
}): string {
  const waits =
    waiting.length === 0
      ? 'nobody waits'
      : `${waiting.length} ${waiting.length === 1 ? 'waits' : 'wait'}`
  return `${held.length} in doubt, ${waits}`
}

function waitWords(us: Microseconds): string {
  const wait = Math.max(0, us)
  return wait < second
    ? `waits ${formatMs(wait)}`
    : `waits ${Math.floor(wait / (second / 10)) / 10} s`
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'no row' : names.join(', ')
}
