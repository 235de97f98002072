'use client'

/** A saga that nobody directs, as its log has it at the playhead: what was said, who acts on it, what is expected. */
import { useMemo, useState } from 'react'
import { Mark, type Meaning } from '@/components/ui/mark'
import { SegmentedControl } from '@/components/ui/segmented-control'
import type { LabDefinition, SagaLogRows } from '@/simulations/kernel/lab'
import { formatMs, formatTenths } from '@/simulations/kernel/time'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import type { Playhead, Seek } from '../views/playhead'
import {
  type LoggedSaga,
  type Said,
  type SagaLogLine,
  sagaCondition,
  sagaLogLines,
  sagaLogTimeline,
} from '../views/saga-log'
import { type Act, ByHand } from './by-hand'
import styles from './chart-panel.module.css'
import { eventWords } from './chart-words'

export interface SagaLogPanelProps {
  trace: readonly TraceEvent[]
  playhead: Playhead
  lab: LabDefinition
  rows: SagaLogRows
  onSeek: Seek
  onAct: Act
}

export function SagaLogPanel({ trace, playhead, lab, rows, onSeek, onAct }: SagaLogPanelProps) {
  const timeline = useMemo(() => sagaLogTimeline(trace, rows), [trace, rows])
  const [chosen, setChosen] = useState<string | null>(null)
  const { sagas } = timeline.at(playhead.index)
  const saga = sagas.find(({ key }) => key === chosen) ?? latest(sagas)
  const { noun } = rows
  return (
    <div className={styles.panel}>
      <div className={styles.head}>
        {sagas.length > 1 && saga ? (
          <SegmentedControl
            label={`Which ${noun}`}
            segments={sagas.map(({ key }) => ({ value: key, label: key }))}
            value={saga.key}
            onChange={setChosen}
          />
        ) : (
          <span>{saga ? `${noun} ${saga.key}` : `Nothing is announced of any ${noun} yet.`}</span>
        )}
        {saga ? <span className={styles.source}>correlation id {saga.key}</span> : null}
      </div>
      <p className={styles.nobody}>
        <b>No service holds this saga.</b> The log below is put together from events that carry the
        same correlation id. {rows.keeper} keeps what it hears in <code>{rows.table}</code>.
      </p>
      {saga ? (
        <>
          <Lines saga={saga} rows={rows} trace={trace} index={playhead.index} onSeek={onSeek} />
          <Condition saga={saga} rows={rows} />
          {sagaCondition(saga, rows).condition === 'person' ? (
            <ByHand lab={lab} byHand={rows.byHand} noun={noun} instance={saga.key} onAct={onAct} />
          ) : null}
        </>
      ) : null}
    </div>
  )
}

/** The one of which something was said last. */
function latest(sagas: readonly LoggedSaga[]): LoggedSaga | null {
  return sagas.reduce<LoggedSaga | null>(
    (best, saga) =>
      best && (best.said.at(-1)?.index ?? 0) > (saga.said.at(-1)?.index ?? 0) ? best : saga,
    null,
  )
}

interface LinesProps {
  saga: LoggedSaga
  rows: SagaLogRows
  trace: readonly TraceEvent[]
  index: number
  onSeek: Seek
}

function Lines({ saga, rows, trace, index, onSeek }: LinesProps) {
  return (
    <section className={styles.log} aria-label={`Log of ${rows.noun} ${saga.key}`}>
      <table>
        <thead>
          <tr>
            <th scope="col">event</th>
            <th scope="col">said by</th>
            <th scope="col">at ms</th>
            <th scope="col">who acted on it</th>
          </tr>
        </thead>
        <tbody>
          {sagaLogLines(saga, rows, trace, index).map((line) => (
            <tr key={line.said?.id ?? line.type} data-mark={markOf(line).word}>
              <th scope="row">
                <Mark meaning={markOf(line).meaning} size={10} /> <span>{line.type}</span>
                {line.instead.length > 0 ? <small> or {line.instead.join(', ')}</small> : null}
              </th>
              <td>{line.by}</td>
              <td>{line.said ? <At said={line.said} onSeek={onSeek} /> : 'not yet'}</td>
              <td>{actedWords(line, rows)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function At({ said: { at, index }, onSeek }: { said: Said; onSeek: Seek }) {
  return (
    <button type="button" onClick={() => onSeek(at, index)}>
      {formatTenths(at)}
    </button>
  )
}

function markOf({ said }: SagaLogLine): { word: string; meaning: Meaning } {
  if (!said) return { word: 'expected', meaning: 'doubt' }
  return said.heardAt === null
    ? { word: 'flight', meaning: 'flight' }
    : { word: 'kept', meaning: 'committed' }
}

/** "inventory, in flight; not in the log yet", or for what is expected "expected by orders". */
function actedWords({ said, actors }: SagaLogLine, { keeper }: SagaLogRows): string {
  const names = (state: SagaLogLine['actors'][number]['state']) =>
    listed(actors.filter((one) => one.state === state).map(({ name }) => name))
  if (!said) return `expected by ${names('waits')}`
  const words = [
    names('done'),
    names('flying') && `${names('flying')}, in flight`,
    names('waits') && `${names('waits')}, not yet`,
  ].filter((one) => one !== '')
  const heard = said.heardAt === null && !actors.some(({ name }) => name === keeper)
  return [...words, ...(heard ? [`${keeper} has not heard it`] : [])].join('; ')
}

function listed(names: readonly string[]): string {
  return names.join(' and ')
}

/** "Order 1042 walks back since 21.9 ms: card refused." */
function Condition({ saga, rows }: { saga: LoggedSaga; rows: SagaLogRows }) {
  const { condition, since, cause } = sagaCondition(saga, rows)
  const subject = `${rows.noun.replace(/^./, (letter) => letter.toUpperCase())} ${saga.key}`
  const why = cause ? `: ${eventWords(cause.type)}` : ''
  const words = {
    forward: `${subject} is under way since ${formatMs(since)}.`,
    back: `${subject} walks back since ${formatMs(since)}${why}.`,
    person: `${subject} waits for a person since ${formatMs(since)}${why}.`,
    ended: `${subject} has ended at ${formatMs(since)}${why}.`,
  }
  return <p className={styles.where}>{words[condition]}</p>
}
