/** Shows what a verdict points at: the row where there is one, else the moment. */
import { type RefObject, useCallback } from 'react'
import type { Evidence } from '@/simulations/kernel/trace-event'
import type { Commands } from './use-commands'
import type { Shell } from './use-shell'

export function useEvidence(
  root: RefObject<HTMLElement | null>,
  shell: Shell,
  { seek }: Commands,
): (evidence: Evidence) => void {
  const { setTab } = shell
  return useCallback(
    (evidence) => {
      const target = evidence.targets.find((one) => one.type === 'row')
      if (!target) return seek(evidence.at)
      setTab('rows')
      // The tab's panel is there after the next paint.
      requestAnimationFrame(() => {
        const table = root.current?.querySelector(`[data-table="${target.node} ${target.table}"]`)
        table?.scrollIntoView({ block: 'nearest' })
        table?.querySelector<HTMLElement>('[tabindex]')?.focus()
      })
    },
    [root, setTab, seek],
  )
}
