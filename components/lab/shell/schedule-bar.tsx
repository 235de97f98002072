'use client'

/** The last row: the schedule, the seed, the speed, the run's fingerprint, and the link to it. */
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { speedLabel, speeds } from '../player/speeds'
import { ScheduleField } from '../schedule/schedule-field'
import { withWorkload } from '../session/injection'
import { seedSchema } from '../session/lab-recipe'
import type { LabSession } from '../session/lab-session'
import type { Run, SessionState } from '../session/session-state'
import styles from './schedule-bar.module.css'
import type { BegunLine } from './use-shell'

export type ScheduleBarProps = {
  session: LabSession
  state: SessionState
  run: Run
  preview: string | null
  begun: BegunLine | null
  onEndLine: () => void
  onRuns: () => void
  onShare: () => void
  onFacts: () => void
  onKeys: () => void
}

export function ScheduleBar({
  session,
  state,
  run,
  preview,
  begun,
  onEndLine,
  onRuns,
  onShare,
  onFacts,
  onKeys,
}: ScheduleBarProps) {
  const { refusal } = state
  return (
    <div className={styles.bar}>
      <ScheduleField
        // A new run has a new text; what was typed and not committed belongs to the old one.
        key={`${run.report.fingerprint} ${begun?.turn}`}
        text={refusal?.recipe.schedule ?? withWorkload(state.recipe.schedule, run.report.schedule)}
        problems={refusal?.problems ?? []}
        message={refusal?.failure.message ?? null}
        onTakeOut={refusal?.recipe.edits ? session.takeOutMissing : null}
        preview={preview}
        begun={begun?.text ?? null}
        onEndLine={onEndLine}
        playing={state.playing}
        onCommit={session.setSchedule}
        onPause={() => undefined}
      />
      <Button kind="plain" onClick={onRuns} aria-label="Runs of this lab">
        Runs
      </Button>
      <SeedField key={run.recipe.seed} seed={run.recipe.seed} onCommit={session.setSeed} />
      <select
        aria-label="Speed"
        className={styles.speed}
        value={state.speed}
        onChange={({ target }) => session.setSpeed(Number(target.value))}
      >
        {speeds.map((speed) => (
          <option key={speed} value={speed}>
            {speedLabel(speed)}
          </option>
        ))}
      </select>
      <Button
        kind="plain"
        className={styles.fingerprint}
        onClick={onFacts}
        aria-label={`Run ${run.report.fingerprint}: about this run`}
      >
        {run.report.fingerprint.slice(0, 8)}
      </Button>
      <Button onClick={onShare} className={styles.share}>
        <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
          <path
            d="M7 9V1.6M4 4.4 7 1.4l3 3M2 8v4.4h10V8"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.5"
          />
        </svg>
        Share run
      </Button>
      <Button kind="plain" onClick={onFacts} title="As a command, a test, a trace or a picture">
        Export
      </Button>
      <Button kind="plain" onClick={onKeys} aria-label="Keys" className={styles.keys}>
        ?
      </Button>
    </div>
  )
}

function SeedField({ seed, onCommit }: { seed: number; onCommit: (seed: number) => void }) {
  const [text, setText] = useState(String(seed))
  const parsed = seedSchema.safeParse(text.trim() === '' ? Number.NaN : Number(text))
  const commit = () => {
    if (parsed.success && parsed.data !== seed) onCommit(parsed.data)
  }
  return (
    <label className={styles.seed}>
      seed
      <input
        inputMode="numeric"
        value={text}
        autoComplete="off"
        aria-invalid={!parsed.success}
        title={parsed.success ? undefined : parsed.error.issues[0]?.message}
        onChange={({ target }) => setText(target.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit()
        }}
      />
    </label>
  )
}
