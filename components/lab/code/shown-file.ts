/** Which file the code panel shows before the reader has chosen one. */
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import type { Playhead } from '../views/playhead'

interface File {
  node: string
  name: string
  /** Crashes of the schedule that wait in it. */
  planned: readonly unknown[]
}

/** @returns the file of the last crash on a line, else the first in which one is to come, else the first */
export function shownFile<One extends File>(
  files: readonly One[],
  trace: readonly TraceEvent[],
  playhead: Playhead,
): One | undefined {
  for (let index = playhead.index - 1; index >= 0; index--) {
    const event = trace[index]
    if (event?.kind !== 'crash' || !event.place) continue
    const { node, place } = event
    const struck = files.find((file) => file.node === node && file.name === place.file)
    if (struck) return struck
  }
  return files.find((file) => file.planned.length > 0) ?? files[0]
}
