/** What a service's process can import and which globals it sees, for one boot. */
import type { BrokerNode } from '../engines/broker/broker-node'
import { KafkaClient } from '../engines/broker/kafka-client'
import { createFetch } from '../engines/http/fetch'
import type { HttpHandler, HttpServers } from '../engines/http/http-server'
import { machineLibrary } from '../engines/machines/machine-library'
import { Pool } from '../engines/postgres/pool'
import type { PostgresNode } from '../engines/postgres/postgres-node'
import { SimulationError } from '../kernel/errors'
import type { Incarnation } from '../kernel/incarnation'
import type { Bind } from '../kernel/process'
import type { MachineDefinition } from '../kernel/machine'
import { processGlobals, uuidFrom } from '../kernel/process-globals'
import { millisecond } from '../kernel/time'

export interface Surroundings {
  servers: HttpServers
  database: PostgresNode | null
  poolSize: number
  statementTimeoutMs?: number | undefined
  broker: BrokerNode | null
  environment: Readonly<Record<string, string>>
  /** Nodes that answer HTTP. */
  isReachable: (node: string) => boolean
}

export function bindService({
  servers,
  database,
  poolSize,
  statementTimeoutMs,
  broker,
  environment,
  isReachable,
}: Surroundings): Bind {
  const machines = new Set<string>()
  return (incarnation) => {
    const { simulation, node } = incarnation
    const defined = (machine: MachineDefinition) => {
      if (machines.has(machine.id)) return
      machines.add(machine.id)
      simulation.record({ kind: 'machine', node: node.id, machine })
    }
    const chance = simulation.random(`ids ${node.id}`)
    const server = () => servers.of(incarnation)
    const route = (method: string) => (path: string, handler: HttpHandler) =>
      server().route(method, path, handler)
    const log = (level: 'info' | 'warn' | 'error') => (text: unknown) =>
      simulation.record({ kind: 'log', node: node.id, level, text: String(text) })
    const module: Record<string, unknown> = {
      http: { get: route('GET'), post: route('POST'), put: route('PUT'), delete: route('DELETE') },
      // What is no number of milliseconds is none, as for setTimeout.
      sleep: (milliseconds: number) =>
        incarnation.sleep(Math.max(0, Math.round(Number(milliseconds) * millisecond) || 0)),
      randomUUID: () => uuidFrom(chance.fill(new Uint8Array(16))),
      log: { info: log('info'), warn: log('warn'), error: log('error') },
      db: database
        ? poolApi(new Pool(incarnation, database, { size: poolSize, statementTimeoutMs }))
        : missing(incarnation, 'db', 'database'),
      kafka: broker
        ? kafkaApi(new KafkaClient(incarnation, broker))
        : missing(incarnation, 'kafka', 'broker'),
    }
    return {
      imports: { faultline: module, xstate: machineLibrary(defined) },
      globals: {
        ...processGlobals(incarnation),
        process: { env: Object.freeze({ ...environment }) },
        fetch: createFetch(incarnation, servers, isReachable),
      },
    }
  }
}

/** Plain functions, so that `const { query } = db` works too. */
function poolApi(pool: Pool) {
  const query: Pool['query'] = (text, parameters) => pool.query(text, parameters)
  const transaction: Pool['transaction'] = (body, options) => pool.transaction(body, options)
  return { query, transaction }
}

function kafkaApi(client: KafkaClient) {
  return {
    producer: () => client.producer(),
    consumer: (options: { groupId: string }) => client.consumer(options),
  }
}

/** A service that reaches for what its lab did not give it is told so, and the run fails. */
function missing(incarnation: Incarnation, name: string, what: string): unknown {
  const message = `${incarnation.node.id} has no ${what}: "${name}" cannot be used in it.`
  return new Proxy(
    {},
    {
      get: () => {
        throw incarnation.violate(new SimulationError('lab', message))
      },
    },
  )
}
