import { checkCodePlace } from './check-code-place.ts'
import { closestName, listed } from './closest-name.ts'
import type { ParsedItem } from './parse-item.ts'
import { printLink } from './print-schedule.ts'
import type { Mistake } from './problem-list.ts'
import type { ActionItem, LinkName, ScheduleNames, Span } from './schedule.ts'

/** What is wrong with one item by itself, given what the lab has. */
export function checkItem(parsed: ParsedItem, names: ScheduleNames): Mistake[] {
  const { item, places } = parsed
  switch (item.kind) {
    case 'crash': {
      const node =
        unknownNode(item.node, places.subject, names) ??
        neverCrashes(item.node, places.subject, names)
      if (node) return [node, ...zeroDuration(parsed)]
      return [...checkCodePlace(item, places, names), ...zeroDuration(parsed)]
    }
    case 'pause':
      return [...some(unknownNode(item.node, places.subject, names)), ...zeroDuration(parsed)]
    case 'cut':
    case 'lag':
      return [
        ...some(wrongLink(item.link, places.subject, names)),
        ...zeroDuration(parsed),
        ...backwards(parsed),
      ]
    case 'drop':
    case 'delay':
    case 'duplicate': {
      const link =
        wrongLink(item.link, places.subject, names) ??
        twoDirections(item.link, places.subject) ??
        connection(item.kind, item.link, places.subject, names)
      return [...some(link), ...zeroDuration(parsed)]
    }
    case 'do':
      return wrongAction(item, parsed, names)
  }
}

function some(mistake: Mistake | null): Mistake[] {
  return mistake ? [mistake] : []
}

function withClosest(mistake: Mistake, closest: string | undefined, otherwise: string): Mistake {
  return closest === undefined
    ? { ...mistake, message: `${mistake.message} ${otherwise}` }
    : { ...mistake, closest }
}

function unknownNode(node: string, span: Span, names: ScheduleNames): Mistake | null {
  const ids = names.nodes.map((one) => one.id)
  if (ids.includes(node)) return null
  const mistake = { span, message: `"${node}" is no node here.` }
  return withClosest(mistake, closestName(node, ids), `The nodes are ${listed(ids)}.`)
}

function neverCrashes(node: string, span: Span, names: ScheduleNames): Mistake | null {
  const found = names.nodes.find((one) => one.id === node)
  if (!found || found.crashable) return null
  const { description } = found
  const message = description?.endsWith('s')
    ? `${node} is ${description}: they never crash.`
    : `${node} is ${description ?? 'outside the system'}: it never crashes.`
  return { span, message }
}

function wrongLink(link: LinkName, span: Span, names: ScheduleNames): Mistake | null {
  const toStart = span.end - link.to.length
  const unknown =
    unknownNode(link.from, { start: span.start, end: span.start + link.from.length }, names) ??
    unknownNode(link.to, { start: toStart, end: span.end }, names)
  if (unknown) return unknown
  const has = (from: string, to: string) =>
    names.links.some((one) => one.from === from && one.to === to)
  if (has(link.from, link.to) || (link.both && has(link.to, link.from))) return null
  const arrow = link.both ? 'between' : 'from'
  const message = `No messages go ${arrow} ${link.from} ${link.both ? 'and' : 'to'} ${link.to}.`
  if (has(link.to, link.from)) return { span, message, closest: `${link.to}->${link.from}` }
  // A link that shares an end is meant more likely than one that is spelt alike.
  const sharing = names.links.filter((one) => one.from === link.from || one.to === link.to)
  const candidates = (sharing.length > 0 ? sharing : names.links).map((one) =>
    printLink({ ...one, both: link.both }),
  )
  const closest = closestName(printLink(link), candidates)
  return withClosest({ span, message }, closest, `The links are ${listed(candidates)}.`)
}

function twoDirections(link: LinkName, span: Span): Mistake | null {
  if (!link.both) return null
  const message = `A message goes one way. Write ${link.from}->${link.to} or ${link.to}->${link.from}.`
  return { span, message }
}

function connection(
  kind: 'drop' | 'delay' | 'duplicate',
  link: LinkName,
  span: Span,
  names: ScheduleNames,
): Mistake | null {
  const found = names.links.find((one) => one.from === link.from && one.to === link.to)
  if (!found || found.droppable) return null
  const there = `${link.from}->${link.to}`
  const back = `${link.to}->${link.from}`
  switch (kind) {
    case 'drop':
      return {
        span,
        message: `${there} is a connection: it loses no single message. Use "cut ${there} from … to …".`,
      }
    case 'delay':
      return {
        span,
        message: `${there} is a connection: it holds up no single message. Use "lag ${there} by … from … to …".`,
      }
    case 'duplicate':
      return {
        span,
        message: `${there} is a connection: it repeats no message, only its sender does. Use "cut ${back} from … to …", so that the answer is lost and asked for again.`,
      }
  }
}

function wrongAction(item: ActionItem, { places }: ParsedItem, names: ScheduleNames): Mistake[] {
  const action = names.actions.find((one) => one.id === item.action)
  if (!action) {
    const ids = names.actions.map((one) => one.id)
    const mistake = { span: places.subject, message: `"${item.action}" is no action here.` }
    return [withClosest(mistake, closestName(item.action, ids), `The actions are ${listed(ids)}.`)]
  }
  return Object.entries(item.arguments).flatMap(([key, value], index) => {
    if (action.parameters.includes(key)) {
      const wrong = action.check?.(key, value) ?? null
      const span = places.values?.[index] ?? places.subject
      return wrong === null ? [] : [{ span, message: `"${value}" cannot be ${key}. ${wrong}` }]
    }
    const mistake = {
      span: places.parameters?.[index] ?? places.subject,
      message: `${item.action} has no parameter "${key}".`,
    }
    const otherwise =
      action.parameters.length > 0 ? `It has ${listed(action.parameters)}.` : 'It has none.'
    return [withClosest(mistake, closestName(key, action.parameters), otherwise)]
  })
}

function zeroDuration({ item, places }: ParsedItem): Mistake[] {
  const duration =
    item.kind === 'pause'
      ? item.forUs
      : item.kind === 'crash'
        ? item.restart.kind === 'after' && item.restart.delayUs
        : 'byUs' in item && item.byUs
  if (duration !== 0 || !places.duration) return []
  return [
    { span: places.duration, message: 'A stretch of 0ms changes nothing. Write a longer one.' },
  ]
}

function backwards({ item, places }: ParsedItem): Mistake[] {
  if ((item.kind !== 'cut' && item.kind !== 'lag') || item.to === null || !places.to) return []
  if (item.to > item.from) return []
  const message = item.to === item.from ? 'It ends when it begins.' : 'It ends before it begins.'
  return [
    {
      span: places.to,
      message: `${message} Write a later "to", or none to last until the run heals.`,
    },
  ]
}
