/** What the reader's hand does to a run: opens the faults of a thing, strikes by letter, cracks a line of code. */
import { useMemo } from 'react'
import { formatMs } from '@/simulations/kernel/time'
import { addItem } from '@/simulations/schedule/edit-schedule'
import { printItem } from '@/simulations/schedule/print-schedule'
import type { FaultTarget } from '../canvas/flow-types'
import { type CodeLine, crashAtLine, pathOf, withoutCrashAt } from '../faults/crash-at-line'
import { faultOptions } from '../faults/fault-option'
import { withWorkload } from '../session/injection'
import type { LabParts, LabSession } from '../session/lab-session'
import type { RunView } from './run-view'
import type { Shell } from './use-shell'

export interface Faults {
  open: (target: FaultTarget, anchor: Element | null) => void
  strike: (target: FaultTarget, letter: string) => void
  crack: (line: CodeLine) => void
}

export function useFaults(
  session: LabSession,
  parts: LabParts,
  view: RunView,
  shell: Shell,
): Faults {
  return useMemo(() => {
    const open: Faults['open'] = (target, anchor) => {
      session.play(false)
      shell.openMenu(target, anchor)
    }
    const strike: Faults['strike'] = (target, letter) => {
      const option = faultOptions(target, view).find((candidate) => candidate.letter === letter)
      if (!option) return
      if (option.item) session.inject(option.item)
      else session.notice({ text: `${option.label}: ${option.detail}.` })
    }
    const crack: Faults['crack'] = (line) => {
      const path = pathOf(view.variant.services, line)
      const facts = path === null ? undefined : parts.content.code[path]
      if (!facts) return
      const { recipe, report } = view.run
      const text = withWorkload(recipe.schedule, report.schedule)
      const without = withoutCrashAt(text, line, facts)
      if (without !== null) {
        const struck = view.trace.find(
          (event) => event.kind === 'crash' && event.node === line.node && event.cause === 'fault',
        )
        const before = struck && struck.at < view.playhead.at ? struck.at - 1 : view.playhead.at
        return session.rewrite(
          without,
          before,
          `Taken back: the crash at ${line.file}:${line.line}.`,
        )
      }
      const { item, past } = crashAtLine(line, facts, view.trace, view.playhead)
      if (past === null) return session.inject(item)
      session.rewrite(
        addItem(text, item),
        past - 1,
        `Added: ${printItem(item)}. ${line.node} passed that line last at ${formatMs(past)}, so the playhead went back there.`,
      )
    }
    return { open, strike, crack }
  }, [session, parts, view, shell])
}
