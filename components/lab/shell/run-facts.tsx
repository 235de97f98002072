'use client'

/** What this run was made of, for those who compare or report it. */
import { useEffect, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { useToast } from '@/components/ui/toast'
import { formatMs } from '@/simulations/kernel/time'
import type { WorkerStatus } from '@/simulations/worker/protocol'
import type { LabSession } from '../session/lab-session'
import type { Run } from '../session/session-state'
import { commandLineOf, testOf, traceLinesOf } from '../session/run-exports'
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
          <Facts session={session} run={run} />
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

function Facts({ session, run: { recipe, report } }: { session: LabSession; run: Run }) {
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
  const { recipe, report } = run
  const copy = (text: string) => {
    navigator.clipboard.writeText(text).then(
      () => {
        setBlocked(null)
        toast('copied')
      },
      () => setBlocked(text),
    )
  }
  const name = `${session.lab}-${recipe.variant}-${report.fingerprint.slice(0, 8)}`
  const saveDiagram = () => {
    const tokens = getComputedStyle(document.documentElement)
    const drawing = drawRun(report.trace, view.lab, recipe.variant, {
      direction: 'right',
      width: diagramWidth,
      laneHeight: 37,
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
      <Button onClick={() => copy(commandLineOf(session.lab, recipe))}>Copy as command line</Button>
      <Button onClick={() => copy(testOf(session.lab, run))}>Copy as test</Button>
      <Button
        onClick={() => saveFile(`${name}.jsonl`, 'application/jsonl', traceLinesOf(report.trace))}
      >
        Download trace
      </Button>
      <Button onClick={saveDiagram}>Save diagram</Button>
      {blocked === null ? null : (
        <p role="status">
          The clipboard is blocked. Copy it from here: <code>{blocked}</code>
        </p>
      )}
    </div>
  )
}
