'use client'

/** "Why is this row so?": opened below a row, every change that made it, with the line, the message and the fault behind each. */
import type { ReactNode } from 'react'
import { Mark, type Meaning } from '@/components/ui/mark'
import { formatTenths } from '@/simulations/kernel/time'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import {
  endInWords,
  shortKey,
  valueInWords,
  type WordsLab,
} from '@/simulations/story/causes/cause-words'
import { causeChain } from '@/simulations/story/causes/causes'
import {
  type ColumnChange,
  isSeed,
  missingRow,
  type RowPlace,
  type RowStep,
  rowHistory,
} from '@/simulations/story/causes/row-history'
import {
  type CauseActions,
  ChainList,
  FaultLine,
  ItemOfSchedule,
  LineButton,
  Moment,
} from '../causes/chain-list'
import type { Playhead } from '../views/playhead'
import styles from './why.module.css'

/** What every answer needs. */
export interface WhyScene extends CauseActions {
  trace: readonly TraceEvent[]
  playhead: Playhead
  lab: WordsLab
  /** The row, record or gap whose answer is open, or `null`. */
  open: string | null
  onOpen: (key: string | null) => void
}

/** The mark of a row as a button; on paper it is the mark alone. */
export function WhyButton({
  scene,
  of,
  label,
  meaning,
}: {
  scene: WhyScene | undefined
  /** Tells the row from every other of the lab. */
  of: string
  label: string
  meaning: Meaning
}) {
  const mark = <Mark meaning={meaning} size={meaning === 'lost' ? 10 : 9} />
  if (!scene) return mark
  const open = scene.open === of
  return (
    <button
      type="button"
      className={styles.why}
      aria-expanded={open}
      aria-label={label}
      title={label}
      data-why={of}
      onClick={() => scene.onOpen(open ? null : of)}
    >
      {mark}
      <svg width="8" height="8" viewBox="0 0 8 8" aria-hidden="true" className={styles.turn}>
        <path d="M2.4 1 5.8 4 2.4 7" fill="none" stroke="currentColor" strokeWidth="1.4" />
      </svg>
    </button>
  )
}

/** A line of the table that is as wide as the panel, however far the table scrolls. */
export function WhyLine({
  scene,
  of,
  columns,
  children,
}: {
  scene: WhyScene | undefined
  of: string
  columns: number
  children: (scene: WhyScene) => ReactNode
}) {
  if (scene?.open !== of) return null
  return (
    <tr className={styles.answer}>
      <td colSpan={columns}>
        <div className={styles.width}>{children(scene)}</div>
      </td>
    </tr>
  )
}

export function WhyRow({ scene, place }: { scene: WhyScene; place: RowPlace }) {
  const { trace, playhead, lab } = scene
  const steps = rowHistory(trace, place, playhead.index, lab)
  if (steps.length === 0 && isSeed(trace, place))
    return (
      <p>It stood here before the run began: the schema made it. Nothing has changed it yet.</p>
    )
  if (steps.length === 0)
    return <p>Nothing has made this row yet. It stands here because you asked about it.</p>
  return (
    <ol className={styles.steps} aria-label={`Changes of ${place.table} ${shortKey(place.key)}`}>
      {steps.map((step) => (
        <Step key={step.index} scene={scene} step={step} />
      ))}
    </ol>
  )
}

const verbs: Record<RowStep['operation'], string> = {
  insert: 'inserted',
  update: 'changed',
  delete: 'deleted',
  truncate: 'gone with the whole table',
}

function Step({ scene, step }: { scene: WhyScene; step: RowStep }) {
  const { onSeek, onLine } = scene
  return (
    <li>
      <p className={styles.head}>
        <Moment at={step.at} index={step.index} onSeek={onSeek} />
        <b>{verbs[step.operation]}</b>
        <LineButton place={step.place} onLine={onLine} />
      </p>
      {step.faults.map((fault) => (
        <FaultLine key={`${fault.index} ${fault.effect}`} {...scene} fault={fault} />
      ))}
      {step.operation === 'delete' ? null : <Columns step={step} />}
      <ChainList
        {...scene}
        chain={step.chain.slice(0, -1)}
        label={`What led to it at ${formatTenths(step.at)} ms, oldest first`}
      />
    </li>
  )
}

function Columns({ step }: { step: RowStep }) {
  return (
    <ul className={styles.columns} aria-label="Columns that changed">
      {step.columns.map((column) => (
        <li key={column.column}>
          {column.column}: <ColumnValue {...column} />
        </li>
      ))}
    </ul>
  )
}

function ColumnValue({ before, after }: ColumnChange) {
  if (before === undefined) return <code>{valueInWords(after)}</code>
  return (
    <>
      <code>{valueInWords(before)}</code>
      {' → '}
      <code>{valueInWords(after)}</code>
    </>
  )
}

/** What should have led to a row or a record that is not there, and where that ended. */
export function WhyMissing({ scene, subject }: { scene: WhyScene; subject: string }) {
  const { trace, playhead, lab, onSeek, onLine } = scene
  const { chain, end } = missingRow(trace, subject, playhead.index, lab)
  return (
    <>
      {end ? (
        <p className={styles.end}>
          <Moment at={end.at} index={end.index} onSeek={onSeek} />
          <span>
            <b>{endInWords(trace, end, lab)}</b>{' '}
            <LineButton place={end.place && { node: end.node, ...end.place }} onLine={onLine} />
            <ItemOfSchedule item={end.item} />
          </span>
        </p>
      ) : null}
      {chain.length === 0 ? (
        <p>Nothing about {shortKey(subject)} happened in this run.</p>
      ) : (
        <>
          <p className={styles.lead}>This should have led to it, and came this far:</p>
          <ChainList
            {...scene}
            chain={chain}
            label="What should have led to it, and how far it came"
          />
        </>
      )}
    </>
  )
}

/** What led to a record of the broker. */
export function WhyRecord({
  scene,
  topic,
  partition,
  offset,
}: {
  scene: WhyScene
  topic: string
  partition: number
  offset: number
}) {
  const { trace, playhead, lab } = scene
  const index = trace.findLastIndex(
    (event, place) =>
      place < playhead.index &&
      event.kind === 'append' &&
      event.topic === topic &&
      event.partition === partition &&
      event.offset === offset,
  )
  if (index === -1) return <p>Nothing has brought this message yet.</p>
  return (
    <ChainList
      {...scene}
      chain={causeChain(trace, { index }, lab)}
      label="What led to it, oldest first"
    />
  )
}
