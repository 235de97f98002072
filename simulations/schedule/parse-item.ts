import { ItemReader, type Read } from './item-reader.ts'
import type { CodePlace, CrashMoment, Restart, ScheduleItem, Span } from './schedule.ts'

/** An item, and where its names and times stand, for what is checked afterwards. */
export interface ParsedItem {
  item: ScheduleItem
  places: ItemPlaces
}

export interface ItemPlaces {
  /** The node, link or action. */
  subject: Span
  file?: Span
  /** The line or label. */
  place?: Span
  /** Start of what the item does in time. */
  from?: Span
  /** End of it. */
  to?: Span
  /** A duration. */
  duration?: Span
  parameters?: Span[]
  /** Of the parameters, in their order. */
  values?: Span[]
}

const verbs = ['crash', 'pause', 'cut', 'lag', 'drop', 'delay', 'duplicate', 'do'] as const

/**
 * Parses the item that stands in `span`.
 * @throws {ItemMistake} at the first piece that does not fit
 */
export function parseItem(text: string, span: Span): ParsedItem {
  const reader = new ItemReader(text, span)
  const verb =
    verbs.find((one) => reader.tryWord(one)) ?? reader.failExpecting('a fault or "do"', verbs)
  const parsed = parseVerb(verb, reader)
  if (!reader.atEnd()) {
    reader.failExpecting(
      parsed.item.kind === 'crash' && parsed.item.restart.kind === 'default' ? '";" or ","' : '";"',
    )
  }
  return parsed
}

function parseVerb(verb: (typeof verbs)[number], reader: ItemReader): ParsedItem {
  switch (verb) {
    case 'crash':
      return parseCrash(reader)
    case 'pause':
      return parsePause(reader)
    case 'cut':
      return parseCut(reader)
    case 'lag':
      return parseLag(reader)
    case 'drop':
    case 'delay':
    case 'duplicate':
      return parseMessageFault(verb, reader)
    case 'do':
      return parseAction(reader)
  }
}

function parseCrash(reader: ItemReader): ParsedItem {
  const node = reader.name('a node')
  const places: ItemPlaces = { subject: node.span }
  const moment = parseMoment(reader, places)
  const restart = reader.trySymbol(',')
    ? parseRestart(reader, places)
    : { kind: 'default' as const }
  return {
    item: { kind: 'crash', node: node.value, moment, restart, span: reader.span },
    places,
  }
}

function parseMoment(reader: ItemReader, places: ItemPlaces): CrashMoment {
  const word = reader.word('at', 'before', 'after')
  if (word === 'at') {
    const at = reader.time()
    places.from = at.span
    return { kind: 'time', at: at.value }
  }
  const file = reader.tryQuoted() ?? reader.name('a file and a line, such as orders.ts:18,')
  places.file = file.span
  if (!reader.trySymbol(':')) reader.failExpecting('":" and a line, or ":" and a step in quotes,')
  const place = parsePlace(reader, file, places)
  const nth =
    reader.atEnd() || !reader.trySymbol('#')
      ? 1
      : reader.wholeNumber('the number of the passage', 'They are counted from 1.').value
  return { kind: 'code', when: word === 'before' ? 'before' : 'after', place, nth }
}

function parsePlace(reader: ItemReader, file: Read<string>, places: ItemPlaces): CodePlace {
  const label = reader.tryQuoted()
  if (label) {
    places.place = label.span
    return { file: file.value, label: label.value }
  }
  const line = reader.wholeNumber('a line, or a step in quotes,', 'Lines are counted from 1.')
  places.place = line.span
  return { file: file.value, line: line.value }
}

function parseRestart(reader: ItemReader, places: ItemPlaces): Restart {
  if (reader.tryWord('no')) {
    reader.word('restart')
    return { kind: 'never' }
  }
  if (!reader.tryWord('restart'))
    reader.failExpecting('"restart after" or "no restart"', ['restart', 'no'])
  reader.word('after')
  const delay = reader.time()
  places.duration = delay.span
  return { kind: 'after', delayUs: delay.value }
}

function parsePause(reader: ItemReader): ParsedItem {
  const node = reader.name('a node')
  reader.word('at')
  const at = reader.time()
  reader.word('for')
  const length = reader.time()
  return {
    item: { kind: 'pause', node: node.value, at: at.value, forUs: length.value, span: reader.span },
    places: { subject: node.span, from: at.span, duration: length.span },
  }
}

function parseCut(reader: ItemReader): ParsedItem {
  const link = reader.link()
  reader.word('from')
  const from = reader.time()
  const to = reader.tryWord('to') ? reader.time() : null
  return {
    item: {
      kind: 'cut',
      link: link.value,
      from: from.value,
      to: to?.value ?? null,
      span: reader.span,
    },
    places: { subject: link.span, from: from.span, ...(to && { to: to.span }) },
  }
}

function parseLag(reader: ItemReader): ParsedItem {
  const link = reader.link()
  reader.word('by')
  const by = reader.time()
  const from = reader.tryWord('from') ? reader.time() : null
  const to = reader.tryWord('to') ? reader.time() : null
  return {
    item: {
      kind: 'lag',
      link: link.value,
      byUs: by.value,
      from: from?.value ?? 0,
      to: to?.value ?? null,
      span: reader.span,
    },
    places: {
      subject: link.span,
      duration: by.span,
      ...(from && { from: from.span }),
      ...(to && { to: to.span }),
    },
  }
}

function parseMessageFault(kind: 'drop' | 'delay' | 'duplicate', reader: ItemReader): ParsedItem {
  const link = reader.link()
  const message = reader.count('message')
  const common = { link: link.value, nth: message.value, span: reader.span }
  const places: ItemPlaces = { subject: link.span, place: message.span }
  if (kind === 'drop') return { item: { kind, ...common }, places }
  if (kind === 'duplicate' && !reader.tryWord('by'))
    return { item: { kind, ...common, byUs: null }, places }
  if (kind === 'delay') reader.word('by')
  const by = reader.time()
  return { item: { kind, ...common, byUs: by.value }, places: { ...places, duration: by.span } }
}

function parseAction(reader: ItemReader): ParsedItem {
  const action = reader.name('an action')
  const entries: [key: string, value: string][] = []
  const parameters: Span[] = []
  const values: Span[] = []
  if (reader.tryWord('with')) {
    do {
      const key = reader.name('the name of a parameter')
      if (entries.some(([other]) => other === key.value)) {
        reader.fail(`"${key.value}" is given twice.`, key.span)
      }
      if (!reader.trySymbol('=')) reader.failExpecting('"="')
      const value = reader.value('a value')
      entries.push([key.value, value.value])
      parameters.push(key.span)
      values.push(value.span)
    } while (reader.trySymbol(','))
  }
  if (!reader.tryWord('at')) {
    reader.failExpecting(entries.length > 0 ? '"," or "at"' : '"with" or "at"', ['with', 'at'])
  }
  const at = reader.time()
  return {
    item: {
      kind: 'do',
      action: action.value,
      arguments: Object.fromEntries(entries),
      at: at.value,
      span: reader.span,
    },
    places: { subject: action.span, from: at.span, parameters, values },
  }
}
