'use client'

/** What this run was made of, for those who compare or report it. */
import { useEffect, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { useToast } from '@/components/ui/toast'
import { fileName } from '@/simulations/kernel/lab'
import { formatMs } from '@/simulations/kernel/time'
import type { WorkerStatus } from '@/simulations/worker/protocol'
import type { LabSession } from '../session/lab-session'
import type { Run } from '../session/session-state'
import { effectiveRecipe } from '../session/edits'
import {
  commandLineOf,
  editsFileNameOf,
  editsFileOf,
  fileStemOf,
  fitsInTest,
  testOf,
  traceLinesOf,
} from '../session/run-exports'
import { drawRun } from '../space-time/drawing'
import { drawingToSvg } from '../space-time/to-svg'
import styles from './dialogs.module.css'
import { KeptRuns } from './kept-runs'
import type { RunView } from './run-view'
import { saveFile } from './save-file'

export type RunFactsProps = {
  session: LabSession
  view: RunView
  run: Run
  onShare: () => void
  open: boolean
  onClose: () => void
}

export function RunFacts({ session, view, run, onShare, open, onClose }: RunFactsProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose()
      }}
      title="About this run"
      description="The same variant, seed and schedule give the same run in every browser: the same events, byte for byte, and so the same fingerprint."
    >
      {open ? (
        <>
          <Facts session={session} view={view} run={run} />
          <p className={styles.aside}>
            A run is a model of the services you know.{' '}
            <a href="/model/" target="_blank" rel="noopener">
              What it leaves out
            </a>{' '}
            (opens a tab of its own).
          </p>
          <TakeAway session={session} view={view} run={run} onShare={onShare} />
          <KeptRuns
            lab={session.lab}
            title={view.variant.title}
            run={run}
            onOpen={(recipe) => {
              onClose()
              session.openRun(recipe)
            }}
          />
        </>
      ) : null}
    </Dialog>
  )
}

function Facts({ session, view, run }: Pick<RunFactsProps, 'session' | 'view' | 'run'>) {
  const { report } = run
  const recipe = effectiveRecipe(run.recipe, view.lab)
  const [status, setStatus] = useState<WorkerStatus | null>(null)
  useEffect(() => {
    let left = false
    session.status().then(
      (known) => {
        if (!left) setStatus(known)
      },
      () => undefined,
    )
    return () => {
      left = true
    }
  }, [session])
  const facts: [string, string][] = [
    ['Fingerprint', report.fingerprint],
    ['Variant', recipe.variant],
    ...(recipe.edits
      ? [
          ['Your code', Object.keys(recipe.edits).map(fileName).join(', ')] satisfies [
            string,
            string,
          ],
        ]
      : []),
    ['Seed', String(recipe.seed)],
    ['Schedule', report.schedule],
    ['Events', String(report.trace.length)],
    ['Virtual time', formatMs(report.virtualUs)],
    ['Time it took', `${Math.round(report.wallMs)} ms`],
    [
      'Databases kept ready',
      status ? `${status.databases}, ${(status.bytes / 1e6).toFixed(0)} MB` : 'asking',
    ],
    ...(report.unmet.length > 0
      ? [['Never met its moment', report.unmet.join('; ')] satisfies [string, string]]
      : []),
  ]
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

type TakeAwayProps = Pick<RunFactsProps, 'session' | 'view' | 'run' | 'onShare'>

const diagramWidth = 1_100

/** The run in other forms: a link, a command, a test, its events, its picture. */
function TakeAway({ session, view, run, onShare }: TakeAwayProps) {
  const toast = useToast()
  const [blocked, setBlocked] = useState<string | null>(null)
  const { report } = run
  const recipe = effectiveRecipe(run.recipe, view.lab)
  const effective = { ...run, recipe }
  const files = Object.keys(recipe.edits ?? {}).map(fileName)
  const copy = (text: string) => {
    navigator.clipboard.writeText(text).then(
      () => {
        setBlocked(null)
        toast('copied')
      },
      () => setBlocked(text),
    )
  }
  const name = fileStemOf(session.lab, run)
  const saveDiagram = () => {
    const tokens = getComputedStyle(document.documentElement)
    const drawing = drawRun(report.trace, view.lab, recipe.variant, {
      direction: 'right',
      width: diagramWidth,
      laneHeight: 37,
      stores: true,
    })
    const svg = drawingToSvg(
      drawing,
      (token) => tokens.getPropertyValue(`--${token}`).trim(),
      `${view.lab.title}: ${view.variant.title}. ${report.schedule}`,
    )
    saveFile(`${name}.svg`, 'image/svg+xml', svg)
  }
  return (
    <div className={styles.takeAway}>
      <Button onClick={onShare}>Copy link</Button>
      <Button onClick={() => copy(commandLineOf(session.lab, effective))}>
        Copy as command line
      </Button>
      {fitsInTest(recipe) ? (
        <Button onClick={() => copy(testOf(session.lab, effective))}>Copy as test</Button>
      ) : null}
      {files.length > 0 ? (
        <Button
          onClick={() =>
            saveFile(editsFileNameOf(session.lab, run), 'application/json', editsFileOf(recipe))
          }
        >
          Save changed files
        </Button>
      ) : null}
      <Button
        onClick={() => saveFile(`${name}.jsonl`, 'application/jsonl', traceLinesOf(report.trace))}
      >
        Download trace
      </Button>
      <Button onClick={saveDiagram}>Save diagram</Button>
      {files.length > 0 ? (
        <p>
          The command line has no room for your {files.join(' and ')}: save the changed files into
          the project’s folder, and it reads them from{' '}
          <code>{editsFileNameOf(session.lab, run)}</code>.{' '}
          {fitsInTest(recipe)
            ? 'The link and the test carry the text itself.'
            : 'The link carries the text itself; for a test there is too much of it.'}
        </p>
      ) : null}
      {blocked === null ? null : (
        <p role="status">
          The clipboard is blocked. Copy it from here: <code>{blocked}</code>
        </p>
      )}
    </div>
  )
}
