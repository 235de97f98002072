'use client'

/** What this run was made of, for those who compare or report it. */
import { useEffect, useState } from 'react'
import { Dialog } from '@/components/ui/dialog'
import { formatMs } from '@/simulations/kernel/time'
import type { WorkerStatus } from '@/simulations/worker/protocol'
import type { LabSession } from '../session/lab-session'
import type { Run } from '../session/session-state'
import styles from './dialogs.module.css'

export type RunFactsProps = {
  session: LabSession
  run: Run
  open: boolean
  onClose: () => void
}

export function RunFacts({ session, run, open, onClose }: RunFactsProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose()
      }}
      title="About this run"
      description="The same variant, seed and schedule give the same run in every browser: the same events, byte for byte, and so the same fingerprint."
    >
      {open ? <Facts session={session} run={run} /> : null}
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
