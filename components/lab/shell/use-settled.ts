/** The playhead of the last event: the same object until the next event happens. */
import { useMemo } from 'react'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import type { Playhead } from '../views/playhead'

export function useSettled(trace: readonly TraceEvent[], index: number): Playhead {
  return useMemo(() => ({ at: trace[index - 1]?.at ?? 0, index }), [trace, index])
}
