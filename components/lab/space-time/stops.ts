/** The moments of each lane that the keyboard stops at, in order, with a sentence for each. */
import type { Microseconds } from '@/simulations/kernel/time'
import { formatMs } from '@/simulations/kernel/time'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { messagesOf } from '@/simulations/story/messages'
import { messageLabel, type SubjectFinder } from '@/simulations/story/subject'
import { lanePlaces } from '../views/folded-lanes'
import type { Lane } from '../views/lanes'

export interface Stop {
  lane: number
  node: string
  at: Microseconds
  /** Of the event in the trace. */
  index: number
  /** `27.4 ms, sends COMMIT to orders-db`. */
  text: string
}

/** One list for each lane. */
export function stopsOf(
  trace: readonly TraceEvent[],
  lanes: readonly Lane[],
  lab: SubjectFinder,
): Stop[][] {
  const stops: Stop[][] = lanes.map(() => [])
  const places = lanePlaces(lanes)
  const add = (node: string, at: Microseconds, index: number, text: string) => {
    const lane = places.get(node)
    if (lane !== undefined)
      stops[lane]?.push({ lane, node, at, index, text: `${formatMs(at)}, ${node} ${text}` })
  }
  for (const message of messagesOf(trace).all) {
    if (message.poll) continue
    const name = messageLabel(message, lab)?.full ?? 'an answer'
    add(message.from, message.sentAt, message.sentIndex, `sends ${name} to ${message.to}`)
    if (message.endAt === null || message.endIndex === null) continue
    if (message.fate === 'arrived')
      add(message.to, message.endAt, message.endIndex, `receives ${name} from ${message.from}`)
    else if (message.fate === 'cut' || message.fate === 'drop')
      add(
        message.from,
        message.endAt,
        message.endIndex,
        `loses ${name} on its way to ${message.to}`,
      )
  }
  trace.forEach((event, index) => {
    if (event.kind === 'crash')
      add(event.node, event.at, index, event.cause === 'fault' ? 'crashes' : 'stops by itself')
    else if (event.kind === 'boot' && event.incarnation > 1)
      add(event.node, event.at, index, `starts, boot ${event.incarnation}`)
    else if (event.kind === 'pause') add(event.node, event.at, index, 'is paused')
    else if (event.kind === 'resume') add(event.node, event.at, index, 'goes on')
    else if (event.kind === 'transaction' && event.state !== 'open')
      add(event.node, event.at, index, `has ${event.state} a transaction of ${event.by}`)
  })
  for (const lane of stops) lane.sort((a, b) => a.index - b.index)
  return stops
}

/** The stop of a lane nearest to a moment. */
export function nearestStop(stops: readonly Stop[], at: Microseconds): number {
  let best = 0
  stops.forEach((stop, index) => {
    if (Math.abs(stop.at - at) < Math.abs((stops[best]?.at ?? Number.POSITIVE_INFINITY) - at))
      best = index
  })
  return best
}
