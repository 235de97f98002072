/** Sets a recipe on stage: checks it against its lab, then builds the nodes, the network and the faults of one run. */
import { CompileError } from '../compile/compile-error'
import { BrokerNode } from '../engines/broker/broker-node'
import { ClientNode } from '../engines/http/client-node'
import { HttpServers } from '../engines/http/http-server'
import type { PreparedDatabase } from '../engines/postgres/database-pool'
import type { KnownAnswers } from '../engines/postgres/known-answers'
import { PostgresNode } from '../engines/postgres/postgres-node'
import { EffectError } from '../kernel/errors'
import { FaultInjector } from '../kernel/fault-injector'
import type { LabDefinition, NodeDefinition, Recipe, VariantDefinition } from '../kernel/lab'
import { ProcessNode } from '../kernel/process'
import type { ServiceProgram } from '../kernel/program'
import type { Bounds } from '../kernel/bounds'
import { Simulation } from '../kernel/simulation'
import { parseSchedule } from '../schedule/parse-schedule'
import { printItem } from '../schedule/print-schedule'
import type { ActionItem, Schedule } from '../schedule/schedule'
import { bindService } from './bind-service'
import type { ProgramCache } from './program'
import { RecipeError } from './recipe-problem'
import { scheduleNames } from './schedule-names'
import { withWorkload } from './workload'
import { databasesMost, type LabBundle, type World } from './world'

export interface Stage {
  simulation: Simulation
  variant: VariantDefinition
  /** The schedule with the default workload written out where it had no `do` of its own. */
  schedule: Schedule
  injector: FaultInjector
  processes: ProcessNode[]
  databases: Map<string, PostgresNode>
  /** Gives the databases back. */
  strike(): void
}

export interface StageOptions {
  bounds?: Bounds
  /** What databases answered in runs like it. */
  known?: KnownAnswers
}

export function findVariant(lab: LabDefinition, id: string): VariantDefinition {
  const variant = lab.variants.find((candidate) => candidate.id === id)
  if (variant) return variant
  throw new RecipeError(
    'variant',
    `Lab ${lab.id} has no variant "${id}". It has: ${lab.variants.map((candidate) => candidate.id).join(', ')}.`,
  )
}

/** The lab's nodes that a variant has. */
export function nodesOf(lab: LabDefinition, variant: VariantDefinition): NodeDefinition[] {
  return lab.nodes.filter((node) => !variant.without.includes(node.id))
}

/**
 * Checks a recipe's schedule and writes out the default workload.
 * @throws RecipeError with positions in the schedule's text
 */
export async function readRecipe(
  cache: ProgramCache,
  bundle: LabBundle,
  recipe: Recipe,
): Promise<{
  variant: VariantDefinition
  programs: Map<string, ServiceProgram>
  schedule: Schedule
}> {
  const { definition } = bundle
  const variant = findVariant(definition, recipe.variant)
  if (!Number.isSafeInteger(recipe.seed) || recipe.seed < 0 || recipe.seed > 0xffff_ffff) {
    throw new RecipeError(
      'seed',
      `The seed is a whole number from 0 to 4294967295, not ${recipe.seed}.`,
    )
  }
  const sources = { ...bundle.sources, ...recipe.edits }
  const programs = new Map<string, ServiceProgram>()
  for (const service of variant.services) {
    try {
      programs.set(service.node, await cache.load(service, sources))
    } catch (error) {
      if (!(error instanceof CompileError)) throw error
      throw new RecipeError('edits', error.message, {
        place: { file: error.file, line: error.line, column: error.column },
      })
    }
  }
  const parsed = parseSchedule(recipe.schedule, scheduleNames(definition, variant, programs))
  if (!parsed.ok)
    throw new RecipeError(
      'schedule',
      parsed.problems[0]?.message ?? 'The schedule cannot be read.',
      { problems: parsed.problems },
    )
  return { variant, programs, schedule: withWorkload(definition, recipe.seed, parsed.schedule) }
}

export async function setStage(
  world: World,
  bundle: LabBundle,
  recipe: Recipe,
  options: StageOptions = {},
): Promise<Stage> {
  const { definition } = bundle
  const { variant, programs, schedule } = await readRecipe(world.programs, bundle, recipe)
  const simulation = new Simulation({
    seed: recipe.seed,
    invariants: definition.invariants,
    ...(options.bounds ? { bounds: options.bounds } : {}),
  })
  const prepared: PreparedDatabase[] = []
  try {
    const servers = new HttpServers()
    const databases = new Map<string, PostgresNode>()
    const brokers = new Map<string, BrokerNode>()
    const clients = new Map<string, ClientNode>()
    const processes: ProcessNode[] = []
    const nodes = nodesOf(definition, variant)
    const sources = { ...bundle.sources, ...recipe.edits }
    // Stores first, so that they are up when the services start.
    for (const node of nodes) {
      if (node.kind === 'postgres') {
        const path = variant.schemas[node.id]
        const database = await takeDatabase(world, path, path ? sources[path] : '', {
          most: Math.max(databasesMost, nodes.filter(({ kind }) => kind === 'postgres').length),
          known: options.known,
        })
        prepared.push(database)
        const store = new PostgresNode(simulation, {
          id: node.id,
          instance: database.instance,
          catalogue: database.catalogue,
          seeds: database.seeds,
          connections: node.connections,
        })
        databases.set(node.id, store)
        simulation.addNode(store)
      } else if (node.kind === 'broker') {
        const broker = new BrokerNode(simulation, { id: node.id, topics: definition.topics })
        brokers.set(node.id, broker)
        simulation.addNode(broker)
      }
    }
    for (const node of nodes) {
      if (node.kind === 'client') {
        const client = new ClientNode(simulation, { id: node.id, servers })
        clients.set(node.id, client)
        simulation.addNode(client)
      } else if (answersHttp(node)) {
        const service = variant.services.find((candidate) => candidate.node === node.id)
        const program = programs.get(node.id)
        if (!service || !program)
          throw new RecipeError('lab', `Variant ${variant.id} gives ${node.id} no code.`)
        const process = new ProcessNode(simulation, {
          id: node.id,
          program,
          bind: bindService({
            servers,
            database: service.database ? (databases.get(service.database) ?? null) : null,
            poolSize: service.poolSize ?? 4,
            statementTimeoutMs: service.statementTimeoutMs,
            broker: service.broker ? (brokers.get(service.broker) ?? null) : null,
            environment: service.environment ?? {},
            isReachable: (id) => nodes.some((other) => other.id === id && answersHttp(other)),
          }),
        })
        processes.push(process)
        simulation.addNode(process)
      }
    }
    const injector = new FaultInjector(simulation, { print: printItem })
    const counts = new Map<string, number>()
    for (const item of schedule.items) {
      if (item.kind === 'do') addAction(simulation, definition, clients, item, counts)
      else injector.add(item)
    }
    return {
      simulation,
      variant,
      schedule,
      injector,
      processes,
      databases,
      strike: () => {
        for (const database of databases.values()) database.close()
        for (const database of prepared) database.release()
      },
    }
  } catch (error) {
    for (const database of prepared) database.release()
    throw error
  }
}

function answersHttp({ kind }: NodeDefinition): boolean {
  return kind === 'service' || kind === 'provider'
}

async function takeDatabase(
  world: World,
  path: string | undefined,
  text: string | undefined,
  options: { most: number; known: KnownAnswers | undefined },
): Promise<PreparedDatabase> {
  try {
    return await world.databases.take(text ?? '', options)
  } catch (error) {
    if (!(error instanceof EffectError)) throw error
    // Postgres counts characters from 1.
    const before = (text ?? '').slice(0, Math.max(0, (error.position ?? 1) - 1)).split('\n')
    throw new RecipeError('edits', `${path}: ${error.message}`, {
      place: {
        file: path ?? 'schema',
        line: before.length,
        column: (before.at(-1)?.length ?? 0) + 1,
      },
    })
  }
}

/** `do` items at the same time happen in the order in which they stand. */
function addAction(
  simulation: Simulation,
  lab: LabDefinition,
  clients: ReadonlyMap<string, ClientNode>,
  item: ActionItem,
  counts: Map<string, number>,
): void {
  const action = lab.actions.find((candidate) => candidate.id === item.action)
  if (!action) throw new RecipeError('schedule', `No action is called "${item.action}".`)
  simulation.at(item.at, 'work', () => {
    const ordinal = counts.get(action.id) ?? 0
    counts.set(action.id, ordinal + 1)
    simulation.record({
      kind: 'action',
      action: action.id,
      node: action.node,
      arguments: item.arguments,
    })
    const effect = action.perform({
      ordinal,
      arguments: withDefaults(action.parameters, item.arguments),
    })
    const subject = lab.subject.find(JSON.stringify(effect.body))
    clients.get(effect.from)?.request({
      action: action.id,
      to: effect.to,
      method: effect.method,
      path: effect.path,
      body: effect.body,
      label: `${effect.method} ${effect.path}${subject ? ` ${subject}` : ''}`,
      timeoutMs: effect.timeoutMs,
      remarkAfterMs: effect.remarkAfterMs,
    })
  })
}

function withDefaults(
  parameters: readonly { id: string; default: string }[],
  given: Record<string, string>,
): Record<string, string> {
  return Object.fromEntries(
    parameters.map((parameter) => [parameter.id, given[parameter.id] ?? parameter.default]),
  )
}
