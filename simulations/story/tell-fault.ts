/** Sentences about what the reader broke and what came of it: crashes, boots, pauses, links, lost messages. */
import { formatMs } from '../kernel/time'
import type { TraceEventOf } from '../kernel/trace-event'
import type { TracedMessage } from './messages'
import type { Sentence } from './story'
import type { StoryMemory } from './story-memory'
import { messageLabel, subjectOf } from './subject'
import { capital } from './words'

type FaultEvent =
  | TraceEventOf<'fault'>
  | TraceEventOf<'boot'>
  | TraceEventOf<'crash'>
  | TraceEventOf<'pause'>
  | TraceEventOf<'resume'>
  | TraceEventOf<'lost'>

export function tellFault(event: FaultEvent, memory: StoryMemory): Sentence | null {
  switch (event.kind) {
    case 'crash':
      return tellCrash(event, memory)
    case 'boot':
      return tellBoot(event, memory)
    case 'pause':
      if (memory.pausedAt.has(event.node)) return null
      return {
        importance: 'fault',
        text: `${event.node} is paused. It stands still and does not know it.`,
        emphasis: `${event.node} is paused`,
      }
    case 'resume': {
      const since = memory.pausedAt.get(event.node)
      const text =
        since === undefined
          ? `${event.node} goes on.`
          : `${event.node} goes on after ${formatMs(event.at - since)}. To its code no time has passed.`
      return { importance: 'fault', text, emphasis: `${event.node} goes on` }
    }
    case 'lost':
      return tellLost(event, memory)
    case 'fault':
      return tellLink(event)
  }
}

function tellCrash(event: TraceEventOf<'crash'>, memory: StoryMemory): Sentence {
  const { node } = event
  if (event.cause === 'exit') {
    const why = event.message ? `: ${event.message}` : '.'
    return {
      importance: 'fault',
      text: `${node} stopped by itself${why.replace(/\.?$/, '.')} Its supervisor starts it again.`,
      emphasis: `${node} stopped by itself`,
    }
  }
  const emphasis = `${node} crashed`
  const kind = memory.kindOf(node)
  if (kind === 'postgres')
    return {
      importance: 'fault',
      emphasis,
      text: `${emphasis}. What was committed is on its disk. Open transactions are gone.`,
    }
  if (kind === 'broker')
    return {
      importance: 'fault',
      emphasis,
      text: `${emphasis}. A replica will take over with what had reached it.`,
    }
  return {
    importance: 'fault',
    emphasis,
    text: `${emphasis}${momentOf(event, memory)}.${consequence(node, memory)}`,
  }
}

function momentOf(event: TraceEventOf<'crash'>, memory: StoryMemory): string {
  const { place } = event
  const last = memory.lastReturn.get(event.node)
  if (!place)
    return memory.handling.has(event.node)
      ? ` while it handled ${whatItHandles(event.node, memory)}`
      : ''
  if (place.when === 'before')
    return `${last ? ` after ${last.text} and` : ''} before line ${place.line} ran`
  return last
    ? ` after ${last.text}, before it could do anything more`
    : ` as soon as line ${place.line} had run`
}

function whatItHandles(node: string, memory: StoryMemory): string {
  const message = memory.handling.get(node)
  const subject = message ? subjectOf(message.payload, memory.lab) : null
  return subject === null ? 'a request' : `${memory.lab.subject.noun} ${subject}`
}

/** What stands and what does not, for the thing the process had in hand. */
function consequence(node: string, memory: StoryMemory): string {
  const message = memory.handling.get(node) ?? memory.lastReturn.get(node)?.message
  const subject = message ? subjectOf(message.payload, memory.lab) : null
  if (!message || subject === null) return ''
  const thing = `${capital(memory.lab.subject.noun)} ${subject}`
  const stored = memory.stored.has(subject)
  const announced = memory.told.has(subject)
  if (message.purpose === 'deliver')
    return ` It had not recorded that it was done with ${memory.lab.subject.noun} ${subject}.`
  if (stored && !announced) return ` ${thing} is stored. Nobody has been told yet.`
  if (announced && !stored) return ` ${thing} is announced. It is stored nowhere.`
  if (announced && stored && message.purpose === 'produce') return ' It had not recorded that.'
  return stored ? '' : ` Nothing of ${memory.lab.subject.noun} ${subject} is stored.`
}

function tellBoot(event: TraceEventOf<'boot'>, memory: StoryMemory): Sentence | null {
  if (event.incarnation === 1) return null
  const kind = memory.kindOf(event.node)
  const what =
    kind === 'postgres'
      ? 'It holds what was committed.'
      : kind === 'broker'
        ? 'Its log holds what had been replicated.'
        : `Nothing that boot ${event.incarnation - 1} had in memory is left.`
  return {
    importance: 'step',
    text: `${event.node} is up again, boot ${event.incarnation}. ${what}`,
    emphasis: `${event.node} is up again`,
  }
}

function tellLost(event: TraceEventOf<'lost'>, memory: StoryMemory): Sentence | null {
  const message = memory.messages.byNumber(event.message)
  if (!message || message.poll) return null
  const name = nameOf(message, memory)
  switch (event.reason) {
    case 'cut':
      return {
        importance: 'step',
        text: `${capital(name)} did not pass: the link from ${message.from} to ${message.to} is cut.`,
        emphasis: 'did not pass',
      }
    case 'drop':
      return {
        importance: 'fault',
        text: `${capital(name)} was lost between ${message.from} and ${message.to}. ${message.from} does not know.`,
        emphasis: 'was lost',
      }
    case 'down':
      return { importance: 'step', text: `${message.to} is down, so ${name} found nobody there.` }
    case 'gone':
      return {
        importance: 'detail',
        text: `An answer from ${message.from} came for a ${message.to} that is no more.`,
      }
  }
}

function nameOf(message: TracedMessage, memory: StoryMemory): string {
  const subject = message.payload.type === 'record' ? subjectOf(message.payload, memory.lab) : null
  if (subject !== null) return `${memory.lab.subject.noun} ${subject}`
  if (message.payload.type === 'http-reply') return `the answer ${message.label}`
  return (
    messageLabel(message, memory.lab)?.full ??
    (message.replyTo === null ? message.label : 'an answer')
  )
}

function tellLink(event: TraceEventOf<'fault'>): Sentence | null {
  const { from, to } = event
  if (from === null || to === null) return null
  const begins = event.edge === 'begin'
  const link = event.text.includes('<->') ? `between ${from} and ${to}` : `from ${from} to ${to}`
  switch (event.fault) {
    case 'cut':
      return begins
        ? {
            importance: 'fault',
            text: `The link ${link} is cut. Nothing passes, and nobody is told.`,
            emphasis: 'is cut',
          }
        : {
            importance: 'fault',
            text: `The link ${link} passes messages again.`,
            emphasis: 'passes messages again',
          }
    case 'lag':
      return begins
        ? {
            importance: 'fault',
            text: `Messages ${link} take ${duration(event.text)} longer from now on.`,
            emphasis: `${duration(event.text)} longer`,
          }
        : { importance: 'fault', text: `Messages ${link} are as quick as before.` }
    case 'delay':
      return {
        importance: 'fault',
        text: `The next message ${link} is held back for ${duration(event.text)}.`,
        emphasis: 'held back',
      }
    case 'duplicate':
      return {
        importance: 'fault',
        text: `The next message ${link} travels twice.`,
        emphasis: 'twice',
      }
    default:
      return null
  }
}

/** A fault's text is the schedule's own: `lag broker->payments by 40ms`. */
function duration(text: string): string {
  const match = /\bby (\d+(?:\.\d+)?)(ms|s)\b/.exec(text)
  return match ? `${match[1]} ${match[2]}` : 'a while'
}
