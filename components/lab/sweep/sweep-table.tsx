/** The text of a sweep: every schedule and what it came to, in the order of the plan. */
import { DataTable } from '@/components/ui/data-table'
import type { LabDefinition, VariantDefinition } from '@/simulations/kernel/lab'
import type { CampaignState } from './campaign-state'
import styles from './sweep-table.module.css'
import { evidenceWords, resultWords } from './sweep-words'

export type SweepTableProps = {
  lab: LabDefinition
  variant: VariantDefinition
  state: CampaignState
}

export function SweepTable({ lab, variant, state }: SweepTableProps) {
  const title = `Schedules and results of ${variant.title}`
  return (
    <details className={styles.twin}>
      <summary>{title}, as a table</summary>
      <DataTable label={title}>
        <thead>
          <tr>
            <th scope="col">Schedule</th>
            <th scope="col">Result</th>
            <th scope="col">Evidence</th>
          </tr>
        </thead>
        <tbody>
          {state.plan?.runs.map(({ schedule }, index) => {
            const tried = state.results[index] ?? null
            return (
              <tr key={schedule}>
                <td>{schedule}</td>
                <td>{resultWords(tried, variant, lab)}</td>
                <td>{tried?.kind === 'ran' ? evidenceWords(tried.run, variant) : null}</td>
              </tr>
            )
          })}
        </tbody>
      </DataTable>
    </details>
  )
}
