/** What faults do to single messages besides losing them: slower, held back, doubled. */
import type { TraceEvent, TraceEventOf } from '@/simulations/kernel/trace-event'
import { type TracedMessage, messagesOf } from '@/simulations/story/messages'

export interface MessageFault {
  message: number
  /** `+40 ms`, `held 12 ms`, `copy`. */
  text: string
  /** The first that this fault touches: the others repeat it. */
  first: boolean
}

export function messageFaults(trace: readonly TraceEvent[]): MessageFault[] {
  const { all } = messagesOf(trace)
  return trace.flatMap((event, index): MessageFault[] => {
    if (event.kind !== 'fault' || event.edge !== 'begin' || event.from === null) return []
    const touched = touchedBy(event, index, trace, all)
    const text = wordsOf(event)
    return text === null
      ? []
      : touched.map(({ number }, order) => ({ message: number, text, first: order === 0 }))
  })
}

type Fault = TraceEventOf<'fault'>

function touchedBy(
  fault: Fault,
  index: number,
  trace: readonly TraceEvent[],
  all: readonly TracedMessage[],
): TracedMessage[] {
  const onLink = all.filter((message) => message.from === fault.from && message.to === fault.to)
  switch (fault.fault) {
    case 'lag': {
      const both = fault.text.includes('<->')
      const end = trace.findIndex(
        (event, place) =>
          place > index &&
          event.kind === 'fault' &&
          event.edge === 'end' &&
          event.text === fault.text,
      )
      return all.filter(
        (message) =>
          !message.poll &&
          message.sentIndex > index &&
          (end === -1 || message.sentIndex < end) &&
          ((message.from === fault.from && message.to === fault.to) ||
            (both && message.from === fault.to && message.to === fault.from)),
      )
    }
    case 'delay': {
      const held = onLink.find((message) => message.sentAt === fault.at && message.copyOf === null)
      return held ? [held] : []
    }
    case 'duplicate': {
      const copy = onLink.find((message) => message.copyOf !== null && message.sentAt >= fault.at)
      return copy ? [copy] : []
    }
    default:
      return []
  }
}

function wordsOf({ fault, text }: Fault): string | null {
  if (fault === 'duplicate') return 'copy'
  const duration = durationIn(text)
  if (fault === 'lag') return `+${duration ?? ''}`
  return fault === 'delay' ? `held ${duration ?? ''}` : null
}

/** How long, as a schedule has it: `40 ms` of `lag orders->broker by 40ms`. */
export function durationIn(text: string): string | null {
  return /\bby (\S+)/.exec(text)?.[1]?.replace(/(\d)(m?s)$/, '$1 $2') ?? null
}
