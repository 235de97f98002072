import { printItem } from './print-schedule.ts'
import type { ScheduleItem, Span } from './schedule.ts'
import { segmentsOf } from './segments.ts'

/**
 * Appends an item to a schedule's text as its writer would: what is there stays as it is, and where items stand on
 * lines of their own so does this one. The text must parse.
 */
export function addItem(text: string, item: ScheduleItem): string {
  const body = text.trimEnd()
  if (body === '') return printItem(item)
  const tail = text.slice(body.length)
  const ownLines = text.includes('\n')
  const indent = /(?:^|\n)([ \t]*)[^\n]*$/.exec(body)?.[1] ?? ''
  const separator = `${body.endsWith(';') ? '' : ';'}${ownLines ? `\n${indent}` : ' '}`
  return `${body}${separator}${printItem(item)}${ownLines ? tail : ''}`
}

/**
 * Removes the item with this index, counted as in the parsed schedule, and one separator.
 * @throws {RangeError} if there is no such item
 */
export function removeItem(text: string, index: number): string {
  const segments = segmentsOf(text)
  const removed = segments[index]
  if (!removed)
    throw new RangeError(`The schedule has ${segments.length} items, so none at index ${index}`)
  const next = segments[index + 1]
  const previous = segments[index - 1]
  if (next) return text.slice(0, removed.start) + text.slice(next.start)
  if (previous) return text.slice(0, previous.end) + text.slice(removed.end)
  return ''
}

/** Removes each item that holds one of these spans of the text. */
export function removeItemsAt(text: string, spans: readonly Span[]): string {
  const found = segmentsOf(text).flatMap(({ start, end }, index) =>
    spans.some((span) => span.start >= start && span.end <= end) ? [index] : [],
  )
  return found.reduceRight((left, index) => removeItem(left, index), text)
}
