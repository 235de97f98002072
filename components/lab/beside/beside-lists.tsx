'use client'

/** Below the schedule of a comparison: what differs in order, the rows at the end, and the code. */
import { useMemo } from 'react'
import { Button } from '@/components/ui/button'
import { DataTable } from '@/components/ui/data-table'
import { Mark } from '@/components/ui/mark'
import { formatMs } from '@/simulations/kernel/time'
import type { LabParts } from '../session/lab-parts'
import { ChangedFiles } from '../shell/code-changes'
import type { RunView } from '../shell/run-view'
import type { Commands } from '../shell/use-commands'
import { StoryText } from '../story/story-panel'
import { type Beside, rowsBeside, sourcesOf } from './beside'
import styles from './beside-lists.module.css'
import type { Difference } from './differences'
import type { EndRow, Presence } from './end-rows'
import type { Happening } from './happenings'
import rowStyles from './row-verdict.module.css'

export type BesideListsProps = {
  beside: Beside
  parts: LabParts
  commands: Commands
}

export function BesideLists({ beside, parts, commands }: BesideListsProps) {
  const { one, other, variant, seenToEnd } = beside
  return (
    <div className={styles.lists}>
      <Differing beside={beside} commands={commands} />
      <section aria-label="Rows at the end" className={styles.rows}>
        <h5 className={styles.title}>Rows at the end</h5>
        {other === null ? (
          <p className={styles.quiet}>There is one run only.</p>
        ) : seenToEnd ? (
          <Rows one={one} other={other} parts={parts} />
        ) : (
          <p className={styles.quiet}>
            Shown when you have seen both runs to their end.{' '}
            <Button size="small" onClick={() => commands.time({ kind: 'end' })}>
              Go to the end
            </Button>
          </p>
        )}
      </section>
      <details className={styles.code}>
        <summary>
          What differs in the code, {one.variant.title} to {variant.title}
        </summary>
        <ChangedFiles from={one.variant} to={variant} sources={sourcesOf(one, parts)} />
      </details>
    </div>
  )
}

function Differing({ beside, commands }: Pick<BesideListsProps, 'beside' | 'commands'>) {
  const { differences, seenAt, one, variant } = beside
  const all = differences?.all ?? []
  const seen = all.filter(({ at }) => at <= seenAt)
  const more = all.length - seen.length
  return (
    <section aria-label="What differs, in order" className={styles.differing}>
      <h5 className={styles.title}>
        What differs, in order{' '}
        {differences && more === 0 ? (
          <small>
            {all.length} of {differences.steps} steps
          </small>
        ) : null}
      </h5>
      {seen.length > 0 ? (
        <ol className={styles.list}>
          <li className={styles.names} aria-hidden="true">
            <span>time</span>
            <span>A {one.variant.title}</span>
            <span>B {variant.title}</span>
          </li>
          {seen.map((difference) => (
            <Row
              key={`${difference.one?.index} ${difference.other?.index} ${difference.one?.told}`}
              difference={difference}
              first={difference === differences?.first || difference.at === differences?.first?.at}
              commands={commands}
            />
          ))}
        </ol>
      ) : null}
      <p className={styles.quiet}>{restOf(differences === null, all.length, more)}</p>
    </section>
  )
}

function restOf(alone: boolean, all: number, more: number): string {
  if (alone) return 'Nothing to compare yet.'
  if (all === 0) return 'Both did the same things in the same order.'
  return more > 0 ? 'What comes later is listed as you see it happen.' : ''
}

type RowProps = { difference: Difference; first: boolean; commands: Commands }

function Row({ difference, first, commands }: RowProps) {
  const { at, one, other } = difference
  return (
    <li data-first={first || undefined}>
      <button type="button" className={styles.time} onClick={() => commands.seek(at)}>
        {formatMs(at)}
      </button>
      <Did side="A" happening={one} at={at} />
      <Did side="B" happening={other} at={at} />
    </li>
  )
}

function Did({ side, happening, at }: { side: string; happening: Happening | null; at: number }) {
  return (
    <span className={happening ? styles.did : styles.nothing}>
      <span className={styles.side}>{side} </span>
      {happening ? <StoryText item={happening} /> : 'nothing of the kind'}
      {happening && happening.at - at >= 100 ? (
        <small className={styles.later}> at {formatMs(happening.at)}</small>
      ) : null}
    </span>
  )
}

type RowsProps = { one: RunView; other: RunView; parts: LabParts }

function Rows({ one, other, parts }: RowsProps) {
  const rows = useMemo(() => rowsBeside(one, other, parts), [one, other, parts])
  return (
    <DataTable label="Rows at the end of both runs">
      <thead>
        <tr>
          <th data-cell="mark">
            <span className="sr-only">mark</span>
          </th>
          <th scope="col">place</th>
          <th scope="col">row</th>
          <th scope="col">A</th>
          <th scope="col">B</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two rows may read the same
          <tr key={place} className={wrongIn(row) ? rowStyles.lost : undefined}>
            <td data-cell="mark">
              {wrongIn(row) ? <Mark meaning="lost" size={10} className={rowStyles.cross} /> : null}
            </td>
            <td>{row.node}</td>
            <td>{row.text}</td>
            <Cell presence={row.one} word={row.differs?.one} />
            <Cell presence={row.other} word={row.differs?.other} />
          </tr>
        ))}
      </tbody>
    </DataTable>
  )
}

function wrongIn({ one, other }: EndRow): boolean {
  return one.wrong !== null || other.wrong !== null
}

function Cell({ presence: { there, wrong }, word }: { presence: Presence; word?: string }) {
  return (
    <td className={wrong === null ? (there ? styles.there : styles.none) : rowStyles.wrong}>
      {there ? <Mark meaning="committed" size={9} /> : null}{' '}
      {wrong ?? word ?? (there ? '' : 'none')}
      {there && wrong === null && word === undefined ? (
        <span className="sr-only">stands there</span>
      ) : null}
    </td>
  )
}
