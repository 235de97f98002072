'use client'

/** An instance of a lab's machine at the playhead: its chart, what it has to undo, and in words how it came where it is. */
import { type KeyboardEvent, type ReactNode, useMemo, useState } from 'react'
import { SegmentedControl } from '@/components/ui/segmented-control'
import type { LabDefinition, MachineRows, VariantDefinition } from '@/simulations/kernel/lab'
import type { MachineDefinition } from '@/simulations/kernel/machine'
import { formatMs, formatTenths } from '@/simulations/kernel/time'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import {
  type MachineRun,
  machineOf,
  machineTimeline,
  type TakenTransition,
} from '../views/machine-runs'
import type { Playhead, Seek } from '../views/playhead'
import { type LedgerLine, undoLedger } from '../views/undo-ledger'
import { type Act, ByHand } from './by-hand'
import styles from './chart-panel.module.css'
import { eventWords, stateWords } from './chart-words'
import { SagaLogPanel } from './saga-log-panel'
import { StateChart } from './state-chart'

export interface ChartPanelProps {
  trace: readonly TraceEvent[]
  playhead: Playhead
  lab: LabDefinition
  variant: VariantDefinition
  onSeek: Seek
  onAct: Act
}

export function ChartPanel({ variant, ...props }: ChartPanelProps) {
  if (variant.sagaLog) return <SagaLogPanel rows={variant.sagaLog} {...props} />
  return (
    <div className={styles.panel}>
      {(props.lab.machines ?? []).map((rows) => (
        <Machine key={rows.machine} rows={rows} {...props} />
      ))}
    </div>
  )
}

interface MachineProps extends Omit<ChartPanelProps, 'variant'> {
  rows: MachineRows
}

function Machine({ rows, trace, playhead, lab, onSeek, onAct }: MachineProps) {
  const machine = useMemo(() => machineOf(trace, rows), [trace, rows])
  const timeline = useMemo(() => machineTimeline(trace, rows), [trace, rows])
  const [chosen, setChosen] = useState<string | null>(null)
  const whole = useMemo(() => timeline.at(trace.length).runs, [timeline, trace])
  const { runs } = timeline.at(playhead.index)
  if (!machine)
    return (
      <p className={styles.empty}>
        No service of this variant runs a machine: nobody holds the whole {rows.noun}.
      </p>
    )
  const run = runs.find(({ key }) => key === chosen) ?? latest(runs)
  return (
    <>
      <div className={styles.head}>
        {runs.length > 1 && run ? (
          <SegmentedControl
            label={`Which ${rows.noun}`}
            segments={runs.map(({ key }) => ({ value: key, label: key }))}
            value={run.key}
            onChange={setChosen}
          />
        ) : (
          <span>{run ? `${rows.noun} ${run.key}` : `No ${rows.noun} yet.`}</span>
        )}
        {run && endOf(machine, run).parked ? (
          <ByHand
            lab={lab}
            byHand={rows.byHand}
            noun={rows.noun}
            instance={run.key}
            onAct={onAct}
          />
        ) : (
          <span className={styles.source}>from the same machine that runs</span>
        )}
      </div>
      {run ? (
        <Steps
          label={`Way of ${rows.noun} ${run.key} through its states; arrow keys step`}
          all={whole.find(({ key }) => key === run.key)?.path ?? []}
          taken={run.path.length}
          onSeek={onSeek}
        >
          <StateChart machine={machine} run={run} />
        </Steps>
      ) : (
        <StateChart machine={machine} run={run} />
      )}
      {run ? (
        <>
          <p className={styles.where}>{whereWords(machine, run, rows)}</p>
          <Ledger lines={undoLedger(run, rows.steps, machine.states, endOf(machine, run))} />
          <Path run={run} onSeek={onSeek} />
        </>
      ) : null}
    </>
  )
}

interface StepsProps {
  label: string
  /** All that the instance takes in this run. */
  all: readonly TakenTransition[]
  /** How many of them it has taken at the playhead. */
  taken: number
  onSeek: Seek
  children: ReactNode
}

/** The chart for the keyboard: a slider along the transitions that are taken, which takes the playhead with it. */
function Steps({ label, all, taken, onSeek, children }: StepsProps) {
  const current = all[taken - 1]
  const step = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (by === 0) return
    event.preventDefault()
    const next = all[taken - 1 + by]
    if (next) onSeek(next.at, next.index)
  }
  return (
    <div
      role="slider"
      tabIndex={0}
      className={styles.steps}
      aria-label={label}
      aria-valuemin={1}
      aria-valuemax={all.length}
      aria-valuenow={taken}
      aria-valuetext={
        current
          ? `${stateWords(current.to)}, ${eventWords(current.event)}, ${formatMs(current.at)}`
          : undefined
      }
      onKeyDown={step}
    >
      {children}
    </div>
  )
}

/** The one that changed last. */
function latest(runs: readonly MachineRun[]): MachineRun | null {
  return runs.reduce<MachineRun | null>(
    (best, run) =>
      best && (best.path.at(-1)?.index ?? 0) > (run.path.at(-1)?.index ?? 0) ? best : run,
    null,
  )
}

function endOf(machine: MachineDefinition, run: MachineRun): { ended: boolean; parked: boolean } {
  const state = machine.states.find(({ id }) => id === run.state)
  return { ended: state?.type === 'final', parked: state?.tags.includes('parked') ?? false }
}

/** "1042 is in Releasing since 29.2 ms; can go to Cancelled." */
function whereWords(machine: MachineDefinition, run: MachineRun, { noun }: MachineRows): string {
  const state = machine.states.find(({ id }) => id === run.state)
  const subject = noun.replace(/^./, (letter) => letter.toUpperCase())
  const start = `${subject} ${run.key} is in ${stateWords(run.state)} since ${formatMs(run.since)}`
  const tries = run.tries > 1 ? `, try ${run.tries}` : ''
  if (state?.type === 'final') return `${start}: it has ended.`
  if (state?.tags.includes('parked')) return `${start}. Only a person can move it.`
  const ways = (state?.transitions ?? [])
    .filter(({ target }) => target !== null && target !== run.state)
    .map(({ event, target }) => `${stateWords(target ?? '')} (${eventWords(event)})`)
  const back = state?.tags.includes('compensating') ? ' It walks back.' : ''
  return `${start}${tries}; can go to ${ways.join(', or to ') || 'no other state'}.${back}`
}

function Ledger({ lines }: { lines: readonly LedgerLine[] }) {
  return (
    <section className={styles.ledger} aria-label="What has to be undone">
      <h4>
        What has to be undone <span>newest step first</span>
      </h4>
      <table>
        <thead>
          <tr>
            <th scope="col">step</th>
            <th scope="col">did</th>
            <th scope="col">undo</th>
            <th scope="col">now</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.step} data-mark={line.mark}>
              <th scope="row">{line.step}</th>
              <td>{line.did}</td>
              <td>{line.undo}</td>
              <td>{line.now}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Path({ run, onSeek }: { run: MachineRun; onSeek: Seek }) {
  return (
    <section className={styles.path} aria-label="How it came here">
      <h4>How it came here</h4>
      <ol>
        {run.path.map((taken) => (
          <li key={taken.index}>
            <button type="button" onClick={() => onSeek(taken.at, taken.index)}>
              {formatTenths(taken.at)}
            </button>{' '}
            {eventWords(taken.event)}
            {taken.from !== taken.to
              ? `: ${stateWords(taken.to)}`
              : taken.noted
                ? ', noted'
                : ', asked once more'}
          </li>
        ))}
      </ol>
    </section>
  )
}
