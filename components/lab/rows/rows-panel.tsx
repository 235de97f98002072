'use client'

/** Every table at the playhead, empty ones too, and the broker's records in short. */
import { useMemo, useState } from 'react'
import type { LabDefinition } from '@/simulations/kernel/lab'
import { formatTenths, type Microseconds } from '@/simulations/kernel/time'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { deletedRows } from '@/simulations/story/causes/row-history'
import type { CauseActions } from '../causes/chain-list'
import { judgedTargets, rowTargets } from '../views/evidence'
import type { Playhead } from '../views/playhead'
import type { DatabaseShape } from '../views/schema-tables'
import { isFresh, tableTimeline } from '../views/table-rows'
import { BrokerTable } from './broker-table'
import { RowTable } from './row-table'
import styles from './rows-panel.module.css'
import type { WhyScene } from './why'

export interface RowsPanelProps {
  trace: readonly TraceEvent[]
  playhead: Playhead
  lab: LabDefinition
  /** From `databasesOf`. */
  databases: readonly DatabaseShape[]
  /** The reader was asked what will come: an empty table does not say when its first row does. */
  secret?: boolean
  /** With it, each row answers why it is so. Not on paper. */
  actions?: CauseActions
}

export function RowsPanel({
  trace,
  playhead,
  lab,
  databases,
  secret = false,
  actions,
}: RowsPanelProps) {
  const [open, onOpen] = useState<string | null>(null)
  const [deletedOf, setDeletedOf] = useState<ReadonlySet<string>>(new Set())
  const timeline = useMemo(() => tableTimeline(trace), [trace])
  const firstRows = useMemo(() => firstRowTimes(trace), [trace])
  const state = timeline.at(playhead.index)
  const targets = judgedTargets(trace, playhead)
  const why: WhyScene | undefined = actions && {
    trace,
    playhead,
    lab,
    open,
    onOpen,
    onLine: actions.onLine,
    onSeek: (at, index) => {
      actions.onSeek(at, index)
      keepFocus(open)
    },
  }
  return (
    <div className={styles.panel}>
      {databases.flatMap((database) =>
        database.tables.map((table) => {
          const name = `${database.node} ${table.name}`
          const rows = (state.tables[name] ?? []).filter(
            (row) => row.operation !== 'delete' || isFresh(row, database.node, state, playhead.at),
          )
          return (
            <RowTable
              key={name}
              node={database.node}
              table={table}
              rows={rows}
              fresh={
                new Set(
                  rows
                    .filter((row) => isFresh(row, database.node, state, playhead.at))
                    .map((row) => row.key),
                )
              }
              targets={rowTargets(targets, database.node, table.name)}
              whenEmpty={whenEmpty(
                playhead.at,
                firstRows.get(name),
                lab.subject.noun,
                table.name,
                secret,
              )}
              deleted={
                actions
                  ? deletedRows(
                      trace,
                      { node: database.node, table: table.name },
                      playhead.index,
                    ).filter(({ key }) => !rows.some((row) => row.key === key))
                  : []
              }
              deletedShown={deletedOf.has(name)}
              onDeleted={() => setDeletedOf(toggled(deletedOf, name))}
              why={why}
            />
          )
        }),
      )}
      <BrokerTable trace={trace} playhead={playhead} lab={lab} targets={targets} why={why} />
    </div>
  )
}

function toggled(names: ReadonlySet<string>, name: string): Set<string> {
  const next = new Set(names)
  if (!next.delete(name)) next.add(name)
  return next
}

/** Where the moment that was chosen is not in the list any more, the focus goes to the row that was asked about. */
function keepFocus(open: string | null): void {
  const chosen = document.activeElement
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      if (chosen?.isConnected || open === null) return
      document.querySelector<HTMLElement>(`[data-why="${CSS.escape(open)}"]`)?.focus()
    }),
  )
}

/** When the first row of each table comes, by `node table`. */
function firstRowTimes(trace: readonly TraceEvent[]): Map<string, Microseconds> {
  const times = new Map<string, Microseconds>()
  for (const event of trace) {
    if (event.kind !== 'rows') continue
    for (const change of event.changes)
      if (!times.has(`${event.node} ${change.table}`))
        times.set(`${event.node} ${change.table}`, event.at)
  }
  return times
}

function whenEmpty(
  at: Microseconds,
  first: Microseconds | undefined,
  noun: string,
  table: string,
  secret: boolean,
): string {
  const now = 'No rows yet.'
  if (first === undefined) return now
  if (first <= at) return 'No rows any more.'
  if (secret) return now
  const what = table === `${noun}s` ? `The first ${noun}` : 'The first row'
  return `${now} ${what} is stored at ${formatTenths(first)} ms.`
}
