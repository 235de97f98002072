/** What the page has asked the reader to bring about in this lab, while its variant is chosen. */
import { useCallback, useSyncExternalStore } from 'react'
import { hintAt, type NextHint, onDeskChange, type Task, taskAt } from '../session/run-desk'

export function useTask(place: string, variant: string): Task | null {
  const read = useCallback(() => taskAt(place), [place])
  const task = useSyncExternalStore(onDeskChange, read, () => null)
  return task?.variant === variant ? task : null
}

/** The hint that it would give now. */
export function useNextHint(place: string): NextHint | null {
  const read = useCallback(() => hintAt(place), [place])
  return useSyncExternalStore(onDeskChange, read, () => null)
}
