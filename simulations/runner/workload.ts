/** What readers do in a run: the lab's default actions, or those that a schedule names. */
import type { LabDefinition, Recipe } from '../kernel/lab'
import { RandomStream } from '../kernel/random'
import { parseScheduleSyntax } from '../schedule/parse-schedule'
import { printSchedule } from '../schedule/print-schedule'
import type { ActionItem, Schedule } from '../schedule/schedule'

/** The default workload as schedule items, at times drawn from the seed. */
export function defaultWorkload(lab: LabDefinition, seed: number): ActionItem[] {
  return lab.workload(new RandomStream(seed, 'workload')).map((item) => ({
    kind: 'do',
    action: item.action,
    arguments: item.arguments,
    at: item.at,
    span: { start: 0, end: 0 },
  }))
}

/** The schedule with the default workload written out in front where it has no action of its own. */
export function withWorkload(lab: LabDefinition, seed: number, schedule: Schedule): Schedule {
  if (schedule.items.some((item) => item.kind === 'do')) return schedule
  return { items: [...defaultWorkload(lab, seed), ...schedule.items] }
}

/**
 * The actions of a schedule without its faults, as text: what a campaign starts from.
 * @returns an empty text where they are the lab's own, or where the schedule cannot be read
 */
export function actionsOf(lab: LabDefinition, seed: number, text: string): string {
  const parsed = parseScheduleSyntax(text)
  if (!parsed.ok) return ''
  const actions = printSchedule({ items: parsed.schedule.items.filter(isAction) })
  return actions === printSchedule({ items: defaultWorkload(lab, seed) }) ? '' : actions
}

/** A recipe's actions and a campaign's faults, as one text. */
export function scheduleWith({ schedule }: Pick<Recipe, 'schedule'>, faults: string): string {
  return schedule === '' ? faults : `${schedule}; ${faults}`
}

function isAction(item: Schedule['items'][number]): item is ActionItem {
  return item.kind === 'do'
}
