/** The client's side of a database: `db.query` and `db.transaction`, over a pool of connections whose size is visible. */
import { EffectError } from '../../kernel/errors'
import type { Incarnation } from '../../kernel/incarnation'
import { type Microseconds, millisecond } from '../../kernel/time'
import type { Json, Payload } from '../../kernel/trace-event'
import type { QueryResult } from './instance'
import type { PostgresNode } from './postgres-node'
import type { Session } from './session'
import { shortLabel } from './sql-text'
import { encodeParameter, type SqlValue, toJson, toJsonRow } from './values'

const defaultStatementTimeoutMs = 500
/** The command of an answer to PREPARE TRANSACTION. */
const prepared = 'PREPARE TRANSACTION'

/** What service code gets of a result, as from node-postgres. */
export interface ClientResult {
  rows: Record<string, SqlValue>[]
  rowCount: number
}

export interface TransactionClient {
  query(text: string, parameters?: readonly unknown[]): Promise<ClientResult>
}

export interface TransactionOptions {
  isolation?: 'read committed' | 'repeatable read' | 'serializable'
}

interface Connection {
  session: Session
  /** Statements on their way or waiting for a reply: a service may send several before it awaits one. */
  inFlight: number
  /** Of these, those to which no reply is on its way yet. */
  unanswered: number
}

export class Pool {
  readonly #incarnation: Incarnation
  readonly #database: PostgresNode
  readonly #size: number
  readonly #statementTimeoutUs: Microseconds
  readonly #connections = new Set<Connection>()
  readonly #idle: Connection[] = []
  readonly #waiting: ((connection: Connection) => void)[] = []
  /** Connections with a transaction open, to see whether it goes idle. */
  readonly #transactions = new Set<Connection>()
  #used = 0

  constructor(
    incarnation: Incarnation,
    database: PostgresNode,
    {
      size,
      statementTimeoutMs = defaultStatementTimeoutMs,
    }: { size: number; statementTimeoutMs?: number | undefined },
  ) {
    this.#incarnation = incarnation
    this.#database = database
    this.#size = size
    this.#statementTimeoutUs = statementTimeoutMs * millisecond
    incarnation.onEnd(() => {
      for (const connection of this.#connections) database.disconnect(connection.session)
    })
    incarnation.onTurnEnd(() => this.#setIdleAside())
    incarnation.onPause((paused) => {
      if (paused) this.#standStill()
    })
  }

  /** One statement in a transaction of its own. */
  async query(text: string, parameters: readonly unknown[] = []): Promise<ClientResult> {
    const values = encodeAll(parameters)
    const connection = await this.#acquire()
    try {
      return asClientResult(
        await this.#send(connection, { text, ...values, begin: null, control: 'none' }),
      )
    } finally {
      this.#release(connection)
    }
  }

  /**
   * Runs `body` in a transaction: committed when it returns, rolled back when it throws. One that `body` has prepared is
   * over here, and ends where COMMIT PREPARED or ROLLBACK PREPARED is sent.
   * A timeout of the COMMIT leaves it unknown whether it happened (`error.definite === false`).
   */
  async transaction<T>(
    body: (client: TransactionClient) => Promise<T>,
    options: TransactionOptions = {},
  ): Promise<T> {
    const connection = await this.#acquire()
    let begun = false
    let over = false
    const client: TransactionClient = {
      query: async (text, parameters = []) => {
        if (over)
          throw new EffectError('This transaction is over.', {
            code: '25P01',
            definite: true,
            fix: 'Await every statement inside the callback.',
          })
        const values = encodeAll(parameters)
        const begin = begun ? null : { isolation: options.isolation ?? null }
        begun = true
        this.#transactions.add(connection)
        const statement = { text, ...values, begin, control: 'none' } as const
        const result = await this.#send(connection, statement)
        if (result.command === prepared) over = true
        return asClientResult(result)
      },
    }
    try {
      let value: T
      try {
        value = await body(client)
      } catch (error) {
        const open = begun && !over
        over = true
        if (open) await this.#rollBack(connection)
        throw error
      }
      const open = begun && !over
      over = true
      if (open) await this.#commit(connection)
      return value
    } finally {
      this.#transactions.delete(connection)
      this.#release(connection)
    }
  }

  /** @throws EffectError, not definite where the answer was lost */
  async #commit(connection: Connection): Promise<void> {
    const { command } = await this.#send(connection, {
      text: 'COMMIT',
      ...encodeAll([]),
      begin: null,
      control: 'commit',
    })
    if (command !== 'ROLLBACK') return
    throw new EffectError('The transaction had failed, so it was rolled back.', {
      code: '25P02',
      definite: true,
    })
  }

  /** Whatever became of it, the caller is told of the error before. */
  async #rollBack(connection: Connection): Promise<void> {
    if (connection.session.closed) return
    try {
      await this.#send(connection, {
        text: 'ROLLBACK',
        ...encodeAll([]),
        begin: null,
        control: 'rollback',
      })
    } catch (error) {
      if (!(error instanceof EffectError)) throw error
    }
  }

  #acquire(): Promise<Connection> {
    const free = this.#idle.pop()
    if (free && !free.session.closed) {
      this.#count(1)
      return Promise.resolve(free)
    }
    if (free) this.#connections.delete(free)
    if (this.#connections.size < this.#size) {
      this.#count(1)
      return Promise.resolve(this.#connect())
    }
    return this.#incarnation.effect<Connection>((settle) => {
      this.#waiting.push((connection) => settle.resolve(connection))
      this.#trace()
    })
  }

  #release(connection: Connection): void {
    const { closed } = connection.session
    if (closed) {
      this.#connections.delete(connection)
      this.#database.disconnect(connection.session)
    }
    const next = this.#waiting.shift()
    if (next) {
      next(closed ? this.#connect() : connection)
      this.#trace()
      return
    }
    if (!closed) this.#idle.push(connection)
    this.#count(-1)
  }

  #connect(): Connection {
    const { node, number } = this.#incarnation
    const connection = {
      session: this.#database.connect(node.id, number),
      inFlight: 0,
      unanswered: 0,
    }
    this.#connections.add(connection)
    return connection
  }

  #count(by: 1 | -1): void {
    const wasShort = this.#used === this.#size
    this.#used += by
    // Only a pool that runs short, or has enough again, is worth an event.
    if (wasShort || this.#used === this.#size) this.#trace()
  }

  #trace(): void {
    this.#incarnation.simulation.record({
      kind: 'pool',
      node: this.#incarnation.node.id,
      database: this.#database.id,
      size: this.#size,
      used: this.#used,
      waiting: this.#waiting.length,
    })
  }

  #send(
    connection: Connection,
    statement: {
      text: string
      parameters: readonly (string | null)[]
      shown: readonly Json[]
      begin: { isolation: string | null } | null
      control: 'none' | 'commit' | 'rollback'
    },
  ): Promise<QueryResult> {
    const incarnation = this.#incarnation
    const { simulation } = incarnation
    const client = incarnation.node.id
    const database = this.#database
    const { session } = connection
    if (session.closed) return Promise.reject(session.closed)
    const place = incarnation.lastPlace
    const inTransaction = this.#transactions.has(connection)
    return incarnation.effect<QueryResult>((settle) => {
      connection.inFlight += 1
      connection.unanswered += 1
      if (statement.control === 'commit' || !inTransaction) session.committing = true
      const finish = (outcome: { result: QueryResult } | { error: EffectError }) => {
        connection.inFlight -= 1
        timeout.cancel()
        if ('result' in outcome) settle.resolve(outcome.result)
        else settle.reject(outcome.error)
      }
      const timeout = incarnation.timer(this.#statementTimeoutUs, () => {
        session.closed = timedOut(database.id, this.#statementTimeoutUs)
        database.disconnect(session)
        finish({ error: session.closed })
      })
      const payload: Payload = {
        type: 'sql',
        statements: [{ text: statement.text, parameters: [...statement.shown] }],
        control: statement.control,
      }
      const message = simulation.network.send({
        from: client,
        to: database.id,
        purpose: 'sql',
        label: statement.control === 'none' ? shortLabel(statement.text) : statement.text,
        payload,
        place,
        orderKey: `connection ${session.number}`,
        onArrive: (number) =>
          database.receive({
            session,
            message: number,
            begin: statement.begin,
            text: statement.text,
            parameters: statement.parameters,
            control: statement.control,
            respond: (outcome) => this.#reply(connection, number, outcome, finish),
          }),
        onLost: (reason) => {
          session.committing = false
          if (!incarnation.alive) return database.disconnect(session)
          if (reason === 'down') this.#refused(connection, message, finish)
          else if (inTransaction) database.idle(session)
        },
      })
      // A COMMIT that takes long leaves the transaction open meanwhile, and others go ahead of it.
      if (statement.control === 'commit' && simulation.network.lagOf(client, database.id) > 0)
        database.park(session)
    })
  }

  #reply(
    connection: Connection,
    request: number,
    outcome: { result: QueryResult } | { error: EffectError },
    finish: (outcome: { result: QueryResult } | { error: EffectError }) => void,
  ): void {
    const incarnation = this.#incarnation
    const { session } = connection
    if ('error' in outcome && outcome.error.code === 'ECONNRESET') session.closed = outcome.error
    incarnation.simulation.network.send({
      from: this.#database.id,
      to: incarnation.node.id,
      purpose: 'reply',
      inReplyTo: { message: request, purpose: 'sql' },
      label: 'error' in outcome ? outcome.error.code : `${outcome.result.rowCount} rows`,
      payload: replyPayload(outcome),
      orderKey: `connection ${session.number}`,
      toIncarnation: incarnation.number,
      onArrive: () => finish(outcome),
      onLost: () => {
        if (incarnation.alive && session.transaction) this.#database.idle(session)
      },
    })
    connection.unanswered -= 1
    if (incarnation.node.isPaused() && incarnation.alive) this.#standStill()
  }

  /** Nobody listens there: the operating system answers in its place. */
  #refused(
    connection: Connection,
    request: number,
    finish: (outcome: { result: QueryResult } | { error: EffectError }) => void,
  ): void {
    const error = new EffectError(`${this.#database.id} refused the connection.`, {
      code: 'ECONNREFUSED',
      definite: true,
      fix: 'Try again later.',
    })
    connection.session.closed = error
    this.#reply(connection, request, { error }, finish)
  }

  /** A process that stands still sends nothing more: what it has open is open until it goes on. */
  #standStill(): void {
    for (const { inFlight, unanswered, session } of this.#transactions) {
      if (inFlight === 0 || unanswered === 0) this.#database.standStill(session)
    }
  }

  /** After a turn of the process: a transaction without a statement on its way waits for something else. */
  #setIdleAside(): void {
    for (const connection of this.#transactions) {
      if (connection.inFlight === 0) this.#database.idle(connection.session)
    }
  }
}

/**
 * Parameters as they are when a statement is asked for, since the service may change its objects after that.
 * @throws EffectError where one cannot be sent
 */
function encodeAll(parameters: readonly unknown[]) {
  return { parameters: parameters.map(encodeParameter), shown: parameters.map(toJson) }
}

function asClientResult(result: QueryResult): ClientResult {
  return { rows: result.rows, rowCount: result.rowCount }
}

function replyPayload(outcome: { result: QueryResult } | { error: EffectError }): Payload {
  if ('error' in outcome) {
    const { code, message, definite } = outcome.error
    return { type: 'error', code, message, definite }
  }
  const { rowCount, rows, command } = outcome.result
  return { type: 'sql-reply', rowCount, rows: rows.slice(0, 50).map(toJsonRow), command }
}

function timedOut(node: string, afterUs: Microseconds): EffectError {
  return new EffectError(`${node} did not answer within ${afterUs / millisecond} ms.`, {
    code: 'ETIMEDOUT',
    definite: false,
    fix: 'It may have happened. Look, or repeat it with a key that makes repeating harmless.',
  })
}
