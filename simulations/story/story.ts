/** The same run as plain sentences in order: the caption of each moment, and what a screen reader gets. */
import type { LabDefinition } from '../kernel/lab'
import type { Microseconds } from '../kernel/time'
import type { TraceEvent } from '../kernel/trace-event'
import { StoryMemory } from './story-memory'
import { tellData } from './tell-data'
import { tellEnd, tellViolation } from './tell-end'
import { tellFault } from './tell-fault'

/** `fault`, `violation` and `end` are said aloud while a run plays; `detail` is upkeep that a hurried reader skips. */
export type StoryImportance = 'fault' | 'violation' | 'end' | 'step' | 'detail'

export interface StoryItem {
  /** Of the event in the trace. */
  index: number
  at: Microseconds
  text: string
  /** The part of `text` that is set in bold, where one is. */
  emphasis?: string
  importance: StoryImportance
}

export type Sentence = Omit<StoryItem, 'index' | 'at'>

/**
 * @example storyOf(trace, lab).map((item) => `${formatMs(item.at)}  ${item.text}`)
 */
export function storyOf(trace: readonly TraceEvent[], lab: LabDefinition): StoryItem[] {
  const memory = new StoryMemory(trace, lab)
  const story: StoryItem[] = []
  trace.forEach((event, index) => {
    const own = lab.tell?.(event, trace, index) ?? null
    const general = tell(event, memory, trace, index)
    const sentence =
      own === null ? general : { importance: general?.importance ?? ('step' as const), text: own }
    if (sentence && sentence.text !== '') story.push({ index, at: event.at, ...sentence })
    memory.remember(event)
  })
  return story
}

function tell(
  event: TraceEvent,
  memory: StoryMemory,
  trace: readonly TraceEvent[],
  index: number,
): Sentence | null {
  switch (event.kind) {
    case 'fault':
    case 'boot':
    case 'crash':
    case 'pause':
    case 'resume':
    case 'lost':
      return tellFault(event, memory)
    case 'verdict':
      return tellViolation(event, memory)
    case 'end':
      return tellEnd(event, memory, trace, index)
    default:
      return tellData(event, memory, trace, index)
  }
}
