'use client'

/** The source that runs, at the playhead: where every process is, what ran, and where a crash can be put. */
import { useState } from 'react'
import { CodeLine } from '@/components/lesson/code-listing'
import type { Line } from '@/components/lesson/highlight'
import { Tabs } from '@/components/ui/tabs'
import type { LabDefinition } from '@/simulations/kernel/lab'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { codeState } from '../views/code-state'
import type { Playhead } from '../views/playhead'
import styles from './code-panel.module.css'
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
  /** The same service in Python, which is read and not run. */
  python?: { name: string; lines: readonly Line[] }
}

export interface CrashPlace {
  node: string
  file: string
  line: number
  when: 'before' | 'after'
}

export interface CodePanelProps {
  trace: readonly TraceEvent[]
  playhead: Playhead
  lab: Pick<LabDefinition, 'subject'>
  files: readonly CodeFile[]
  onCrash: (place: CrashPlace) => void
}

type Language = 'typescript' | 'python'

export function CodePanel({ trace, playhead, lab, files, onCrash }: CodePanelProps) {
  const [chosen, setChosen] = useState<string | null>(null)
  const [language, setLanguage] = useState<Language>('typescript')
  const file = files.find((candidate) => candidate.name === chosen) ?? files[0]
  if (!file) return <p className={styles.empty}>This variant runs no code of its own.</p>
  const twin = language === 'python' ? file.python : undefined
  return (
    <div className={styles.panel}>
      {file.python ? (
        <fieldset className={styles.languages}>
          <legend className="sr-only">Language</legend>
          {(['typescript', 'python'] as const).map((choice) => (
            <button
              key={choice}
              type="button"
              aria-pressed={choice === language}
              onClick={() => setLanguage(choice)}
            >
              {choice === 'typescript' ? 'TypeScript' : 'Python'}
            </button>
          ))}
        </fieldset>
      ) : null}
      <Tabs
        label="Files"
        className={styles.tabs}
        value={file.name}
        onChange={setChosen}
        tabs={files.map((candidate) => ({
          value: candidate.name,
          label: candidate.name,
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
                    name: candidate.name,
                    lines: candidate.lines.map(textOf),
                    breakable: candidate.breakable,
                  },
                  lab,
                )}
                onCrash={(line, when) =>
                  onCrash({ node: candidate.node, file: candidate.name, line, when })
                }
              />
            ),
        }))}
      />
    </div>
  )
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
