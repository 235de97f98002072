'use client'

/**
 * The editor, fetched when it is first wanted. Where it cannot be fetched, a sentence and a button stand in its place, so
 * that the lab around it goes on; each press of the button asks for it anew.
 */
import { type ComponentType, useEffect, useEffectEvent, useState } from 'react'
import { Button } from '@/components/ui/button'
import type { CodeEditorProps } from './code-editor'
import styles from './edit-panel.module.css'
import { editorFailure } from './editor-failure'

type Editor = ComponentType<CodeEditorProps>

/** Once it is here, a file is opened without a wait. */
let fetched: Editor | null = null

async function fetchEditor(): Promise<Editor> {
  const loaded = await import('./code-editor')
  fetched = loaded.default
  return fetched
}

export interface EditorOnDemandProps extends Omit<CodeEditorProps, 'takesFocus'> {
  /** While it is fetched: "Loading the editor". */
  waiting: string
}

export function EditorOnDemand({ waiting, ...props }: EditorOnDemandProps) {
  const [Editor, setEditor] = useState(() => fetched)
  const [failure, setFailure] = useState<string | null>(null)
  const [retry, setRetry] = useState<'no' | 'asked' | 'failed'>('no')
  const ask = () => {
    fetchEditor().then(
      (found) => setEditor(() => found),
      () => {
        setFailure(editorFailure(navigator.onLine))
        setRetry('failed')
      },
    )
  }
  const first = useEffectEvent(() => {
    if (!Editor) ask()
  })
  useEffect(() => first(), [])
  // The button that was pressed is gone then.
  if (Editor) return <Editor {...props} takesFocus={retry !== 'no'} />
  if (failure === null) return <p className={styles.wait}>{waiting}</p>
  return (
    <div className={styles.failed}>
      <p role="alert">{failure}</p>
      <Button
        aria-disabled={retry === 'asked'}
        onClick={() => {
          if (retry === 'asked') return
          setRetry('asked')
          ask()
        }}
      >
        {retry === 'asked' ? 'Retrying' : 'Retry'}
      </Button>
    </div>
  )
}
