'use client'

/** The source that runs, at the playhead: where every process is, what ran, and where a crash can be put. */
import { useState } from 'react'
import { CodeLine } from '@/components/lesson/code-listing'
import type { Line } from '@/components/lesson/spans'
import { Button } from '@/components/ui/button'
import { Tabs } from '@/components/ui/tabs'
import type { LabDefinition } from '@/simulations/kernel/lab'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import type { PlannedCrash } from '../faults/planned-crashes'
import { codeState } from '../views/code-state'
import type { Playhead } from '../views/playhead'
import styles from './code-panel.module.css'
import { shownFile } from './shown-file'
import { SourceListing } from './source-listing'

export interface CodeFile {
  /** The process whose code it is. */
  node: string
  /** `orders.ts`. */
  name: string
  /** Highlighted, one entry a line. */
  lines: readonly Line[]
  /** Lines, ascending, on which a crash can be put: `compileSource(…).lines`. */
  breakable: readonly number[]
  /** Crashes that the schedule puts on its lines. */
  planned: readonly PlannedCrash[]
  /** The same service in Python, which is read and not run. */
  python?: { name: string; lines: readonly Line[] }
}

export interface CodePanelProps {
  trace: readonly TraceEvent[]
  playhead: Playhead
  lab: Pick<LabDefinition, 'subject'>
  files: readonly CodeFile[]
  /** The file in sight, by its process and name; `null` before one was chosen. */
  chosen: FileName | null
  onChoose: (file: FileName) => void
  onCrash: (line: LineOfCode & { when: 'before' | 'after' }) => void
  /** A line was touched: opens what can be done at it. */
  onMenu: (line: LineOfCode, anchor: Element) => void
  /** Shows what differs between variants, where no other button does. */
  onCompare?: (() => void) | undefined
  /** Makes an editor of the panel. */
  onEdit: () => void
}

export interface FileName {
  node: string
  name: string
}

interface LineOfCode {
  node: string
  file: string
  line: number
}

export function CodePanel({
  trace,
  playhead,
  lab,
  files,
  chosen,
  onChoose,
  onCrash,
  onMenu,
  onCompare,
  onEdit,
}: CodePanelProps) {
  const [inPython, setInPython] = useState(false)
  const file =
    files.find((candidate) => chosen !== null && keyOf(candidate) === keyOf(chosen)) ??
    shownFile(files, trace, playhead)
  if (!file) return <p className={styles.empty}>This variant runs no code of its own.</p>
  const twin = inPython ? file.python : undefined
  return (
    <div className={styles.panel}>
      <div className={styles.tools}>
        {onCompare ? (
          <Button kind="plain" onClick={onCompare}>
            Code changes
          </Button>
        ) : null}
        <Button kind="plain" data-edit onClick={onEdit}>
          Edit
        </Button>
        {file.python ? (
          <button
            type="button"
            className={styles.language}
            aria-pressed={inPython}
            onClick={() => setInPython(!inPython)}
          >
            Python
          </button>
        ) : null}
      </div>
      <Tabs
        label="Files"
        fill
        className={styles.tabs}
        value={keyOf(file)}
        onChange={(value) => {
          const next = files.find((candidate) => keyOf(candidate) === value)
          if (next) onChoose({ node: next.node, name: next.name })
        }}
        tabs={files.map((candidate) => ({
          value: keyOf(candidate),
          label: titleOf(candidate, files),
          panel:
            candidate !== file ? null : twin ? (
              <TwinListing lines={twin.lines} name={twin.name} />
            ) : (
              <SourceListing
                file={candidate}
                state={codeState(
                  trace,
                  playhead,
                  {
                    node: candidate.node,
                    name: candidate.name,
                    lines: candidate.lines.map(textOf),
                    breakable: candidate.breakable,
                    planned: candidate.planned,
                  },
                  lab,
                )}
                onCrash={(line, when) =>
                  onCrash({ node: candidate.node, file: candidate.name, line, when })
                }
                onMenu={(line, anchor) =>
                  onMenu({ node: candidate.node, file: candidate.name, line }, anchor)
                }
              />
            ),
        }))}
      />
    </div>
  )
}

function keyOf({ node, name }: FileName): string {
  return `${node} ${name}`
}

/** `relay.ts`, or `orders.ts of orders-2` where two processes run a file of that name. */
function titleOf({ node, name }: CodeFile, files: readonly CodeFile[]): string {
  const shared = files.filter((other) => other.name === name).length > 1
  return shared ? `${name} of ${node}` : name
}

function textOf(line: Line): string {
  return line.map((span) => span.text).join('')
}

function TwinListing({ lines, name }: { lines: readonly Line[]; name: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
    <section className={styles.listing} tabIndex={0} aria-label={`${name}, not run here`}>
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines are their places
        <div key={index} className={styles.line}>
          <span />
          <i>{index + 1}</i>
          <code>
            <CodeLine line={line} />
          </code>
        </div>
      ))}
    </section>
  )
}
