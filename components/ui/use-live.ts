'use client'

/** Whether scripts run here by now: what only they can do is offered from then on. */
import { useSyncExternalStore } from 'react'

export function useLive(): boolean {
  return useSyncExternalStore(never, yes, no)
}

const never = () => () => undefined
const yes = () => true
const no = () => false
