/** What can be done to a node, a link or a message at the playhead, and the schedule item that would do it. */
import type { LabDefinition, NodeDefinition } from '@/simulations/kernel/lab'
import { type Microseconds, millisecond } from '@/simulations/kernel/time'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import type { LinkName, ScheduleItem } from '@/simulations/schedule/schedule'
import { messagesOf } from '@/simulations/story/messages'
import { messageLabel } from '@/simulations/story/subject'
import { momentOfHand } from '../session/injection'
import type { FaultTarget } from '../canvas/flow-types'
import type { Playhead } from '../views/playhead'

/** Also the key that does it while the menu is open. `1` and `W` cut one way; the last three belong to lines of code. */
export type FaultLetter =
  | 'K'
  | 'N'
  | 'P'
  | 'C'
  | '1'
  | 'W'
  | 'L'
  | 'D'
  | '2'
  | 'H'
  | 'B'
  | 'A'
  | 'T'

export interface FaultOption {
  letter: FaultLetter
  label: string
  detail: string
  /** `null` where it cannot apply; `detail` says why. */
  item: ScheduleItem | null
  /** Text of an item that it takes out of the schedule instead. */
  takes?: string
  /** A length of time that the reader may change. */
  lengthUs: Microseconds | null
  /** Which time of several is meant, where the reader may choose; `most` of them are known. */
  nth?: { value: number; most: number } | null
}

export interface FaultScene {
  lab: LabDefinition
  trace: readonly TraceEvent[]
  playhead: Playhead
}

/** Numbers that the reader has changed, by letter: lengths of time, and of lines which time is meant. */
export type FaultLengths = Partial<Record<FaultLetter, number>>

const nowhere = { start: 0, end: 0 }
const usual: Record<'K' | 'P' | 'L' | 'H', Microseconds> = {
  K: 20 * millisecond,
  P: 40 * millisecond,
  L: 40 * millisecond,
  H: 40 * millisecond,
}

export function targetTitle(target: FaultTarget, scene: FaultScene): string {
  switch (target.kind) {
    case 'node':
      return target.node
    case 'link':
      return `${target.from} → ${target.to}`
    case 'message': {
      const message = messagesOf(scene.trace).byNumber(target.message)
      const label = message ? (messageLabel(message, scene.lab)?.full ?? message.label) : 'message'
      return `${label}, ${message?.from ?? target.from} → ${message?.to ?? target.to}`
    }
  }
}

export function faultOptions(
  target: FaultTarget,
  scene: FaultScene,
  lengths: FaultLengths = {},
): FaultOption[] {
  switch (target.kind) {
    case 'node':
      return nodeOptions(target.node, scene, lengths)
    case 'link':
      return linkOptions(target, scene, lengths)
    case 'message':
      return messageOptions(target, scene, lengths)
  }
}

function nodeOptions(id: string, scene: FaultScene, lengths: FaultLengths): FaultOption[] {
  const node = scene.lab.nodes.find((candidate) => candidate.id === id)
  if (!node) return []
  const at = momentOfHand(scene.trace, scene.playhead)
  const why = crashless(node) ?? (isDown(scene, id) ? `${id} is down already` : null)
  const restartUs = lengths.K ?? usual.K
  const pauseUs = lengths.P ?? usual.P
  const moment = { kind: 'time' as const, at }
  return [
    {
      letter: 'K',
      label: 'Crash now, restart after',
      detail: why ?? lossOf(node),
      item: why
        ? null
        : {
            kind: 'crash',
            node: id,
            moment,
            restart:
              restartUs === usual.K ? { kind: 'default' } : { kind: 'after', delayUs: restartUs },
            span: nowhere,
          },
      lengthUs: restartUs,
    },
    {
      letter: 'N',
      label: 'Crash now, no restart',
      detail: why ?? 'it stays down to the end of the run',
      item: why
        ? null
        : { kind: 'crash', node: id, moment, restart: { kind: 'never' }, span: nowhere },
      lengthUs: null,
    },
    {
      letter: 'P',
      label: 'Pause for',
      detail: why ?? 'it stands still and does not know',
      item: why ? null : { kind: 'pause', node: id, at, forUs: pauseUs, span: nowhere },
      lengthUs: pauseUs,
    },
  ]
}

/** What has left stays as it left: these say what becomes of it. The rest is done to its link, from here on. */
function messageOptions(
  target: Extract<FaultTarget, { kind: 'message' }>,
  scene: FaultScene,
  lengths: FaultLengths,
): FaultOption[] {
  const message = messagesOf(scene.trace).byNumber(target.message)
  // Those do not count as messages of the schedule.
  if (!message || message.purpose === 'join' || message.copyOf !== null)
    return linkOptions(target, scene, lengths)
  const { from, to, sentIndex } = message
  const playhead = { at: message.sentAt, index: sentIndex }
  return linkOptions({ from, to }, scene, lengths, {
    nth: sentBefore({ ...scene, playhead }, { from, to }) + 1,
    which: 'this message',
  })
}

/** @param single the message that single faults mean; without it the next that is sent */
function linkOptions(
  link: { from: string; to: string },
  scene: FaultScene,
  lengths: FaultLengths,
  single?: { nth: number; which: string },
): FaultOption[] {
  const at = momentOfHand(scene.trace, scene.playhead)
  const name = { from: link.from, to: link.to, both: false }
  const kinds = new Map(scene.lab.nodes.map((node) => [node.id, node.kind]))
  const toBroker = kinds.get(link.from) === 'broker' || kinds.get(link.to) === 'broker'
  const why = toBroker ? null : 'a connection keeps its messages: cut it or slow it'
  const nth = single?.nth ?? sentBefore(scene, link) + 1
  const which = single?.which ?? 'the next message'
  const lagUs = lengths.L ?? usual.L
  const holdUs = lengths.H ?? usual.H
  return [
    {
      letter: 'C',
      label: 'Cut both ways',
      detail: 'nothing passes until it heals',
      item: cut({ ...name, both: true }, at),
      lengthUs: null,
    },
    {
      letter: '1',
      label: `Cut ${link.from} → ${link.to} only`,
      detail: `what ${link.to} sends still arrives`,
      item: cut(name, at),
      lengthUs: null,
    },
    {
      letter: 'W',
      label: `Cut ${link.to} → ${link.from} only`,
      detail: `${link.to} hears, and its answers are lost`,
      item: cut({ from: link.to, to: link.from, both: false }, at),
      lengthUs: null,
    },
    {
      letter: 'L',
      label: 'Add lag',
      detail: 'every message from now on arrives late',
      item: { kind: 'lag', link: name, byUs: lagUs, from: at, to: null, span: nowhere },
      lengthUs: lagUs,
    },
    {
      letter: 'D',
      label: `Drop ${which}`,
      detail: why ?? 'the sender is not told',
      item: why ? null : { kind: 'drop', link: name, nth, span: nowhere },
      lengthUs: null,
    },
    {
      letter: '2',
      label: `Deliver ${which} twice`,
      detail: why ?? 'the copy follows 5 ms later',
      item: why ? null : { kind: 'duplicate', link: name, nth, byUs: null, span: nowhere },
      lengthUs: null,
    },
    {
      letter: 'H',
      label: `Hold ${which} back`,
      detail: why ?? 'what follows it in its partition waits too',
      item: why ? null : { kind: 'delay', link: name, nth, byUs: holdUs, span: nowhere },
      lengthUs: holdUs,
    },
  ]
}

function cut(link: LinkName, from: Microseconds): ScheduleItem {
  return { kind: 'cut', link, from, to: null, span: nowhere }
}

function crashless(node: NodeDefinition): string | null {
  switch (node.kind) {
    case 'client':
      return `${node.id} is ${node.description ?? 'outside the system'}: they never crash`
    case 'provider':
      return `${node.id} is outside the system: it never crashes`
    default:
      return null
  }
}

/** What a crash of it takes with it, as its engine has it. */
function lossOf({ kind }: NodeDefinition): string {
  switch (kind) {
    case 'postgres':
      return 'what was committed stays, open transactions do not'
    case 'broker':
      return 'a replica takes over, without what had not reached it'
    default:
      return 'what it held in memory is gone'
  }
}

function isDown({ trace, playhead }: FaultScene, node: string): boolean {
  for (let index = playhead.index - 1; index >= 0; index--) {
    const event = trace[index]
    if (event?.kind === 'boot' && event.node === node) return false
    if (event?.kind === 'crash' && event.node === node) return true
  }
  return false
}

/** Messages in that direction so far, counted as the schedule counts them: without a group's upkeep and without copies. */
function sentBefore(
  { trace, playhead }: FaultScene,
  { from, to }: { from: string; to: string },
): number {
  return trace
    .slice(0, playhead.index)
    .filter(
      (event) =>
        event.kind === 'send' &&
        event.from === from &&
        event.to === to &&
        event.purpose !== 'join' &&
        event.copyOf === null,
    ).length
}
