/** Moves the playhead while a run is played, and stops at its end. */
import { useEffect, useMemo } from 'react'
import type { Microseconds } from '@/simulations/kernel/time'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import type { LabSession } from '../session/lab-session'
import { endOfClock, tracesOf } from '../session/clock'
import type { SessionState } from '../session/session-state'
import { playheadAt } from '../views/playhead'
import { paceOf } from './pace'

/** A window that was hidden goes on from where it was, not from where it would be. */
const frameMsMost = 100

export function usePlayback(session: LabSession, state: SessionState): void {
  const { playing, speed } = state
  const [trace, beside] = tracesOf(state)
  const pace = useMemo(() => (trace ? paceOf(trace, beside) : null), [trace, beside])
  useEffect(() => {
    if (!playing || !trace || !pace) return
    const traces = beside ? [trace, beside] : [trace]
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches
    let screen = pace.screenOf(session.state().playhead.at)
    let shown = session.state().playhead
    let before = performance.now()
    let frame = requestAnimationFrame(function turn(now) {
      const { playhead, ...current } = session.state()
      const pending = current.pending || current.beside?.pending
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
      if (screen >= pace.totalMs) return session.tick(endOfClock(tracesOf(session.state())), true)
      const next = playheadAt(trace, pace.timeOf(screen))
      const place = still ? { ...next, at: lastInstant(traces, next.at) } : next
      if (!still || place.at !== playhead.at) session.tick(place, false)
      shown = session.state().playhead
      frame = requestAnimationFrame(turn)
    })
    return () => cancelAnimationFrame(frame)
  }, [session, playing, trace, beside, pace, speed])
}

/** Of the last event before a moment. */
function lastInstant(traces: readonly (readonly TraceEvent[])[], at: Microseconds): Microseconds {
  return Math.max(0, ...traces.map((trace) => trace[playheadAt(trace, at).index - 1]?.at ?? 0))
}
