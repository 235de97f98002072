/** Moves the playhead while a run is played, and stops at its end. */
import { useEffect, useMemo } from 'react'
import type { LabSession } from '../session/lab-session'
import { endOfRun } from '../session/moves'
import type { SessionState } from '../session/session-state'
import { playheadAt } from '../views/playhead'
import { paceOf } from './pace'

/** A window that was hidden goes on from where it was, not from where it would be. */
const frameMsMost = 100

export function usePlayback(session: LabSession, { playing, run, speed }: SessionState): void {
  const trace = run?.report.trace
  const pace = useMemo(() => (trace ? paceOf(trace) : null), [trace])
  useEffect(() => {
    if (!playing || !trace || !pace) return
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches
    let screen = pace.screenOf(session.state().playhead.at)
    let shown = session.state().playhead
    let before = performance.now()
    let frame = requestAnimationFrame(function turn(now) {
      const { playhead, pending } = session.state()
      // What was asked for begins where the playhead stood: it waits there for the answer.
      if (pending) {
        before = now
        frame = requestAnimationFrame(turn)
        return
      }
      // The reader has moved it meanwhile.
      if (playhead !== shown) screen = pace.screenOf(playhead.at)
      screen += Math.min(now - before, frameMsMost) * speed
      before = now
      if (screen >= pace.totalMs) return session.tick(endOfRun(trace), true)
      const next = playheadAt(trace, pace.timeOf(screen))
      const place = still ? { ...next, at: trace[next.index - 1]?.at ?? 0 } : next
      if (!still || place.index !== playhead.index) session.tick(place, false)
      shown = session.state().playhead
      frame = requestAnimationFrame(turn)
    })
    return () => cancelAnimationFrame(frame)
  }, [session, playing, trace, pace, speed])
}
