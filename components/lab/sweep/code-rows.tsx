/** The same squares at the lines of code that the faults fall upon, and at the links that they cut. */
import { useMemo } from 'react'
import { CodeLine } from '@/components/lesson/code-listing'
import type { LabDefinition } from '@/simulations/kernel/lab'
import type { CampaignPlan } from '@/simulations/runner/campaign-plan'
import type { CodeFile } from '../code/code-panel'
import { CellGroups, Cells, RowList, type ShownCells } from './cell-rows'
import rows from './cell-rows.module.css'
import styles from './code-rows.module.css'
import { crashesElsewhere, sweepRows, sweptFiles } from './sweep-rows'

export type CodeRowsProps = ShownCells & {
  plan: CampaignPlan
  lab: Pick<LabDefinition, 'nodes' | 'links'>
  files: readonly CodeFile[]
}

export function CodeRows({ plan, lab, files, ...cells }: CodeRowsProps) {
  const swept = useMemo(() => sweptFiles(plan), [plan])
  const elsewhere = useMemo(() => crashesElsewhere(plan), [plan])
  const cuts = useMemo(() => sweepRows(plan, lab).filter(({ kind }) => kind === 'cut'), [plan, lab])
  const shownFiles = files.flatMap((file) => {
    const found = swept.find((one) => one.node === file.node && one.file === file.name)
    return found ? [{ ...file, runs: found.lines }] : []
  })
  const shown = { ...cells, stop: cells.stop ?? firstOf(shownFiles) }
  return (
    <>
      <div className={styles.files}>
        {shownFiles.map(({ node, name, lines, runs }) => (
          <section key={`${node} ${name}`} aria-label={`${name} of ${node}`}>
            <h6>
              {name} <small>{node}</small>
            </h6>
            <ol className={styles.listing}>
              {lines.map((line, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: lines are their places
                <li key={index} className={styles.line}>
                  <span className={styles.gutter}>
                    <Cells runs={runs.get(index + 1) ?? []} {...shown} />
                  </span>
                  <i>{index + 1}</i>
                  <code>
                    <CodeLine line={line} />
                  </code>
                </li>
              ))}
            </ol>
          </section>
        ))}
      </div>
      {elsewhere.length > 0 ? (
        <div className={rows.row}>
          <span className={rows.title}>crash at no line: a consumer polls or joins</span>
          <CellGroups groups={elsewhere} {...shown} />
        </div>
      ) : null}
      <RowList rows={cuts} {...shown} />
    </>
  )
}

function firstOf(files: readonly { runs: ReadonlyMap<number, number[]> }[]): number | null {
  const lines = [...(files[0]?.runs.keys() ?? [])]
  return files[0]?.runs.get(Math.min(...lines))?.[0] ?? null
}
