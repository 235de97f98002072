/** A node's state in a few words: what stands under its name on the map, and what a screen reader is told. */
import type { LabDefinition, NodeKind } from '@/simulations/kernel/lab'
import type { Messages } from '@/simulations/story/messages'
import { messageLabel } from '@/simulations/story/subject'
import { lagOf, type NodeState, type NodeStates, subjectBeingAsked } from './node-states'

export type NodeLook = 'up' | 'crashed' | 'paused' | 'absent'

export interface NodeWords {
  /** The first that fits is drawn; the first is read aloud. */
  texts: readonly string[]
  ink: 'ink-2' | 'hand' | 'doubt' | 'commit'
  look: NodeLook
}

/** Step comments of a file with the lines of their statements, in the order of the lines. */
export type Steps = Readonly<Record<string, readonly { label: string; line: number }[]>>

export function nodeWords(
  node: { id: string; kind: NodeKind },
  states: NodeStates,
  messages: Messages,
  lab: Pick<LabDefinition, 'subject'>,
  steps: Steps = {},
): NodeWords {
  const state = states.byNode[node.id]
  // Stores stood before the run began; their first event says so at 0 ms.
  const isStore = node.kind === 'postgres' || node.kind === 'broker' || node.kind === 'redis'
  if (!state || (state.boots === 0 && !state.up && !isStore))
    return { texts: ['not started'], ink: 'ink-2', look: 'absent' }
  if (!state.up && state.boots > 0) return { texts: ['crashed'], ink: 'hand', look: 'crashed' }
  if (state.paused) return { texts: ['paused'], ink: 'hand', look: 'paused' }
  switch (node.kind) {
    case 'client':
    case 'provider':
      return client(state, messages, lab)
    case 'service':
      return service(node.id, states, messages, lab, steps)
    case 'postgres':
    case 'redis':
      return store(state, lab)
    case 'broker':
      return up([
        `${count(
          Object.values(state.records).reduce((sum, length) => sum + length, 0),
          'message',
        )}`,
      ])
  }
}

function client(
  state: NodeState,
  messages: Messages,
  lab: Pick<LabDefinition, 'subject'>,
): NodeWords {
  if (state.asking.length > 1) return up([`waiting for ${state.asking.length}`])
  if (state.asking.length === 1) {
    const subject = subjectBeingAsked(state, messages, lab) ?? 'an answer'
    return up([`waiting for ${subject}`, `waits for ${subject}`, `waits: ${subject}`])
  }
  return state.unanswered ? { texts: ['got no answer'], ink: 'doubt', look: 'up' } : up(['idle'])
}

function service(
  id: string,
  states: NodeStates,
  messages: Messages,
  lab: Pick<LabDefinition, 'subject'>,
  steps: Steps,
): NodeWords {
  const state = states.byNode[id]
  if (state && (state.handling.length > 0 || state.asking.length > 0))
    return states.quiet ? waiting(state, messages, lab) : up(running(state, steps))
  const lag = lagOf(states, id)
  const boot = state && state.boots > 1 ? [`boot ${state.boots}`] : []
  const words = [...boot, 'idle', ...(lag === null ? [] : [`lag ${lag}`])]
  return up([words.join(', '), words.filter((word) => word !== 'idle').join(', ') || 'idle'])
}

/** Nothing happens any more, and this one has not finished: what it waits for never comes. */
function waiting(
  { asking, line }: NodeState,
  messages: Messages,
  lab: Pick<LabDefinition, 'subject'>,
): NodeWords {
  const request = messages.byNumber(asking.at(-1) ?? -1)
  const texts = request
    ? [
        `waits for ${request.to}: ${messageLabel(request, lab)?.full ?? request.label}`,
        `waits for ${request.to}`,
      ]
    : [line ? `stands at line ${line.line}` : 'not finished']
  return { texts, ink: 'doubt', look: 'up' }
}

function running({ line }: NodeState, steps: Steps): string[] {
  if (!line) return ['running']
  const step = steps[line.file]?.filter((candidate) => candidate.line <= line.line).at(-1)
  const byLine = `running, line ${line.line}`
  return step ? [`running ${step.label}`, step.label, byLine] : [byLine]
}

function store(state: NodeState, lab: Pick<LabDefinition, 'subject'>): NodeWords {
  const boot = state.boots > 1 ? `boot ${state.boots}, ` : ''
  const doubtful = state.inDoubt.length
  if (doubtful > 0)
    return {
      texts: [`${boot}${doubtful} in doubt`, `${doubtful} in doubt`],
      ink: 'doubt',
      look: 'up',
    }
  if (state.stored !== null)
    return {
      texts: [`${boot}${state.stored} stored`, `${state.stored} stored`, state.stored],
      ink: 'commit',
      look: 'up',
    }
  if (state.openTransactions > 0) return up(['transaction open', 'open'])
  const tables = Object.entries(state.rows).filter(
    ([table, rows]) => rows > 0 && table !== 'inbox' && lab.subject.noun !== '',
  )
  const [first] = tables
  const none =
    state.seeds === null
      ? 'no rows'
      : state.seeds === 'untouched'
        ? 'as at the start'
        : 'rows changed'
  if (!first) return up([`${boot}${none}`])
  const [table, rows] = first
  const refused = state.refused[table] ?? 0
  const done = refused === rows ? [] : [count(rows - refused, table.replace(/s$/, ''))]
  const words = [...done, ...(refused > 0 ? [`${refused} refused`] : [])]
  const short = done.length > 0 && refused > 0 ? [`${rows - refused} + ${refused} refused`] : []
  return up([`${boot}${words.join(', ')}`, words.join(', '), ...short, words[0] ?? none])
}

function up(texts: readonly string[]): NodeWords {
  return { texts, ink: 'ink-2', look: 'up' }
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
