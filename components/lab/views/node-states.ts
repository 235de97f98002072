/** What each node does at a playhead: up or not, at work on what, holding what. */
import type { LabDefinition, NodeKind } from '@/simulations/kernel/lab'
import type { CodePosition, TraceEvent } from '@/simulations/kernel/trace-event'
import { type Messages, messagesOf } from '@/simulations/story/messages'
import { subjectOf } from '@/simulations/story/subject'
import { Timeline } from './timeline'

export interface NodeState {
  up: boolean
  boots: number
  paused: boolean
  /** Messages it handles. */
  handling: readonly number[]
  /** Requests it waits for an answer to; polls are not counted. */
  asking: readonly number[]
  line: CodePosition | null
  /** A client asked and got no answer. */
  unanswered: boolean
  openTransactions: number
  /** Numbers of prepared transactions that have not ended; a crash leaves them. */
  inDoubt: readonly number[]
  /** What became of rows that its schema has made, which are not counted; `null` where it made none. */
  seeds: 'untouched' | 'changed' | null
  /** Rows by table. */
  rows: Readonly<Record<string, number>>
  /** Those of them that record a refusal: their `state` is `refused`. */
  refused: Readonly<Record<string, number>>
  /** The subject whose own row was stored last. */
  stored: string | null
  /** Appended records by `topic partition`. */
  records: Readonly<Record<string, number>>
  /** Partitions it reads, by `group topic partition`. */
  reads: readonly string[]
}

export interface NodeStates {
  byNode: Readonly<Record<string, NodeState>>
  /** The next offset of each group, by `group topic partition`. */
  positions: Readonly<Record<string, number>>
  /** The run has ended because nothing more can happen: who still waits, waits for what never comes. */
  quiet: boolean
}

const asleep: NodeState = {
  up: false,
  boots: 0,
  paused: false,
  handling: [],
  asking: [],
  line: null,
  unanswered: false,
  openTransactions: 0,
  inDoubt: [],
  seeds: null,
  rows: {},
  refused: {},
  stored: null,
  records: {},
  reads: [],
}

type Lab = Pick<LabDefinition, 'nodes' | 'subject'>

export function nodeTimeline(trace: readonly TraceEvent[], lab: Lab): Timeline<NodeStates> {
  const messages = messagesOf(trace)
  const kinds = new Map(lab.nodes.map((node) => [node.id, node.kind]))
  const start = Object.fromEntries(
    lab.nodes.map((node) => [
      node.id,
      node.kind === 'client' || node.kind === 'provider'
        ? { ...asleep, up: true, boots: 1 }
        : asleep,
    ]),
  )
  return new Timeline<NodeStates>(trace, {
    initial: { byNode: start, positions: {}, quiet: false },
    step: (states, event) => step(states, event, messages, kinds, lab),
  })
}

function step(
  states: NodeStates,
  event: TraceEvent,
  messages: Messages,
  kinds: ReadonlyMap<string, NodeKind>,
  lab: Lab,
): NodeStates {
  const change = (node: string, by: (state: NodeState) => Partial<NodeState>): NodeStates => {
    const state = states.byNode[node]
    return state
      ? { ...states, byNode: { ...states.byNode, [node]: { ...state, ...by(state) } } }
      : states
  }
  switch (event.kind) {
    case 'boot':
      return change(event.node, ({ seeds }) => ({
        up: true,
        boots: event.incarnation,
        paused: false,
        seeds: event.rows ? 'untouched' : seeds,
      }))
    case 'crash':
      return change(event.node, () => ({
        up: false,
        paused: false,
        handling: [],
        asking: [],
        openTransactions: 0,
      }))
    case 'pause':
      return change(event.node, () => ({ paused: true }))
    case 'resume':
      return change(event.node, () => ({ paused: false }))
    case 'line':
      return change(event.node, () => ({ line: { file: event.file, line: event.line } }))
    case 'activity':
      return change(event.node, ({ handling, asking }) => {
        const left =
          event.edge === 'begin'
            ? [...handling, event.message]
            : handling.filter((message) => message !== event.message)
        // Whoever has nothing to handle any more has stopped waiting too: the request timed out.
        return { handling: left, asking: event.edge === 'end' && left.length === 0 ? [] : asking }
      })
    case 'send': {
      const waits =
        event.replyTo === null &&
        event.copyOf === null &&
        (event.purpose === 'http' || event.purpose === 'sql' || event.purpose === 'produce')
      if (!waits || messages.byNumber(event.message)?.poll) return states
      const content = JSON.stringify(event.payload)
      // The same request once more is a retry: nobody waits for the answer to the one before.
      const isRetry = (message: number) => {
        const before = messages.byNumber(message)
        return before?.to === event.to && JSON.stringify(before.payload) === content
      }
      return change(event.from, ({ asking }) => ({
        asking: [...asking.filter((message) => !isRetry(message)), event.message],
      }))
    }
    case 'arrive': {
      const message = messages.byNumber(event.message)
      if (!message || message.replyTo === null) return states
      const { replyTo } = message
      return change(message.to, ({ asking }) => ({
        asking: asking.filter((request) => request !== replyTo),
      }))
    }
    case 'answer':
      // A timeout ends the wait without a message.
      return change(event.node, ({ asking, unanswered }) => ({
        asking: event.outcome === 'timeout' ? asking.slice(1) : asking,
        unanswered: unanswered || event.outcome === 'timeout' || event.outcome === 'reset',
      }))
    case 'transaction': {
      const by =
        event.state === 'open'
          ? 1
          : event.state === 'committed' || event.state === 'rolled-back'
            ? -1
            : 0
      if (event.prepared)
        return change(event.node, ({ inDoubt }) => ({ inDoubt: [...inDoubt, event.transaction] }))
      return by === 0
        ? states
        : change(event.node, ({ openTransactions, inDoubt }) => ({
            openTransactions: Math.max(0, openTransactions + by),
            inDoubt: inDoubt.filter((one) => one !== event.transaction),
          }))
    }
    case 'rows':
      return change(event.node, (state) => {
        const rows = { ...state.rows }
        const refused = { ...state.refused }
        let { stored } = state
        for (const { table, operation, key, before, after } of event.changes) {
          const refusals = Number(after?.state === 'refused') - Number(before?.state === 'refused')
          refused[table] = operation === 'truncate' ? 0 : (refused[table] ?? 0) + refusals
          if (operation === 'truncate') rows[table] = 0
          else if (operation !== 'update')
            rows[table] = (rows[table] ?? 0) + (operation === 'insert' ? 1 : -1)
          if (operation === 'insert' && lab.subject.find(key) === key) stored = key
        }
        return { rows, refused, stored, seeds: state.seeds && 'changed' }
      })
    case 'append':
      return change(event.node, ({ records }) => ({
        records: { ...records, [`${event.topic} ${event.partition}`]: event.offset + 1 },
      }))
    case 'truncate':
      return change(event.node, ({ records }) => ({
        records: { ...records, [`${event.topic} ${event.partition}`]: event.from },
      }))
    case 'offset':
      return {
        ...states,
        positions: {
          ...states.positions,
          [`${event.group} ${event.topic} ${event.partition}`]: event.offset,
        },
      }
    case 'group': {
      const byNode = { ...states.byNode }
      for (const [node, state] of Object.entries(byNode)) {
        if (kinds.get(node) !== 'service') continue
        const kept = state.reads.filter((key) => !key.startsWith(`${event.group} `))
        const given = event.members.find((member) => member.node === node)?.partitions ?? []
        byNode[node] = {
          ...state,
          reads: [
            ...kept,
            ...given.map((partition) => `${event.group} ${partition.replace(/-(\d+)$/, ' $1')}`),
          ],
        }
      }
      return { ...states, byNode }
    }
    case 'end':
      return { ...states, quiet: event.outcome !== 'bound' }
    default:
      return states
  }
}

/** Messages a node has still to read, or `null` where it reads none. */
export function lagOf(states: NodeStates, node: string): number | null {
  const reads = states.byNode[node]?.reads ?? []
  if (reads.length === 0) return null
  const records = Object.assign(
    {},
    ...Object.values(states.byNode).map((state) => state.records),
  ) as Record<string, number>
  return reads.reduce(
    (lag, key) =>
      lag +
      Math.max(0, (records[key.slice(key.indexOf(' ') + 1)] ?? 0) - (states.positions[key] ?? 0)),
    0,
  )
}

export function subjectBeingAsked(
  state: NodeState,
  messages: Messages,
  lab: Pick<LabDefinition, 'subject'>,
): string | null {
  const message = messages.byNumber(state.asking.at(-1) ?? state.handling.at(-1) ?? -1)
  return message ? subjectOf(message.payload, lab) : null
}
