import { itemsMax, textCharactersMax } from './bounds.ts'
import { checkItem } from './check-item.ts'
import { clashes } from './clashes.ts'
import { ItemMistake } from './item-reader.ts'
import { type ParsedItem, parseItem } from './parse-item.ts'
import { type Mistake, placeMistakes } from './problem-list.ts'
import type { Schedule, ScheduleNames, ScheduleProblem } from './schedule.ts'
import { segmentsOf } from './segments.ts'

export type ParseResult =
  | { ok: true; schedule: Schedule }
  /** At least one, sorted by position. */
  | { ok: false; problems: ScheduleProblem[] }

/**
 * Parses a schedule and checks what it names against a lab's variant. Nothing of a text with a mistake is applied.
 *
 * @example
 * parseSchedule('crash ordres at 5ms', names)
 * // { ok: false, problems: [{ line: 1, column: 7, message: '"ordres" is no node here.', closest: 'orders', … }] }
 */
export function parseSchedule(text: string, names: ScheduleNames): ParseResult {
  return finish(text, readItems(text), (parsed) => [
    ...parsed.flatMap((one) => checkItem(one, names)),
    ...clashes(parsed, names),
  ])
}

/** Parses a schedule by its grammar alone, where no lab is at hand. Names and times are not compared. */
export function parseScheduleSyntax(text: string): ParseResult {
  return finish(text, readItems(text), () => [])
}

interface ItemsRead {
  parsed: ParsedItem[]
  mistakes: Mistake[]
}

function readItems(text: string): ItemsRead {
  if (text.length > textCharactersMax) {
    return refused(
      text,
      textCharactersMax,
      `The schedule has ${text.length} characters; at most ${textCharactersMax} are read.`,
    )
  }
  const segments = segmentsOf(text)
  const beyond = segments[itemsMax]
  if (beyond) {
    return refused(
      text,
      beyond.start,
      `The schedule has ${segments.length} items; at most ${itemsMax} are read.`,
    )
  }
  const parsed: ParsedItem[] = []
  const mistakes: Mistake[] = []
  for (const segment of segments) {
    try {
      parsed.push(parseItem(text, segment))
    } catch (error) {
      if (!(error instanceof ItemMistake)) throw error
      mistakes.push(error.mistake)
    }
  }
  return { parsed, mistakes }
}

function refused(text: string, start: number, message: string): ItemsRead {
  return { parsed: [], mistakes: [{ span: { start, end: text.length }, message }] }
}

function finish(
  text: string,
  { parsed, mistakes }: ItemsRead,
  check: (parsed: readonly ParsedItem[]) => Mistake[],
): ParseResult {
  const all = [...mistakes, ...check(parsed)]
  if (all.length > 0) return { ok: false, problems: placeMistakes(text, all) }
  return { ok: true, schedule: { items: parsed.map((one) => one.item) } }
}
