/** A lab's session for as long as its component is on the page. */
import { useEffect, useState, useSyncExternalStore } from 'react'
import { LabSession, type LabSessionOptions } from './lab-session'
import type { SessionState } from './session-state'

/** @param options read once, when the lab is started */
export function useLabSession(options: () => LabSessionOptions): {
  session: LabSession
  state: SessionState
} {
  const [session] = useState(() => new LabSession(options()))
  const state = useSyncExternalStore(session.subscribe, session.state, session.state)
  useEffect(() => {
    void session.start()
    return session.leave
  }, [session])
  return { session, state }
}
