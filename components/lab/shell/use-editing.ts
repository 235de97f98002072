/** Whether the code panel is an editor: as the reader chose, and for a task that is done in the code from its beginning. */
import { useCallback, useEffect, useState } from 'react'
import type { Task } from '../session/run-desk'
import type { LabSession } from '../session/lab-session'
import type { CodePlace } from './repair'

export interface Editing {
  on: boolean
  /** Path of the file to begin with; `null` where the task names none. */
  first: string | null
  setEditing: (on: boolean) => void
  /** Where the keyboard is to go in the editor, until it is there. */
  wanted: CodePlace | null
  goTo: (place: CodePlace | null) => void
}

export function useEditing(session: LabSession, task: Task | null): Editing {
  /** Of the task that was there: one that begins again opens the editor again. */
  const [chosen, setChosen] = useState<{ task: Task | null; on: boolean } | null>(null)
  const [wanted, goTo] = useState<CodePlace | null>(null)
  const first = task?.repair ?? null
  const repair = first !== null
  useEffect(() => {
    if (repair) session.prepareEdits()
  }, [session, repair])
  const setEditing = useCallback((on: boolean) => setChosen({ task, on }), [task])
  return { on: chosen?.task === task ? chosen.on : repair, first, setEditing, wanted, goTo }
}
