'use client'

/** Questions to a database as it stood at the playhead. Read only; the answer says of which moment it is. */
import { type KeyboardEvent, useId, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { DataTable } from '@/components/ui/data-table'
import type { LabDefinition, VariantDefinition } from '@/simulations/kernel/lab'
import { formatMs, type Microseconds } from '@/simulations/kernel/time'
import type { Json } from '@/simulations/kernel/trace-event'
import type { LabSources } from '@/simulations/kernel/lab'
import { LabFailure } from '@/simulations/worker/lab-client'
import type { QueryReport } from '@/simulations/worker/protocol'
import { LabNotRunning } from '../session/lab-session'
import { exampleQuery } from './example-query'
import styles from './sql-console.module.css'

export type SqlConsoleProps = {
  lab: LabDefinition
  variant: VariantDefinition
  sources: LabSources
  at: Microseconds
  /** Names the run that is asked; an answer of another run is not shown. */
  run: string
  question: Question
  onQuestion: (question: Question) => void
  query: (database: string, text: string) => Promise<QueryReport>
  /** Ends what was asked, and starts the databases again. */
  onCancel: () => Promise<void>
  /** Starts a lab that has stopped. */
  onRestart: () => void
}

/** What stands in the field, kept while the panel is away. */
export interface Question {
  /** `null` until one is chosen. */
  database: string | null
  text: string
}

interface Problem {
  message: string
  code: string | null
  /** Nothing can be asked before the lab is started again. */
  stopped?: boolean
  /** The text that was asked, up to what is wrong and from there on. */
  asked: { before: string; from: string } | null
}

type Answer = { run: string } & (
  | { kind: 'rows'; report: QueryReport; database: string }
  | { kind: 'problem'; problem: Problem }
)

const charactersMost = 8_000

export function SqlConsole({
  lab,
  variant,
  sources,
  at,
  run,
  question,
  onQuestion,
  query,
  onCancel,
  onRestart,
}: SqlConsoleProps) {
  const id = useId()
  const databases = lab.nodes
    .filter((node) => node.kind === 'postgres' && !variant.without.includes(node.id))
    .map((node) => node.id)
  const { text } = question
  const database = databases.find((name) => name === question.database) ?? databases[0] ?? ''
  const [last, setAnswer] = useState<Answer | null>(null)
  const [asking, setAsking] = useState(false)
  /** Counts the questions: the answer to one that was let go is not shown. */
  const turn = useRef(0)
  const field = useRef<HTMLTextAreaElement>(null)
  const answer = last?.run === run ? last : null
  const example = exampleQuery(sources[variant.schemas[database] ?? ''] ?? '')
  const asked = text.trim() === '' ? example : text

  const ask = () => {
    if (asking) return
    setAsking(true)
    const mine = ++turn.current
    const answered = (found: Answer) => {
      if (mine !== turn.current) return
      setAnswer(found)
      setAsking(false)
    }
    query(database, asked).then(
      (report) => answered({ kind: 'rows', run, report, database }),
      (error: unknown) => answered({ kind: 'problem', run, problem: problemOf(error, asked) }),
    )
  }
  const letGo = () => {
    turn.current += 1
    setAsking(false)
    // The button is gone then.
    field.current?.focus({ preventScroll: true })
    onCancel().catch(() => undefined)
    const message =
      'Cancelled. A statement that is under way can only be ended with its databases, so these start again. Your run, its code and this question are as they were.'
    setAnswer({ kind: 'problem', run, problem: { message, code: null, asked: null } })
  }
  const keys = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    ask()
  }
  return (
    <div className={styles.console}>
      <div className={styles.row}>
        <label htmlFor={`${id}-database`}>Database</label>
        <select
          id={`${id}-database`}
          value={database}
          onChange={({ target }) => onQuestion({ text, database: target.value })}
        >
          {databases.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
        <Button size="small" onClick={ask} aria-disabled={asking}>
          {asking ? 'Asking' : `Ask at ${formatMs(at)}`}
        </Button>
        {asking ? (
          <Button size="small" kind="plain" onClick={letGo}>
            Cancel
          </Button>
        ) : null}
      </div>
      <textarea
        ref={field}
        className={styles.text}
        aria-label={`Query of ${database}, read only. Control Enter asks.`}
        value={text}
        placeholder={example}
        maxLength={charactersMost}
        rows={3}
        spellCheck={false}
        onChange={({ target }) => onQuestion({ database, text: target.value })}
        onKeyDown={keys}
      />
      <div aria-live="polite">
        {answer?.kind === 'problem' ? <ProblemText problem={answer.problem} /> : null}
        {answer?.kind === 'problem' && answer.problem.stopped ? (
          <Button
            size="small"
            className={styles.restart}
            onClick={() => {
              setAnswer(null)
              onRestart()
            }}
          >
            Start the lab again
          </Button>
        ) : null}
        {answer?.kind === 'rows' ? (
          <Rows report={answer.report} database={answer.database} />
        ) : null}
      </div>
    </div>
  )
}

function ProblemText({ problem: { message, code, asked } }: { problem: Problem }) {
  return (
    <div className={styles.problem}>
      <p>
        {code === null ? null : `${code}: `}
        {message}
      </p>
      {asked ? (
        <pre>
          {asked.before}
          <u>{asked.from}</u>
        </pre>
      ) : null}
    </div>
  )
}

function Rows({ report, database }: { report: QueryReport; database: string }) {
  const { fields, rows, rowCount, at } = report
  const more = rowCount > rows.length ? `, the first ${rows.length} shown` : ''
  return (
    <>
      <p className={styles.tag}>
        {database} at {formatMs(at)}: {rowCount} {rowCount === 1 ? 'row' : 'rows'}
        {more}
      </p>
      <DataTable label="Answer">
        <thead>
          <tr>
            {fields.map((field) => (
              <th key={field} scope="col">
                {field}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={JSON.stringify(row)}>
              {fields.map((field) => (
                <td key={field}>{cell(row[field])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </DataTable>
    </>
  )
}

function cell(value: Json | undefined): string {
  if (value === null || value === undefined) return 'null'
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function problemOf(error: unknown, asked: string): Problem {
  if (!(error instanceof LabFailure)) {
    return {
      message: error instanceof Error ? error.message : String(error),
      code: null,
      asked: null,
      stopped: error instanceof LabNotRunning,
    }
  }
  const { failure } = error
  if (failure.kind !== 'sql') return { message: failure.message, code: null, asked: null }
  const position = failure.position
  return {
    message: failure.fix ? `${failure.message} ${failure.fix}` : failure.message,
    code: failure.code,
    asked:
      position === null
        ? null
        : { before: asked.slice(0, position - 1), from: asked.slice(position - 1) },
  }
}
