'use client'

/** Every single fault, in place of the run or beside the editor: of what has run, or of the text that is being typed, once that has run. */
import { useEffect, useEffectEvent, useState } from 'react'
import type { Edits } from '../edit/use-edits'
import type { LabSession } from '../session/lab-session'
import type { SessionState } from '../session/session-state'

/** @param showBeside shows the sweep where it has a place beside the editor; `null`: it takes the place of the run */
export function useSweep(
  session: LabSession,
  { pending, stage }: SessionState,
  edits: Edits,
  showBeside: (() => void) | null,
) {
  const [awaited, setAwaited] = useState(false)
  const sweep = () => {
    const problem = session.sweepProblem()
    if (problem !== null) return session.notice({ text: problem, keep: true })
    if (showBeside) showBeside()
    else session.show({ name: 'sweep' })
    session.sweep()
  }
  const go = useEffectEvent(() => {
    setAwaited(false)
    // A lab that has stopped says so itself.
    if (stage === 'ready') sweep()
  })
  useEffect(() => {
    if (awaited && !pending) go()
  }, [awaited, pending])
  const sweepEdits = () => {
    edits.runNow()
    setAwaited(true)
  }
  return { sweep, sweepEdits }
}
