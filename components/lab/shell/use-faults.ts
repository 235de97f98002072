/** What the reader's hand does to a run: opens the faults of a thing, strikes by letter, cracks a line of code. */
import { useMemo } from 'react'
import { formatMs } from '@/simulations/kernel/time'
import { addItem } from '@/simulations/schedule/edit-schedule'
import { printItem } from '@/simulations/schedule/print-schedule'
import type { FaultTarget } from '../canvas/flow-types'
import {
  type CodeLine,
  crashAtLine,
  type LinePlace,
  lineOptions,
  pathOf,
  withoutCrashAt,
} from '../faults/crash-at-line'
import { type FaultLengths, type FaultOption, faultOptions } from '../faults/fault-option'
import { lettersAct } from '../player/letters'
import { withWorkload } from '../session/injection'
import type { LabParts } from '../session/lab-parts'
import type { LabSession } from '../session/lab-session'
import type { Shell } from './use-shell'

export interface Faults {
  open: (target: FaultTarget, anchor: Element | null) => void
  /** @returns whether the letter stands for a fault of that thing */
  strike: (target: FaultTarget, letter: string) => boolean
  crack: (line: CodeLine) => void
  /** Opens what can be done at a line, for hands that have no Shift. */
  openLine: (line: LinePlace, anchor: Element) => void
  lineOptions: (line: LinePlace, lengths: FaultLengths) => FaultOption[]
}

/** The same functions from run to run: they look at the moment when they are called. */
export function useFaults(session: LabSession, parts: LabParts, shell: Shell): Faults {
  const { openMenu } = shell
  return useMemo(
    () => ({
      open: (target, anchor) => {
        session.play(false)
        openMenu(target, anchor)
      },
      strike: (target, letter) => strike(session, parts, target, letter),
      crack: (line) => crack(session, parts, line),
      openLine: (line, anchor) => {
        session.play(false)
        openMenu({ kind: 'line', line }, anchor)
      },
      lineOptions: (line, lengths) => {
        const scene = lineScene(session, parts, line)
        return scene ? lineOptions(line, scene.facts, scene, lengths) : []
      },
    }),
    [session, parts, openMenu],
  )
}

function strike(
  session: LabSession,
  { definition }: LabParts,
  target: FaultTarget,
  letter: string,
): boolean {
  const { run, playhead } = session.state()
  if (!run || !lettersAct()) return false
  const scene = { lab: definition, trace: run.report.trace, playhead }
  const option = faultOptions(target, scene).find((candidate) => candidate.letter === letter)
  if (!option) return false
  if (option.item) session.inject(option.item)
  else session.notice({ text: `${option.label}: ${option.detail}.` })
  return true
}

/** What decides about a line: its file's facts, and the schedule as it ran, workload included. */
function lineScene(session: LabSession, { definition, content }: LabParts, line: LinePlace) {
  const { run, playhead } = session.state()
  const variant = definition.variants.find((one) => one.id === run?.recipe.variant)
  const path = variant ? pathOf(variant.services, line) : null
  const facts = path === null ? undefined : content.code[path]
  if (!run || !facts) return null
  const { trace, schedule } = run.report
  return { facts, trace, playhead, schedule: withWorkload(run.recipe.schedule, schedule) }
}

/** Puts a crash on a line, or takes away the one that is there. */
function crack(session: LabSession, parts: LabParts, line: CodeLine): void {
  const scene = lineScene(session, parts, line)
  if (!scene) return
  const { facts, trace, playhead, schedule } = scene
  const without = withoutCrashAt(schedule, line, facts)
  if (without !== null) {
    const struck = trace.find(
      (event) => event.kind === 'crash' && event.node === line.node && event.cause === 'fault',
    )
    const before = Math.min(playhead.at, (struck?.at ?? playhead.at) - 1)
    session.rewrite(without.schedule, before, `Taken back: ${printItem(without.taken)}.`)
    return
  }
  const { item, past } = crashAtLine(line, facts, trace, playhead)
  if (past === null) {
    session.inject(item)
    return
  }
  const went = `${line.node} passed that line ${line.nth === undefined ? 'last ' : ''}at ${formatMs(past)}, so the playhead went back there.`
  session.rewrite(addItem(schedule, item), past - 1, `Added: ${printItem(item)}. ${went}`)
}
