import { closestName, listed } from './closest-name.ts'
import type { ItemPlaces } from './parse-item.ts'
import type { Mistake } from './problem-list.ts'
import type { FaultItem, ScheduleNames, Span } from './schedule.ts'

type CrashItem = Extract<FaultItem, { kind: 'crash' }>

/** What is wrong with the file, line or step that a crash names. */
export function checkCodePlace(
  item: CrashItem,
  places: ItemPlaces,
  names: ScheduleNames,
): Mistake[] {
  const { moment } = item
  if (moment.kind === 'time') return []
  const { place } = moment
  const span = places.place ?? places.subject
  const files = names.code.filter((one) => one.node === item.node)
  if (files.length === 0) {
    const message = `${item.node} runs no code of its own. Crash it at a time, as in "crash ${item.node} at 5ms".`
    return [{ span: places.file ?? span, message }]
  }
  const file = files.find((one) => one.file === place.file)
  if (!file) {
    const known = files.map((one) => one.file)
    const message = `${item.node} runs no file "${place.file}".`
    const fileSpan = places.file ?? span
    const closest = known.length === 1 ? known[0] : closestName(place.file, known)
    return closest === undefined
      ? [{ span: fileSpan, message: `${message} Its files are ${listed(known)}.` }]
      : [{ span: fileSpan, message, closest }]
  }
  if ('line' in place) {
    const message = wrongLine(place.line, file)
    return message === null ? [] : [{ span, ...message, inCode: true }]
  }
  const found = file.labels.filter((one) => one.label === place.label)
  if (found.length === 1) return []
  if (found.length > 1) {
    const lines = found.map((one) => String(one.line))
    const message = `${file.file} has ${found.length} steps "${place.label}", at lines ${listed(lines)}. Write the line.`
    return [{ span, message }]
  }
  return [{ ...missingStep(place.label, file, span), inCode: true }]
}

function missingStep(label: string, file: ScheduleNames['code'][number], span: Span): Mistake {
  const labels = file.labels.map((one) => one.label)
  const message = `${file.file} has no step "${label}".`
  const closest = closestName(label, labels)
  if (closest !== undefined) return { span, message, closest }
  const steps =
    labels.length > 0
      ? `Its steps are ${listed(labels.map((one) => `"${one}"`))}.`
      : 'It has no steps; write a line.'
  return { span, message: `${message} ${steps}` }
}

function wrongLine(
  line: number,
  file: ScheduleNames['code'][number],
): { message: string; closest?: string } | null {
  if (file.lines.includes(line)) return null
  const below = file.lines.filter((one) => one < line).at(-1)
  const above = file.lines.find((one) => one > line)
  if (below === undefined && above === undefined) {
    return { message: `${file.file} has no statement of async code to crash at.` }
  }
  if (above === undefined) {
    return {
      message: `Line ${line} of ${file.file} is past its last statement of async code.`,
      closest: String(below),
    }
  }
  const nearest = below !== undefined && line - below <= above - line ? below : above
  const others =
    below === undefined ? `the first is on line ${above}` : `lines ${below} and ${above} have one`
  return {
    message: `No statement of async code starts on line ${line} of ${file.file}; ${others}.`,
    closest: String(nearest),
  }
}
