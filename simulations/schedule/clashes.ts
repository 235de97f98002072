import type { ParsedItem } from './parse-item.ts'
import { printPlace, printTime } from './print-schedule.ts'
import type { Mistake } from './problem-list.ts'
import type { LinkName, Microseconds, ScheduleItem, ScheduleNames } from './schedule.ts'

/** Items that cannot both be meant. The later one in the text is the mistake. */
export function clashes(parsed: readonly ParsedItem[], names: ScheduleNames): Mistake[] {
  const mistakes: Mistake[] = []
  parsed.forEach((later, index) => {
    for (const earlier of parsed.slice(0, index)) {
      const message = clash(earlier.item, later.item, names)
      if (message === null) continue
      mistakes.push({ span: later.item.span, message })
      break
    }
  })
  return mistakes
}

function clash(earlier: ScheduleItem, later: ScheduleItem, names: ScheduleNames): string | null {
  if (earlier.kind === 'crash' && later.kind === 'crash') {
    if (earlier.node !== later.node) return null
    const moment = momentOf(later, names)
    return momentOf(earlier, names) === moment ? `${later.node} crashes ${moment} already.` : null
  }
  if (earlier.kind === 'pause' && later.kind === 'pause') {
    if (earlier.node !== later.node) return null
    const overlap = overlaps(
      earlier.at,
      earlier.at + earlier.forUs,
      later.at,
      later.at + later.forUs,
    )
    return overlap
      ? `${later.node} is paused ${stretch(earlier.at, earlier.at + earlier.forUs)} already.`
      : null
  }
  if (earlier.kind === 'cut' && later.kind === 'cut') {
    const shared = sharedDirection(earlier.link, later.link)
    const overlap = overlaps(earlier.from, earlier.to, later.from, later.to)
    return shared && overlap
      ? `${shared} is cut ${stretch(earlier.from, earlier.to)} already.`
      : null
  }
  if (isMessageFault(earlier) && isMessageFault(later)) {
    const shared = sharedDirection(earlier.link, later.link)
    if (!shared || earlier.nth !== later.nth) return null
    if (earlier.kind !== later.kind && earlier.kind !== 'drop' && later.kind !== 'drop') return null
    return `Message #${later.nth} of ${shared} is ${past[earlier.kind]} already.`
  }
  return null
}

type MessageFault = Extract<ScheduleItem, { kind: 'drop' | 'delay' | 'duplicate' }>

const past = { drop: 'dropped', delay: 'delayed', duplicate: 'duplicated' } as const

function isMessageFault(item: ScheduleItem): item is MessageFault {
  return item.kind === 'drop' || item.kind === 'delay' || item.kind === 'duplicate'
}

/** A step and its line are one place. */
function momentOf(item: Extract<ScheduleItem, { kind: 'crash' }>, names: ScheduleNames): string {
  const { moment } = item
  if (moment.kind === 'time') return `at ${printTime(moment.at)}`
  const { place } = moment
  const code = names.code.find((one) => one.node === item.node && one.file === place.file)
  const line =
    'label' in place ? code?.labels.find((one) => one.label === place.label)?.line : place.line
  const resolved = line === undefined ? place : { file: place.file, line }
  return `${moment.when} ${printPlace(resolved)}${moment.nth === 1 ? '' : ` #${moment.nth}`}`
}

function sharedDirection(a: LinkName, b: LinkName): string | null {
  const directions = directionsOf(a)
  return directionsOf(b).find((one) => directions.includes(one)) ?? null
}

function directionsOf(link: LinkName): string[] {
  const there = `${link.from}->${link.to}`
  return link.both ? [there, `${link.to}->${link.from}`] : [there]
}

/** `null` ends when the run heals: never, for this purpose. */
function overlaps(
  fromA: Microseconds,
  toA: Microseconds | null,
  fromB: Microseconds,
  toB: Microseconds | null,
): boolean {
  return fromA < (toB ?? Number.POSITIVE_INFINITY) && fromB < (toA ?? Number.POSITIVE_INFINITY)
}

function stretch(from: Microseconds, to: Microseconds | null): string {
  return `from ${printTime(from)} ${to === null ? 'until the run heals' : `to ${printTime(to)}`}`
}
