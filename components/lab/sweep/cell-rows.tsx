/** Squares in rows by what the fault hits, each row in the order of the run. */
import { useMemo } from 'react'
import type { LabDefinition } from '@/simulations/kernel/lab'
import type { CampaignPlan } from '@/simulations/runner/campaign-plan'
import styles from './cell-rows.module.css'
import type { RunMark } from './run-mark'
import { SweepCell } from './sweep-cell'
import { type RunGroups, type SweepRow, sweepRows } from './sweep-rows'

export interface ShownCells {
  /** By place in the plan, as the labels. */
  marks: readonly RunMark[]
  labels: readonly string[]
  selected: number | null
  /** The one that Tab reaches; `null`: the first. */
  stop: number | null
}

export type CellRowsProps = ShownCells & {
  plan: CampaignPlan
  lab: Pick<LabDefinition, 'nodes' | 'links'>
}

export function CellRows({ plan, lab, ...shown }: CellRowsProps) {
  const rows = useMemo(() => sweepRows(plan, lab), [plan, lab])
  const first = rows[0]?.groups[0]?.[0] ?? null
  return <RowList rows={rows} {...shown} stop={shown.stop ?? first} />
}

export function RowList({ rows, ...shown }: ShownCells & { rows: readonly SweepRow[] }) {
  return rows.map(({ title, groups }) => (
    <div key={title} className={styles.row}>
      <span className={styles.title}>{title}</span>
      <CellGroups groups={groups} {...shown} />
    </div>
  ))
}

export function CellGroups({ groups, ...shown }: ShownCells & { groups: RunGroups }) {
  return (
    <span className={styles.groups}>
      {groups.map((group) => (
        <span key={group[0]} className={styles.group}>
          <Cells runs={group} {...shown} />
        </span>
      ))}
    </span>
  )
}

export function Cells({
  runs,
  marks,
  labels,
  selected,
  stop,
}: ShownCells & { runs: readonly number[] }) {
  return runs.map((run) => (
    <SweepCell
      key={run}
      run={run}
      mark={marks[run] ?? 'waiting'}
      label={labels[run] ?? ''}
      selected={run === selected}
      stop={run === stop}
    />
  ))
}
