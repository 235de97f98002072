'use client'

/** Why a lab is not running, and what can be done about it. Never red: nothing of the reader's is lost. */
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import type { LabRecipe } from '../session/lab-recipe'
import type { Breakdown } from '../session/session-state'
import { describeFailure } from '../session/start-failure'
import styles from './sandbox.module.css'

export type FailureNoteProps = {
  breakdown: Breakdown
  lab: string
  recipe: LabRecipe
  onRetry: () => Promise<void>
}

export function FailureNote({ breakdown, lab, recipe, onRetry }: FailureNoteProps) {
  const [copied, setCopied] = useState<'no' | 'yes' | 'blocked'>('no')
  const { sentence, detail } = describeFailure(breakdown.failure, breakdown.when)
  const report = JSON.stringify(
    {
      lab,
      recipe,
      detail,
      failure: breakdown.failure,
      browser: navigator.userAgent,
      page: location.href,
    },
    null,
    2,
  )
  const copy = () => {
    navigator.clipboard.writeText(report).then(
      () => setCopied('yes'),
      () => setCopied('blocked'),
    )
  }
  return (
    <div className={styles.note} role="alert">
      <p className={styles.why}>{sentence}</p>
      <span className={styles.acts}>
        <Button kind="do" onClick={() => void onRetry()}>
          {breakdown.when === 'running' ? 'Restart' : 'Retry'}
        </Button>
        <Button onClick={copy}>{copied === 'yes' ? 'Copied' : 'Copy report'}</Button>
      </span>
      {copied === 'blocked' ? <pre className={styles.report}>{report}</pre> : null}
    </div>
  )
}
