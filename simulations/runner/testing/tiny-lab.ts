/**
 * A lab in a few lines, for tests that read like stories: services as inline text, one database, one broker, one client.
 *
 * @example
 * const run = await play({ services: { a: `export async function start() { log.info('up') }` } })
 * run.logs // ['a up']
 */
import type { Invariant } from '../../kernel/invariant'
import type { LabDefinition, LabSources, NodeDefinition } from '../../kernel/lab'
import type { Bounds } from '../../kernel/bounds'
import { type Microseconds, millisecond } from '../../kernel/time'
import type { TraceEvent, TraceEventOf } from '../../kernel/trace-event'
import { loadNodeAssets } from '../node/node-assets'
import { type RunResult, runRecipe } from '../run-recipe'
import { type Stage, setStage } from '../stage'
import { createWorld, type LabBundle, type World } from '../world'

export interface TinyLab {
  /** Source text by node; what it uses of "faultline" is imported for it on its first line. */
  services: Record<string, string>
  /** Schema of the node `db`; without one there is no database. */
  schema?: string
  poolSize?: number
  /** That the node `db` takes; without it, as many as come. */
  connections?: number
  /** Partitions by topic of the node `broker`; without any there is no broker. */
  topics?: Record<string, number>
  invariants?: Invariant[]
  /** Requests of the node `client`: `POST a/orders` at a time. */
  requests?: { at: Microseconds; to: string; path: string; body?: string }[]
  schedule?: string
  seed?: number
  edits?: LabSources
  bounds?: Bounds
}

export interface Played extends RunResult {
  /** What services logged, with their node: `a done`. */
  logs: string[]
  /** The same with the time in milliseconds in front: `12.3 a done`. */
  timedLogs: string[]
}

const names = ['db', 'http', 'kafka', 'log', 'randomUUID', 'sleep']

let world: Promise<World> | null = null

/** One world for each test file: databases are booted once. */
export function testWorld(): Promise<World> {
  world ??= loadNodeAssets().then((assets) => createWorld(assets, { host: 'function' }))
  return world
}

export async function play(lab: TinyLab): Promise<Played> {
  const result = await runRecipe(
    await testWorld(),
    tinyBundle(lab),
    recipeOf(lab),
    lab.bounds ? { bounds: lab.bounds } : {},
  )
  const logs = eventsOf(result.trace, 'log')
  return {
    ...result,
    logs: logs.map((event) => `${event.node} ${event.text}`),
    timedLogs: logs.map((event) => `${event.at / millisecond} ${event.node} ${event.text}`),
  }
}

/** Plays up to a moment and hands over the stage as it is then. */
export async function playUntil<T>(
  lab: TinyLab,
  stopAt: Microseconds,
  look: (stage: Stage) => T,
): Promise<T> {
  const stage = await setStage(await testWorld(), tinyBundle(lab), recipeOf(lab))
  try {
    await stage.simulation.run({ stopAt })
    return look(stage)
  } finally {
    stage.strike()
  }
}

export function eventsOf<K extends TraceEvent['kind']>(
  trace: readonly TraceEvent[],
  kind: K,
): TraceEventOf<K>[] {
  return trace.filter((event): event is TraceEventOf<K> => event.kind === kind)
}

function recipeOf({ schedule = '', seed = 7, edits }: TinyLab) {
  return { lab: 'tiny', variant: 'only', seed, schedule, ...(edits ? { edits } : {}) }
}

/** Services are files of their node's name: `a.ts`. Line 1 is the import, the text follows on it. */
export function tinyBundle(lab: TinyLab): LabBundle {
  const sources: LabSources = {}
  for (const [node, text] of Object.entries(lab.services)) sources[`${node}.ts`] = serviceText(text)
  if (lab.schema !== undefined) sources['schema.sql'] = lab.schema
  return { definition: definitionOf(lab), sources }
}

/** The same import that services get, for texts of `edits`. */
export function serviceText(text: string): string {
  const used = names.filter((name) => new RegExp(`\\b${name}\\b`).test(text))
  const imports = used.length > 0 ? `import { ${used.join(', ')} } from 'faultline';` : ''
  return `${imports}${text}`
}

function definitionOf(lab: TinyLab): LabDefinition {
  const services = Object.keys(lab.services)
  const position = { column: 0, row: 0 }
  const nodes: NodeDefinition[] = [
    { id: 'client', kind: 'client', position },
    ...services.map((id): NodeDefinition => ({ id, kind: 'service', position })),
  ]
  if (lab.schema !== undefined)
    nodes.push({
      id: 'db',
      kind: 'postgres',
      position,
      ...(lab.connections === undefined ? {} : { connections: lab.connections }),
    })
  if (lab.topics) nodes.push({ id: 'broker', kind: 'broker', position })
  const stores = nodes.filter((node) => node.kind === 'postgres' || node.kind === 'broker')
  const links = services.flatMap((from) => [
    { from: 'client', to: from },
    ...services.filter((to) => to > from).map((to) => ({ from, to })),
    ...stores.map((store) => ({ from, to: store.id })),
  ])
  const parameter = (id: string) => ({ id, title: id, default: '' })
  return {
    id: 'tiny',
    chapter: 'tiny',
    title: 'Tiny',
    goal: '',
    goalReached: {},
    subject: { noun: 'thing', find: () => null },
    nodes,
    links,
    topics: Object.entries(lab.topics ?? {}).map(([name, partitions]) => ({ name, partitions })),
    actions: [
      {
        id: 'call',
        title: 'Call',
        node: 'client',
        parameters: [parameter('to'), parameter('path'), parameter('body')],
        perform: ({ arguments: { to = '', path = '', body } }) => ({
          kind: 'request',
          from: 'client',
          to,
          method: 'POST',
          path,
          body: body ?? null,
        }),
      },
    ],
    workload: () =>
      (lab.requests ?? []).map(({ at, to, path, body }) => ({
        action: 'call',
        arguments: { to, path, ...(body === undefined ? {} : { body }) },
        at,
      })),
    invariants: lab.invariants ?? [],
    variants: [
      {
        id: 'only',
        title: 'Only',
        summary: '',
        promises: (lab.invariants ?? []).map((invariant) => invariant.id),
        breaks: [],
        faultModel: { kinds: ['crash-restart', 'pause', 'cut', 'lag'], mostAtOnce: 4 },
        without: [],
        services: services.map((node) => ({
          node,
          files: [`${node}.ts`],
          poolSize: lab.poolSize ?? 4,
          ...(lab.schema === undefined ? {} : { database: 'db' }),
          ...(lab.topics ? { broker: 'broker' } : {}),
        })),
        schemas: lab.schema === undefined ? {} : { db: 'schema.sql' },
      },
    ],
    featured: [],
    remedy: {},
  }
}
