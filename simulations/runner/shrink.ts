/** Makes a failing schedule smaller while it keeps failing in the same way. */
import { millisecond } from '../kernel/time'
import type { FaultItem } from '../schedule/schedule'

/** Runs that shrinking may cost. */
const runsMost = 80

export interface ShrunkSchedule {
  faults: FaultItem[]
  /** Which faults of the failing schedule are left, by their places in it; their forms may be simpler now. */
  needed: number[]
}

/**
 * @param fails runs a schedule; `true` where the same promise is still broken
 * @returns the smallest schedule found
 */
export async function shrinkSchedule(
  faults: readonly FaultItem[],
  fails: (candidate: FaultItem[]) => Promise<boolean>,
): Promise<ShrunkSchedule> {
  let best = faults.map((item, place) => ({ item, place }))
  let runs = 0
  const attempt = async (candidate: typeof best): Promise<boolean> => {
    if (runs >= runsMost) return false
    runs += 1
    if (!(await fails(candidate.map(({ item }) => item)))) return false
    best = candidate
    return true
  }
  for (let index = 0; index < best.length; ) {
    const without = best.filter((_, position) => position !== index)
    if (without.length === 0 || !(await attempt(without))) index += 1
  }
  for (let index = 0; index < best.length; index++) {
    let simpler = true
    while (simpler) {
      simpler = false
      for (const form of simplerForms(best[index]?.item)) {
        const candidate = best.map((one, place) => (place === index ? { ...one, item: form } : one))
        simpler = await attempt(candidate)
        if (simpler) break
      }
    }
  }
  return { faults: best.map(({ item }) => item), needed: best.map(({ place }) => place) }
}

/** One step simpler each: from the one that still fails, the next step is tried. */
function simplerForms(item: FaultItem | undefined): FaultItem[] {
  if (!item) return []
  switch (item.kind) {
    case 'crash': {
      const forms: FaultItem[] = []
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
      return []
  }
}
