/** Crashes that the schedule puts on lines of code, whether or not the run has come to them. */
import { parseScheduleSyntax } from '@/simulations/schedule/parse-schedule'
import type { CodeFacts } from '../session/lab-content'
import { lineOf } from './crash-at-line'

export interface PlannedCrash {
  line: number
  when: 'before' | 'after'
  /** Which time the process passes the line. */
  nth: number
}

/** @returns those of one file that one process runs, in the order of the schedule; none where the text cannot be read */
export function plannedCrashes(
  schedule: string,
  file: { node: string; name: string },
  facts: Pick<CodeFacts, 'labels'>,
): PlannedCrash[] {
  const parsed = parseScheduleSyntax(schedule)
  if (!parsed.ok) return []
  return parsed.schedule.items.flatMap((item): PlannedCrash[] => {
    if (item.kind !== 'crash' || item.node !== file.node || item.moment.kind !== 'code') return []
    const { place, when, nth } = item.moment
    const line = place.file === file.name ? lineOf(place, facts) : undefined
    return line === undefined ? [] : [{ line, when, nth }]
  })
}
