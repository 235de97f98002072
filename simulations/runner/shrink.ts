/** Makes a failing schedule smaller while it keeps failing in the same way. */
import { millisecond } from '../kernel/time'
import type { Schedule, ScheduleItem } from '../schedule/schedule'

/** Runs that shrinking may cost. */
const runsMost = 80

/**
 * @param fails runs a schedule; `true` where the same promise is still broken
 * @returns the smallest schedule found
 */
export async function shrinkSchedule(
  schedule: Schedule,
  fails: (candidate: Schedule) => Promise<boolean>,
): Promise<Schedule> {
  let best = schedule
  let runs = 0
  const attempt = async (items: ScheduleItem[]): Promise<boolean> => {
    if (runs >= runsMost) return false
    runs += 1
    if (!(await fails({ items }))) return false
    best = { items }
    return true
  }
  for (let index = 0; index < best.items.length; ) {
    const without = best.items.filter((_, position) => position !== index)
    if (without.length === 0 || !(await attempt(without))) index += 1
  }
  for (let index = 0; index < best.items.length; index++) {
    for (const simpler of simplerForms(best.items[index])) {
      await attempt(best.items.map((item, position) => (position === index ? simpler : item)))
    }
  }
  return best
}

/** Each form is tried on its own; the last that still fails is kept. */
function simplerForms(item: ScheduleItem | undefined): ScheduleItem[] {
  if (!item) return []
  switch (item.kind) {
    case 'crash': {
      const forms: ScheduleItem[] = []
      if (item.restart.kind !== 'default') forms.push({ ...item, restart: { kind: 'default' } })
      if (item.moment.kind === 'code' && item.moment.nth > 1)
        forms.push({ ...item, moment: { ...item.moment, nth: 1 } })
      if (item.moment.kind === 'time' && item.moment.at % millisecond !== 0) {
        forms.push({
          ...item,
          moment: { kind: 'time', at: Math.floor(item.moment.at / millisecond) * millisecond },
        })
      }
      return forms
    }
    case 'cut':
      return [
        ...(item.link.both ? [{ ...item, link: { ...item.link, both: false } }] : []),
        ...(item.to === null ? [] : [{ ...item, to: null }]),
      ]
    case 'lag':
      return item.link.both ? [{ ...item, link: { ...item.link, both: false } }] : []
    case 'duplicate':
      return item.byUs === null ? [] : [{ ...item, byUs: null }]
    case 'pause':
    case 'drop':
    case 'delay':
    case 'do':
      return []
  }
}
