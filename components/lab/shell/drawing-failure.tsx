'use client'

/** The page of a lab has failed, not its run: what failed, a way back into it, and the recipe to take away. */
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import type { LabRecipe } from '../session/lab-recipe'
import styles from './sandbox.module.css'

export type DrawingFailureProps = {
  error: Error
  lab: string
  recipe: LabRecipe
  onRestart: () => void
  /** The run that the lesson opens, where it is this very run that cannot be drawn. */
  onOriginal: () => void
}

export function DrawingFailure({ error, lab, recipe, onRestart, onOriginal }: DrawingFailureProps) {
  const [copied, setCopied] = useState<'no' | 'yes' | 'blocked'>('no')
  const text = JSON.stringify(
    { lab, recipe, error: error.message, page: location.href, browser: navigator.userAgent },
    null,
    2,
  )
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => setCopied('yes'),
      () => setCopied('blocked'),
    )
  }
  return (
    <div className={styles.note} role="alert">
      <p className={styles.why}>
        The lab could not be drawn: {error.message || error.name}. The chapter goes on below, and
        your schedule and your code are kept.
      </p>
      <span className={styles.acts}>
        <Button kind="do" onClick={onRestart}>
          Restart the lab
        </Button>
        <Button onClick={onOriginal}>Open the lesson’s run</Button>
        <Button onClick={copy}>{copied === 'yes' ? 'Copied' : 'Copy the recipe'}</Button>
      </span>
      {copied === 'blocked' ? <pre className={styles.report}>{text}</pre> : null}
    </div>
  )
}
