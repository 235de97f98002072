'use client'

/** The code panel while the reader changes it: every file of the variant, its schemas too. */
import { useMemo, useState } from 'react'
import { Button } from '@/components/ui/button'
import { formatDay } from '@/components/ui/format-day'
import { SegmentedControl } from '@/components/ui/segmented-control'
import { Tabs } from '@/components/ui/tabs'
import { endlessLoopOf } from '@/simulations/kernel/endless-loop'
import { fileName, type LabDefinition } from '@/simulations/kernel/lab'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import type { LabParts } from '../session/lab-parts'
import type { CodePlace } from '../shell/repair'
import { codeState } from '../views/code-state'
import type { Playhead } from '../views/playhead'
import type { ChangeCount } from './change-signs'
import styles from './edit-panel.module.css'
import { EditorOnDemand } from './editor-on-demand'
import { runMistake } from './run-mistake'
import type { Edits } from './use-edits'

export interface EditPanelProps {
  edits: Edits
  /** As the run has them. */
  parts: LabParts
  trace: readonly TraceEvent[]
  playhead: Playhead
  lab: Pick<LabDefinition, 'subject'>
  variant: LabDefinition['variants'][number]
  /** Path of the file that is open at first; `null`: the variant's own first. */
  first: string | null
  /** An answer to the last text is awaited. */
  pending: boolean
  /** Where the keyboard is to go. */
  wanted: CodePlace | null
  /** It is there. */
  onArrive: () => void
  /** Runs the text and breaks it in every way. */
  onSweep: () => void
  onDone: () => void
}

const noChange: ChangeCount = { added: 0, changed: 0, removed: 0 }

export function EditPanel(props: EditPanelProps) {
  const { edits, parts, trace, playhead, lab, variant, first, pending, wanted } = props
  const { onArrive, onSweep, onDone } = props
  const { files, changed, mistake } = edits
  const [chosen, setChosen] = useState<string | null>(null)
  const [showRemoved, setShowRemoved] = useState(true)
  const [count, setCount] = useState(noChange)
  const path =
    [wanted?.path, chosen, first].find((file) => file != null && files.includes(file)) ??
    files[0] ??
    ''
  const text = edits.textOf(path)
  const ran = parts.content.sources[path] === text
  const node = variant.services.find((service) => service.files.includes(path))?.node
  const marks =
    ran && node !== undefined
      ? codeState(
          trace,
          playhead,
          {
            node,
            name: fileName(path),
            lines: text.split('\n'),
            breakable: parts.content.code[path]?.lines ?? [],
          },
          lab,
        )
      : null
  const mine = ran && changed.includes(path)
  const met = useMemo(() => (mine ? runMistake(trace, fileName(path)) : null), [mine, trace, path])
  const loop = endlessLoopOf(trace)?.place ?? null
  const loopPath =
    loop === null
      ? undefined
      : changed.find((file) => file !== path && fileName(file) === loop.file)
  const broken = mistake !== null && mistake.path !== path ? mistake : null
  return (
    <div className={styles.panel}>
      <Tabs
        label="Files to change"
        fill
        value={path}
        onChange={setChosen}
        tabs={files.map((file) => ({
          value: file,
          label: (
            <>
              {fileName(file)}
              {changed.includes(file) ? <Changed /> : null}
            </>
          ),
          panel:
            file === path ? (
              <EditorOnDemand
                key={`${file} ${edits.version}`}
                waiting="Loading the editor"
                name={fileName(file)}
                language={file.endsWith('.sql') ? 'sql' : 'typescript'}
                original={edits.originals[file] ?? ''}
                text={text}
                showRemoved={showRemoved}
                mistake={mistake?.path === file ? mistake : met}
                marks={marks}
                wanted={wanted}
                onArrive={() => {
                  setChosen(file)
                  onArrive()
                }}
                onChange={(next) => edits.type(file, next)}
                onCount={setCount}
                onRun={onSweep}
                onKeep={edits.keep}
                onLeave={onDone}
              />
            ) : null,
        }))}
      />
      <div className={styles.tools}>
        <span className={styles.count}>{countWords(count)}</span>
        {count.removed + count.changed > 0 ? (
          <Button kind="plain" size="small" onClick={() => setShowRemoved(!showRemoved)}>
            {showRemoved ? 'Hide removed' : 'Show removed'}
          </Button>
        ) : null}
        {changed.length > 0 ? (
          <>
            <SegmentedControl
              label="Which code runs"
              segments={[
                { value: 'original', label: 'Original' },
                { value: 'yours', label: 'Yours' },
              ]}
              value={edits.side}
              onChange={edits.show}
            />
            <Button kind="plain" size="small" onClick={edits.keep}>
              Keep
            </Button>
            <Button kind="plain" size="small" onClick={edits.reset}>
              Back to the original
            </Button>
          </>
        ) : null}
        {edits.undoReset ? (
          <Button kind="plain" size="small" onClick={edits.undoReset}>
            Bring my changes back
          </Button>
        ) : null}
        <Button size="small" onClick={onDone}>
          Done
        </Button>
      </div>
      <Kept edits={edits} />
      <p className={styles.state} role="status">
        {broken ? (
          <Button kind="plain" onClick={() => setChosen(broken.path)}>
            {fileName(broken.path)}, line {broken.line}: {broken.message}
          </Button>
        ) : loop && loopPath !== undefined ? (
          <Button kind="plain" onClick={() => setChosen(loopPath)}>
            {loop.file}, line {loop.line}: this goes round for ever. The run was stopped there.
          </Button>
        ) : (
          stateWords(edits, ran, pending)
        )}
      </p>
    </div>
  )
}

function Changed() {
  return (
    <span className={styles.mark} title="changed">
      <span className="sr-only">changed</span>
    </span>
  )
}

/** What was kept: attempts, and the draft of an earlier visit. */
function Kept({ edits }: { edits: Edits }) {
  const { attempts, draft } = edits
  if (attempts.length === 0 && !draft) return null
  const list = draft ? [draft, ...attempts] : attempts
  return (
    <ul className={styles.kept} aria-label="What you kept">
      {list.map((attempt) => (
        <li key={attempt.id}>
          <Button kind="plain" size="small" onClick={() => edits.open(attempt)}>
            {attempt === draft ? 'Take your last change up again' : attempt.title}
          </Button>
          <small>
            {Object.keys(attempt.edits).map(fileName).join(', ')}
            {`, ${formatDay(attempt.savedAt)}`}
          </small>
          {attempt === draft ? null : (
            <Button
              kind="plain"
              size="small"
              aria-label={`Delete ${attempt.title}`}
              onClick={() => edits.forget(attempt)}
            >
              Delete
            </Button>
          )}
        </li>
      ))}
    </ul>
  )
}

function stateWords(edits: Edits, ran: boolean, pending: boolean): string {
  if (edits.mistake || edits.refusal) {
    const why = edits.refusal ? `${edits.refusal} ` : ''
    return `${why}The run below is the last one that could be made. It does not show the text above.`
  }
  if (edits.changed.length === 0) return 'Nothing changed yet. What you type runs when you pause.'
  if (pending || (!ran && edits.side === 'yours')) return 'Running your code.'
  return edits.side === 'original'
    ? 'The run below is of the lab’s own code.'
    : 'The run below is of your code.'
}

/** "+8 ±1 −5 lines". */
function countWords({ added, changed, removed }: ChangeCount): string {
  const words = [
    added > 0 ? `+${added}` : '',
    changed > 0 ? `±${changed}` : '',
    removed > 0 ? `−${removed}` : '',
  ].filter((word) => word !== '')
  return words.length === 0
    ? ''
    : `${words.join(' ')} ${added + changed + removed === 1 ? 'line' : 'lines'}`
}
