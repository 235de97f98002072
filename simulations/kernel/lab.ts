/** What a lab is: topology, variants, actions, promises and the runs it features. Data and pure functions only. */
import type { FaultKind } from '../schedule/fault-kind'
import type { Interleaving } from './interleaving'
import type { Invariant } from './invariant'
import type { RandomStream } from './random'
import type { Microseconds } from './time'
import type { Json, TraceEvent } from './trace-event'

export type NodeKind = 'client' | 'service' | 'postgres' | 'broker' | 'redis' | 'provider'

export interface NodeDefinition {
  id: string
  kind: NodeKind
  /** Shown under the name where the name does not say it: "the customers". */
  description?: string
  /** For a Postgres: how many connections it takes, as `max_connections`; without it, as many as come. */
  connections?: number
  /** For a store: the service that owns it. Its lane is drawn under that service's. */
  owner?: string
  /** Place on the map, in cells of the lab's grid: column, row. */
  position: { column: number; row: number }
}

export interface LinkDefinition {
  from: string
  to: string
}

export interface ServiceDefinition {
  node: string
  /** Source files relative to the lab's folder; the first is the entry. A file is shown and named by its last segment. */
  files: string[]
  /** The Postgres node its `db` talks to. */
  database?: string
  /** Connections in its pool. */
  poolSize?: number
  /** How long its pool waits for the answer to one statement: 500 ms unless it says otherwise. */
  statementTimeoutMs?: number
  /** The broker node its `kafka` talks to. */
  broker?: string
  /** What it reads as `process.env`: how an instance is told which of several it is. */
  environment?: Readonly<Record<string, string>>
}

export interface TopicDefinition {
  name: string
  partitions: number
}

export type { FaultKind }

export interface FaultModel {
  kinds: FaultKind[]
  /** Faults in one schedule at most. */
  mostAtOnce: number
}

export interface VariantDefinition {
  id: string
  title: string
  /** One sentence: what it does differently. */
  summary: string
  /** What a reader is asked to do with it, where it is not the lab's own goal. */
  goal?: string
  promises: string[]
  breaks: string[]
  faultModel: FaultModel
  /** Nodes (`relay`) and links (`orders->broker`) of the lab that this variant leaves out. */
  without: string[]
  services: ServiceDefinition[]
  /** For each Postgres node: its schema file, relative to the lab's folder. */
  schemas: Record<string, string>
  /** Nobody directs it: what an instance has done is put together from what the services announce. */
  sagaLog?: SagaLogRows
  /** Stands in no choice of variants: a challenge starts from it. */
  exercise?: true
}

export interface ActionParameter {
  id: string
  title: string
  default: string
  /** Checks a value from a schedule; returns what is wrong with it, or `null`. */
  check?: (value: string) => string | null
}

export interface ActionContext {
  /** How many times this action was done before in this run. */
  ordinal: number
  arguments: Record<string, string>
}

export type ActionEffect = {
  kind: 'request'
  from: string
  to: string
  method: string
  path: string
  body: Json
  /** How long the client waits for its answer: 500 ms unless it says otherwise. */
  timeoutMs?: number
  /** After this long without an answer the client says in its log that it still waits. */
  remarkAfterMs?: number
}

export interface ActionDefinition {
  id: string
  title: string
  /** The client node that does it. */
  node: string
  parameters: ActionParameter[]
  perform(context: ActionContext): ActionEffect
}

export interface WorkloadItem {
  action: string
  arguments: Record<string, string>
  at: Microseconds
}

/** Where a lab keeps the state of a machine's instances: one row for each. */
export interface MachineRows {
  /** Id of the machine, as its code names it. */
  machine: string
  /** What an instance is about: `order`. */
  noun: string
  database: string
  table: string
  /** Columns of that table: the instance's state, and the event that brought it there. */
  stateColumn: string
  eventColumn: string
  /** In their order: what can have to be undone. */
  steps: MachineStep[]
  /** For an instance that waits for a person. */
  byHand?: HandActions
}

/** What a person can do for an instance, as actions of the lab. */
export interface HandActions {
  actions: string[]
  /** The parameter of those actions that takes the instance's key. */
  argument: string
}

/** Where a service without a director writes down what it hears of each instance: one row for each message. */
export interface SagaLogRows {
  /** What an instance is about: `order`. */
  noun: string
  /** The service that keeps the log, whatever its instances are called: `orders`. */
  keeper: string
  database: string
  table: string
  /** Column of that table with the message that was heard: its header `id`. */
  messageColumn: string
  /** What can be announced about an instance, the usual way first. */
  announcements: Announcement[]
  byHand?: HandActions
}

export interface Announcement {
  /** Its type: `StockReserved`. */
  type: string
  by: string
  /** The services that do something about it. */
  actors: string[]
  /** One of these comes next, the usual one first. */
  next: string[]
  /** What it means for the whole: from here on it walks back, waits for a person, or has ended. */
  turn?: 'back' | 'person' | 'end'
}

/** A step of a machine, by the events that answer it. */
export interface MachineStep {
  /** `reserve`. */
  name: string
  /** The state that waits for its answer. */
  state: string
  done: string
  refused: string | null
  /** `null` where it is never undone. */
  undo: {
    name: string
    state: string
    done: string
    refused: string | null
    /** Where a person can do it in its place: the event that says so, and what it means for the step. */
    byHand?: { event: string; words: string }
  } | null
}

/** Replayed by the lab's tests, and listed on its page. */
export interface FeaturedRun {
  /** What happens to the services. Never what comes of it: a question on the page may ask that. */
  title: string
  variant: string
  seed: number
  faults: string
  violates: string[]
}

export interface LabDefinition {
  id: string
  chapter: string
  title: string
  /** What a reader is asked to do first. */
  goal: string
  /** Said when an invariant has been broken, by its id. */
  goalReached: Record<string, string>
  /** What the lab's runs are about, and how to recognise it in a message or a row. */
  subject: {
    noun: string
    find(text: string): string | null
    /** A record is named by its type, as its header has it, and not by its topic. */
    recordsByType?: true
  }
  nodes: NodeDefinition[]
  links: LinkDefinition[]
  topics: TopicDefinition[]
  actions: ActionDefinition[]
  /** The default `do` items, at times drawn from the seed. */
  workload(random: RandomStream): WorkloadItem[]
  invariants: Invariant[]
  /**
   * Judged in every run as invariants are, but not part of its trace and shown nowhere by themselves: what a challenge asks
   * of a repair beyond the promises. Every variant passes them under its fault model.
   */
  audits?: Invariant[]
  variants: VariantDefinition[]
  featured: FeaturedRun[]
  /** Machines whose instances can be watched. */
  machines?: MachineRows[]
  /** The variant to switch to when one has been broken. */
  remedy: Record<string, string>
  /** Its transactions hold locks across something that takes time: the page shows who holds them, and who waits. */
  holdsLocks?: true
  /** It is about how far one team's trouble reaches: the page counts each team's requests and its connections. */
  showsTeams?: true
  /** It is about orders of steps: the page shows two sagas side by side, and every order of their steps. */
  interleaving?: Interleaving
  /** The lab's own sentence for an event, `null` for the general one, an empty one for none. */
  tell?(event: TraceEvent, trace: readonly TraceEvent[], index: number): string | null
}

/** A lab's source texts by path relative to its folder. */
export type LabSources = Record<string, string>

export interface Recipe {
  lab: string
  variant: string
  seed: number
  /** Schedule text. Without a `do` item the lab's default workload runs. */
  schedule: string
  /** Changed source texts by path relative to the lab's folder. */
  edits?: LabSources
}

/** The variants that a reader chooses from: an exercise only while it is the one that runs. */
export function choiceOfVariants(
  lab: Pick<LabDefinition, 'variants'>,
  current: string | null = null,
): VariantDefinition[] {
  return lab.variants.filter((variant) => !variant.exercise || variant.id === current)
}

/** Clients, providers and what belongs to a provider: they never fail, and nobody here can make them. */
export function isOutside(lab: Pick<LabDefinition, 'nodes'>, id: string): boolean {
  const node = lab.nodes.find((candidate) => candidate.id === id)
  if (!node) return false
  if (node.kind === 'client' || node.kind === 'provider') return true
  return node.owner !== undefined && isOutside(lab, node.owner)
}

/** The last segment of a path: how readers, schedules and traces name a file. */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
