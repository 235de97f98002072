/** What happens on each link of the map at a playhead: messages under way, cuts, lags, and what was lost or never sent. */
import type { LabDefinition } from '@/simulations/kernel/lab'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { messagesOf } from '@/simulations/story/messages'
import { messageLabel } from '@/simulations/story/subject'
import type { LinkPath } from './map-layout'
import { durationIn } from './message-faults'
import type { Playhead } from './playhead'
import { type MissingWords, missingInWords, vanishedAt } from './missing-messages'
import type { RunMarks } from './run-marks'

export interface Travelling {
  message: number
  /** Share of the link behind it, from its `from` to its `to`. */
  share: number
  label: string | null
  /** What is left of the label where there is no room. */
  short: string
  ink: 'flight' | 'doubt'
  reply: boolean
  /** It goes against the direction of the calls. */
  back: boolean
}

export interface LinkState {
  travelling: readonly Travelling[]
  cut: boolean
  lag: string | null
  /** What was lost on it or never sent over it. */
  missing: MissingWords | null
  /** For the text twin: `up`, `cut`, `1 message in flight`. */
  words: string
}

/** How long the cross of a message that vanished is shown. */
const crossUs = 4_000

export function linkStates(
  links: readonly LinkPath[],
  trace: readonly TraceEvent[],
  marks: RunMarks,
  playhead: Playhead,
  lab: Pick<LabDefinition, 'subject'>,
): Map<string, LinkState> {
  const states = new Map<string, LinkState>()
  const { all } = messagesOf(trace)
  for (const link of links) {
    const mine = all.filter(
      (message) =>
        !message.poll &&
        ((message.from === link.from && message.to === link.to) ||
          (message.from === link.to && message.to === link.from)),
    )
    const travelling = mine
      .filter(
        (message) =>
          message.sentIndex < playhead.index &&
          (message.endIndex === null || message.endIndex >= playhead.index),
      )
      .map((message): Travelling => {
        const whole = (message.endAt ?? message.sentAt + 1_000) - message.sentAt
        const share =
          whole <= 0 ? 0 : Math.max(0, Math.min(1, (playhead.at - message.sentAt) / whole))
        const doubt = message.payload.type === 'error' && !message.payload.definite
        return {
          message: message.number,
          share: message.from === link.from ? share : 1 - share,
          label: message.purpose === 'join' ? null : (messageLabel(message, lab)?.full ?? null),
          short: messageLabel(message, lab)?.short ?? '',
          ink: doubt ? 'doubt' : 'flight',
          reply: message.replyTo !== null,
          back: message.from !== link.from,
        }
      })
    const cut = marks.cuts.some(
      (span) =>
        touches(link, span.from, span.to) && span.start <= playhead.at && playhead.at < span.end,
    )
    const judged = marks.missing.filter(
      (message) => touches(link, message.from, message.to) && message.judgedIndex < playhead.index,
    )
    const lost = mine.find(
      (message) =>
        (message.fate === 'cut' || message.fate === 'drop') &&
        (message.endIndex ?? 0) < playhead.index &&
        playhead.at - vanishedAt(message) < crossUs,
    )
    const missing =
      missingInWords(judged) ??
      (lost ? { who: messageLabel(lost, lab)?.short ?? 'answer', fate: 'lost' } : null)
    const lag = lagOn(link, trace, playhead)
    states.set(link.id, {
      travelling,
      cut,
      lag,
      missing,
      words: words({ travelling, cut, lag, missing }),
    })
  }
  return states
}

function touches(link: LinkPath, from: string, to: string): boolean {
  return (link.from === from && link.to === to) || (link.from === to && link.to === from)
}

function lagOn(link: LinkPath, trace: readonly TraceEvent[], playhead: Playhead): string | null {
  let lag: string | null = null
  for (const event of trace.slice(0, playhead.index)) {
    if (
      event.kind !== 'fault' ||
      event.fault !== 'lag' ||
      event.from === null ||
      event.to === null ||
      !touches(link, event.from, event.to)
    )
      continue
    lag = event.edge === 'begin' ? (durationIn(event.text) ?? 'slow') : null
  }
  return lag
}

function words(state: Omit<LinkState, 'words'>): string {
  const parts = [state.cut ? 'cut' : 'up']
  if (state.lag !== null) parts.push(`${state.lag} slower`)
  if (state.travelling.length > 0)
    parts.push(
      `${state.travelling.length} in flight: ${state.travelling.map((message) => message.label ?? 'an answer').join(', ')}`,
    )
  if (state.missing !== null) parts.push(`${state.missing.who} ${state.missing.fate}`)
  return parts.join(', ')
}
