/** Sentences about a commit: what was stored, changed or charged, and why it was done once more. */
import type { RowChange, TraceEventOf } from '../kernel/trace-event'
import type { TracedMessage } from './messages'
import type { Sentence } from './story'
import type { StoryMemory } from './story-memory'
import { subjectOfRow } from './subject'
import { listed, money } from './words'

export function tellRows(event: TraceEventOf<'rows'>, memory: StoryMemory): Sentence | null {
  const told = event.changes.map((change) => tellChange(event.node, event.by, change, memory))
  const main = told.find((part) => part.main) ?? told[0]
  if (!main) return null
  const also = told
    .filter((part) => part !== main)
    .map((part) => (part.verb === main.verb ? part.what : `${part.verb} ${part.what}`))
  const tail = `${also.length > 0 ? ` and, in the same transaction, ${listed(also)}` : ''}${onHearing(memory.handling.get(event.by), memory)}`
  const start = `${main.who} ${main.verb} ${main.what}`
  return {
    importance: 'step',
    text: main.because ? `${start} (again)${tail}: ${main.because}.` : `${start}${tail}.`,
    emphasis: main.main ? start : main.verb,
  }
}

interface ToldChange {
  /** What the sentence is about; other changes of the transaction follow it. */
  main: boolean
  who: string
  verb: string
  what: string
  /** Why it was done once more. */
  because?: string
}

function tellChange(
  node: string,
  author: string,
  change: RowChange,
  memory: StoryMemory,
): ToldChange {
  const { noun } = memory.lab.subject
  const row = change.after ?? change.before
  const subject = row ? subjectOfRow(row, memory.lab) : null
  const about = subject === null ? '' : ` for ${noun} ${subject}`
  if (change.operation !== 'insert') {
    const verb =
      change.operation === 'update'
        ? 'changed'
        : change.operation === 'delete'
          ? 'deleted'
          : 'emptied'
    return {
      main: false,
      who: author,
      verb,
      what:
        change.operation === 'truncate'
          ? change.table
          : `its row of ${change.table}${about}${subject === null ? whatChanged(change) : ''}`,
    }
  }
  const first = memory.stored.get(change.key)
  if (memory.lab.subject.find(change.key) === change.key && (!first || first.node === node))
    return { main: true, who: node, verb: 'stored', what: `${noun} ${change.key}` }
  const cents = change.after?.cents
  if (/^(payments|charges)$/.test(change.table) && typeof cents === 'number') {
    const customer = typeof change.after?.customer === 'string' ? `${change.after.customer} ` : ''
    const earlier = memory.earlierEffects(node, change)
    const because =
      earlier.length > 0 ? whyAgain(memory.handling.get(author), earlier, author) : undefined
    return { main: true, who: author, verb: 'charged', what: `${customer}${money(cents)}`, because }
  }
  return {
    main: false,
    who: node,
    verb: 'stored',
    what: `a row of ${change.table}${change.table === 'inbox' ? '' : about}`,
  }
}

/** `: position 1 to 3`, where that is short enough to be said. */
function whatChanged({ before, after }: RowChange): string {
  if (!before || !after) return ''
  const columns = Object.keys(after).filter((name) => isWord(after[name]) && isWord(before[name]))
  const changed = columns.filter((name) => after[name] !== before[name])
  const [name] = changed
  return name !== undefined && changed.length === 1
    ? `: ${name} ${before[name]} to ${after[name]}`
    : ''
}

function isWord(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && value.length <= 20)
}

/** Names the event that led to a commit, where its topic has several types of them. */
function onHearing(message: TracedMessage | undefined, memory: StoryMemory): string {
  if (message?.payload.type !== 'record') return ''
  const name = memory.nameOfRecord(message.payload)
  const type = name === null ? null : /^(\S+) of /.exec(name)?.[1]
  return type ? `, on hearing of ${type}` : ''
}

/** The same record handled twice, or two records that say the same. */
function whyAgain(
  now: TracedMessage | undefined,
  earlier: readonly (TracedMessage | null)[],
  author: string,
): string {
  if (now?.payload.type !== 'record') return 'nothing told it that this was done'
  const { topic, partition, offset } = now.payload
  const same = earlier.some(
    (before) =>
      before?.payload.type === 'record' &&
      before.payload.topic === topic &&
      before.payload.partition === partition &&
      before.payload.offset === offset,
  )
  if (!same) return `to ${author} message ${offset} of ${topic} is a new one`
  if (now.copyOf !== null) return `message ${offset} of ${topic} reached it twice`
  return `it had not recorded that message ${offset} of ${topic} was done`
}
