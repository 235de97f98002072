import type {
  CodePlace,
  CrashMoment,
  LinkName,
  Microseconds,
  Restart,
  Schedule,
  ScheduleItem,
} from './schedule.ts'

/**
 * The canonical text of a schedule, which parses back to it.
 *
 * @example printSchedule(schedule) // 'do place-order at 2ms; crash orders before orders.ts:18, no restart'
 */
export function printSchedule(schedule: Schedule): string {
  return schedule.items.map(printItem).join('; ')
}

/** The canonical text of one item: what is the default is not printed. */
export function printItem(item: ScheduleItem): string {
  switch (item.kind) {
    case 'crash':
      return `crash ${item.node} ${printMoment(item.moment)}${printRestart(item.restart)}`
    case 'pause':
      return `pause ${item.node} at ${printTime(item.at)} for ${printTime(item.forUs)}`
    case 'cut':
      return `cut ${printLink(item.link)} from ${printTime(item.from)}${printEnd(item.to)}`
    case 'lag': {
      const from = item.from === 0 ? '' : ` from ${printTime(item.from)}`
      return `lag ${printLink(item.link)} by ${printTime(item.byUs)}${from}${printEnd(item.to)}`
    }
    case 'drop':
      return `drop ${printLink(item.link)} #${item.nth}`
    case 'delay':
      return `delay ${printLink(item.link)} #${item.nth} by ${printTime(item.byUs)}`
    case 'duplicate': {
      const by = item.byUs === null ? '' : ` by ${printTime(item.byUs)}`
      return `duplicate ${printLink(item.link)} #${item.nth}${by}`
    }
    case 'do': {
      const given = Object.entries(item.arguments).map(
        ([key, value]) => `${key}=${printValue(value)}`,
      )
      const arguments_ = given.length > 0 ? ` with ${given.join(', ')}` : ''
      return `do ${item.action}${arguments_} at ${printTime(item.at)}`
    }
  }
}

/** `orders->broker`, `orders<->broker`. */
export function printLink(link: LinkName): string {
  return `${link.from}${link.both ? '<->' : '->'}${link.to}`
}

/** Whole microseconds as milliseconds: `29.2ms`. */
export function printTime(timeUs: Microseconds): string {
  const fraction = String(timeUs % 1000)
    .padStart(3, '0')
    .replace(/0+$/, '')
  return `${Math.floor(timeUs / 1000)}${fraction && '.'}${fraction}ms`
}

function printEnd(to: Microseconds | null): string {
  return to === null ? '' : ` to ${printTime(to)}`
}

function printMoment(moment: CrashMoment): string {
  if (moment.kind === 'time') return `at ${printTime(moment.at)}`
  return `${moment.when} ${printPlace(moment.place)}${moment.nth === 1 ? '' : ` #${moment.nth}`}`
}

/** `orders.ts:18`, `orders.ts:"announce it"`. */
export function printPlace(place: CodePlace): string {
  const file =
    /^[\w./-]+$/.test(place.file) && !place.file.includes('->') ? place.file : quoted(place.file)
  return `${file}:${'line' in place ? place.line : quoted(place.label)}`
}

function printRestart(restart: Restart): string {
  switch (restart.kind) {
    case 'default':
      return ''
    case 'after':
      return `, restart after ${printTime(restart.delayUs)}`
    case 'never':
      return ', no restart'
  }
}

function printValue(value: string): string {
  return /^[\w.@:/+-]+$/.test(value) ? value : quoted(value)
}

function quoted(text: string): string {
  const escaped = text.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r')
  return `"${escaped}"`
}
