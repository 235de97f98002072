/**
 * A database as a node of the simulation: one real Postgres session, shared in virtual time by every connection.
 * While a transaction holds the session, others queue; a transaction that stays open across anything that is not SQL is
 * parked with PREPARE TRANSACTION, and its locks are modelled here, because Postgres itself must never wait: it would
 * hang the worker. What this leaves out: docs/what-the-model-leaves-out.md.
 */
import { EffectError } from '../../kernel/errors'
import { BaseNode, type CrashCause } from '../../kernel/node'
import type { Simulation } from '../../kernel/simulation'
import { type Microseconds, millisecond } from '../../kernel/time'
import type { RowChange, SeedRow } from '../../kernel/trace-event'
import type { Catalogue } from './catalogue'
import type { PostgresInstance, QueryResult } from './instance'
import { mustWaitFor, transactionLabel } from './parked-locks'
import {
  connectionReset,
  idleTooLong,
  lockTimeout,
  parkedTransaction,
  tooManyClients,
} from './server-errors'
import {
  newTransaction,
  type Session,
  type StatementOutcome,
  type StatementRequest,
  type Transaction,
} from './session'
import { consoleRefusal } from './refusals'
import { answerOf, SharedSession } from './shared-session'
import { splitStatements } from './sql-text'
import { readStatement, type Statement } from './statement'
import { type Obstacle, StatementQueue, type Waiting } from './statement-queue'

/** From a statement's execution to its reply's departure. */
const serviceTimeUs: Microseconds = 300
/** As `idle_in_transaction_session_timeout`. */
const idleInTransactionUs: Microseconds = 100 * millisecond

/** As Postgres answers them. */
const twoPhaseCommands = {
  prepare: 'PREPARE TRANSACTION',
  commit: 'COMMIT PREPARED',
  rollback: 'ROLLBACK PREPARED',
} as const

type TransactionState = 'committed' | 'rolled-back' | 'parked'

export class PostgresNode extends BaseNode {
  readonly kind = 'postgres'
  readonly id: string
  readonly #shared: SharedSession
  readonly #queue: StatementQueue
  readonly #seeds: readonly SeedRow[]
  readonly #idleTimers = new Map<Transaction, { cancel(): void }>()
  readonly #connectionsMost: number | null
  #sessions = new Set<Session>()
  /** Those whose first statement was taken, where connections are limited. */
  readonly #admitted = new Set<Session>()
  /** Parked transactions to be rolled back as soon as no transaction holds the session. */
  #doomed: { transaction: Transaction; reason: string | null }[] = []
  #sessionCount = 0
  #transactionCount = 0
  #boots = 0
  #up = false

  /**
   * @param options.instance restored to the state in which the lab's schema has been made
   * @param options.seeds the rows that stand there then
   * @param options.connections how many it takes, where they are limited
   */
  constructor(
    simulation: Simulation,
    options: {
      id: string
      instance: PostgresInstance
      catalogue: Catalogue
      seeds: readonly SeedRow[]
      connections?: number | undefined
    },
  ) {
    super(simulation)
    this.#seeds = options.seeds
    this.#connectionsMost = options.connections ?? null
    this.id = options.id
    options.instance.seed(simulation.random(`postgres ${options.id}`))
    this.#shared = new SharedSession(options.instance, options.catalogue)
    this.#queue = new StatementQueue(this.#shared, {
      execute: (waiting) => this.#execute(waiting),
      noteWait: (waiting, obstacle) => this.#noteWait(waiting, obstacle),
    })
  }

  isUp(): boolean {
    return this.#up
  }

  incarnationNumber(): number {
    return this.#boots
  }

  /** Names of the schema's tables, sorted. */
  tables(): string[] {
    return [...this.#shared.shapes.keys()]
  }

  /** Committed data survives, as does what a lab prepared itself; open transactions do not. */
  crash(cause: CrashCause): void {
    if (!this.#up) return
    this.#up = false
    this.simulation.record({
      kind: 'crash',
      node: this.id,
      incarnation: this.#boots,
      cause: cause.cause,
      place: null,
      message: null,
    })
    const waiting = this.#queue.clear()
    const reset = connectionReset(this.id)
    const lost = [...this.#sessions].flatMap((session) => session.transaction ?? [])
    for (const session of this.#sessions) session.closed = reset
    this.#sessions = new Set()
    this.#admitted.clear()
    const { open, parked } = this.#shared
    const unfinished = [...(open ? [open] : []), ...parked.filter((one) => !one.byLab), ...lost]
    for (const transaction of new Set(unfinished))
      this.#rollBack(transaction, 'the database crashed')
    this.forgetDeferred()
    for (const { request } of waiting) request.respond({ error: reset })
  }

  connect(client: string, incarnation: number): Session {
    const session: Session = {
      number: ++this.#sessionCount,
      client,
      incarnation,
      transaction: null,
      closed: null,
      lockTimeoutUs: null,
      committing: false,
    }
    this.#sessions.add(session)
    return session
  }

  /** The client is gone or gave up on the connection. What it had sent to be committed is still executed. */
  disconnect(session: Session): void {
    this.#sessions.delete(session)
    if (this.#admitted.delete(session)) this.#recordConnections()
    if (session.committing) return
    this.#queue.remove(session)
    if (session.transaction) this.#rollBack(session.transaction, `${session.client} is gone`)
    this.#pump()
  }

  /** A statement arrived. */
  receive(request: StatementRequest): void {
    const { session } = request
    if (session.closed || (!this.#sessions.has(session) && !session.committing)) {
      request.respond({ error: session.closed ?? connectionReset(this.id) })
      return
    }
    if (!this.#admits(session)) {
      const error = tooManyClients()
      session.closed = error
      this.#sessions.delete(session)
      request.respond({ error })
      return
    }
    this.#stopIdleTimer(session.transaction)
    const read = request.control === 'none' ? this.#read(request.text) : { statement: null }
    if ('error' in read) {
      request.respond(read)
      return
    }
    this.#queue.push(request, read.statement)
    this.#pump()
  }

  /** The session's transaction stays open while its client is busy with something that is not SQL: it is set aside. */
  idle(session: Session): void {
    if (!session.committing) this.park(session)
  }

  /** The session's transaction stays open while its client stands still: it is set aside until the client goes on. */
  standStill(session: Session): void {
    if (session.committing || session.transaction?.state !== 'open') return
    session.transaction.resumable = true
    this.park(session)
  }

  /** As `idle`, also while a slow COMMIT is on its way. */
  park(session: Session): void {
    const { transaction } = session
    if (!transaction || transaction.state === 'parked' || transaction.state === 'ended') return
    // It still waits for its own statement.
    if (this.#queue.serves(session)) return
    if (transaction.failed) this.#rollBack(transaction, 'it had failed')
    else if (transaction === this.#shared.open) this.#setAside(transaction)
    this.#pump()
  }

  /**
   * A reader's query at this moment: read-only, and refused where it would have to wait.
   * @throws EffectError with Postgres' SQLSTATE
   */
  inspect(text: string): QueryResult {
    const read = this.#read(text)
    if ('error' in read) {
      const { code } = read.error
      const message = code === '0A000' ? consoleRefusal(text) : null
      throw message === null ? read.error : new EffectError(message, { code, definite: true })
    }
    const { open } = this.#shared
    const held = mustWaitFor(read.statement, this.#shared, [])
    if (held ?? open) {
      const message = held
        ? `This would wait for ${held}.`
        : `${open ? transactionLabel(open) : 'A transaction'} holds the session at this moment.`
      const fix = read.statement.opaque
        ? 'It runs code whose locks cannot be told, such as a function of the schema.'
        : 'A plain SELECT does not wait.'
      throw new EffectError(message, { code: '55P03', definite: true, ...(held ? { fix } : {}) })
    }
    this.#shared.setNow(this.simulation.now)
    return this.#shared.inspect(read.statement)
  }

  /** Takes down whatever is still open, so that the instance can be used again. */
  close(): void {
    for (const timer of this.#idleTimers.values()) timer.cancel()
    this.#shared.close()
  }

  protected boot(): void {
    this.#up = true
    this.#boots += 1
    const first = this.#boots === 1 && this.#seeds.length > 0
    this.simulation.record({
      kind: 'boot',
      node: this.id,
      incarnation: this.#boots,
      ...(first ? { rows: [...this.#seeds] } : {}),
    })
  }

  protected override onPause(paused: boolean): void {
    if (!paused) this.#pump()
  }

  /** Its first statement opens the connection. One that is over by now still has its COMMIT executed. */
  #admits(session: Session): boolean {
    const most = this.#connectionsMost
    if (most === null || this.#admitted.has(session) || !this.#sessions.has(session)) return true
    if (this.#admitted.size >= most) return false
    this.#admitted.add(session)
    this.#recordConnections()
    return true
  }

  #recordConnections(): void {
    const most = this.#connectionsMost
    if (most === null) return
    const held = new Map<string, number>()
    for (const { client } of this.#admitted) held.set(client, (held.get(client) ?? 0) + 1)
    this.simulation.record({
      kind: 'connections',
      node: this.id,
      most,
      held: [...held].map(([by, count]) => ({ by, count })),
    })
  }

  #read(text: string): { statement: Statement } | { error: EffectError } {
    const parts = splitStatements(text)
    const [only] = parts
    if (only === undefined || parts.length > 1) {
      const message = only ? 'Only one statement at a time can be sent.' : 'The statement is empty.'
      return { error: new EffectError(message, { code: '42601', definite: true }) }
    }
    const statement = readStatement(only, this.#shared.names)
    if (!statement.refused) return { statement }
    const { message, code } = statement.refused
    return { error: new EffectError(message, { code, definite: true }) }
  }

  /** Runs what can run, in order of arrival, until nothing more can. */
  #pump(): void {
    this.#rollBackDoomed()
    if (!this.#up || this.isPaused()) return
    while (this.#queue.runFirst()) this.#rollBackDoomed()
  }

  #noteWait(waiting: Waiting, { reason, by }: Obstacle): void {
    const { message, session } = waiting.request
    this.simulation.record({ kind: 'wait', node: this.id, message, reason, by })
    const timeoutUs = session.transaction?.lockTimeoutUs ?? session.lockTimeoutUs
    if (reason !== 'lock' || !timeoutUs) return
    this.simulation.after(timeoutUs, 'timer', () => this.#lockTimeout(waiting))
  }

  #lockTimeout(waiting: Waiting): void {
    if (this.isPaused()) {
      this.defer(() => this.#lockTimeout(waiting))
      return
    }
    if (!this.#queue.has(waiting) || waiting.reason !== 'lock') return
    this.#queue.remove(waiting)
    const { transaction } = waiting.request.session
    if (transaction) this.#shared.fail(transaction)
    this.#reply(waiting.request, { error: lockTimeout() })
    this.#pump()
  }

  /** @returns what it has to wait for after all, `null` where it ran */
  #execute({ request, statement }: Waiting): Obstacle | null {
    const { session } = request
    this.#shared.setNow(this.simulation.now)
    if (!statement) {
      this.#finish(request)
      return null
    }
    session.committing = false
    if (session.transaction?.state === 'parked') {
      this.#reply(request, { error: parkedTransaction() })
      return null
    }
    const { transaction } = session
    if (transaction?.state === 'yielded') {
      const error = this.#shared.redo(transaction)
      if (error === 'locked') return { reason: 'lock', by: 'a locked row' }
      this.#shared.setNow(this.simulation.now)
      if (error) {
        this.#reply(request, { error })
        return null
      }
    }
    if (request.begin) this.#begin(request, request.begin.isolation)
    const outcome = this.#run(request, statement)
    if (outcome === 'locked') return { reason: 'lock', by: 'a locked row' }
    this.#reply(request, outcome)
    return null
  }

  #begin(request: StatementRequest, isolation: string | null): void {
    const { session } = request
    // A statement that had to wait for a row has begun its transaction already.
    if (session.transaction) return
    const number = ++this.#transactionCount
    const transaction = newTransaction(session, { number, isolation, begunAt: this.simulation.now })
    this.#shared.begin(transaction)
    session.transaction = transaction
    this.simulation.record({
      kind: 'transaction',
      node: this.id,
      transaction: number,
      by: session.client,
      state: 'open',
      reason: null,
    })
  }

  #run(request: StatementRequest, statement: Statement): StatementOutcome | 'locked' {
    const { session, parameters } = request
    const { transaction } = session
    if (statement.lockTimeout) return keepLockTimeout(session, statement.lockTimeout)
    if (statement.prepared) return this.#twoPhase(request, statement, statement.prepared)
    if (!transaction) {
      const ran = this.#shared.runAlone(statement, parameters)
      if (ran === 'locked') return ran
      this.#publish(request, ++this.#transactionCount, ran.changes)
      return ran.outcome
    }
    const outcome = this.#shared.runIn(transaction, statement, parameters)
    if (outcome === 'locked') return outcome
    const at = this.simulation.now
    transaction.history.push({ statement, parameters, at, answer: answerOf(outcome) })
    return outcome
  }

  /** COMMIT and ROLLBACK. */
  #finish(request: StatementRequest): void {
    const { session, control } = request
    const { transaction } = session
    session.committing = false
    const command = control === 'rollback' || transaction?.failed ? 'ROLLBACK' : 'COMMIT'
    const result: QueryResult = { command, rowCount: 0, fields: [], rows: [] }
    if (!transaction) {
      // After PREPARE TRANSACTION none is left to commit, which Postgres only warns of.
      this.#reply(request, session.closed ? { error: session.closed } : { result })
      return
    }
    if (command === 'ROLLBACK') {
      this.#rollBack(transaction, control === 'rollback' ? null : 'it had failed')
      this.#reply(request, { result })
      return
    }
    this.#stopIdleTimer(transaction)
    try {
      const changes = this.#shared.commit(transaction)
      this.#record(transaction, 'committed', null)
      this.#publish(request, transaction.number, changes)
      this.#reply(request, { result })
    } catch (error) {
      if (!(error instanceof EffectError)) throw error
      this.#record(transaction, 'rolled-back', error.message)
      this.#reply(request, { error })
    }
  }

  /** Two-phase commit as a lab writes it. */
  #twoPhase(
    request: StatementRequest,
    statement: Statement,
    { what, gid }: NonNullable<Statement['prepared']>,
  ): StatementOutcome {
    const { session } = request
    const { transaction } = session
    try {
      if (what === 'prepare') {
        if (!transaction)
          throw new EffectError('PREPARE TRANSACTION can only be used in a transaction.', {
            code: '25P01',
            definite: true,
          })
        this.#shared.park(transaction, gid)
        transaction.byLab = true
        session.transaction = null
        this.#recordPrepared(transaction)
      } else this.#endPrepared(request, statement, { what, gid })
    } catch (error) {
      if (!(error instanceof EffectError)) throw error
      if (transaction) transaction.failed = true
      return { error }
    }
    this.simulation.advance(session.client)
    return { result: { command: twoPhaseCommands[what], rowCount: 0, fields: [], rows: [] } }
  }

  #endPrepared(
    request: StatementRequest,
    statement: Statement,
    { what, gid }: { what: 'commit' | 'rollback'; gid: string },
  ): void {
    const prepared = this.#shared.parked.find((one) => one.byLab && one.gid === gid)
    if (!prepared || request.session.transaction) this.#shared.script(statement.text)
    else if (what === 'rollback') this.#rollBack(prepared, null)
    else {
      const changes = this.#shared.commit(prepared)
      this.#record(prepared, 'committed', null)
      this.#publish(request, prepared.number, changes)
    }
  }

  #setAside(transaction: Transaction): void {
    this.#shared.setNow(this.simulation.now)
    try {
      this.#shared.park(transaction, `sim_${transaction.number}`)
    } catch (error) {
      if (!(error instanceof EffectError)) throw error
      if (transaction.session) transaction.session.closed = error
      this.#record(transaction, 'rolled-back', error.message)
      return
    }
    this.#record(transaction, 'parked', null)
    const due = () => this.#idleTooLong(transaction)
    const timer = this.simulation.after(idleInTransactionUs, 'timer', due)
    this.#idleTimers.set(transaction, { cancel: () => this.simulation.cancel(timer) })
  }

  #idleTooLong(transaction: Transaction): void {
    if (this.isPaused()) {
      this.defer(() => this.#idleTooLong(transaction))
      return
    }
    // A statement that arrived meanwhile has stopped the timer.
    if (transaction.state !== 'parked' || !this.#idleTimers.has(transaction)) return
    if (transaction.session) {
      transaction.session.closed = idleTooLong()
      this.#sessions.delete(transaction.session)
    }
    this.#rollBack(transaction, 'it was idle for 100 ms')
    this.#pump()
  }

  #stopIdleTimer(transaction: Transaction | null): void {
    if (!transaction) return
    this.#idleTimers.get(transaction)?.cancel()
    this.#idleTimers.delete(transaction)
  }

  #rollBackDoomed(): void {
    if (this.#shared.open) return
    const doomed = this.#doomed
    this.#doomed = []
    for (const { transaction, reason } of doomed) {
      if (transaction.state === 'parked') this.#rollBack(transaction, reason)
    }
  }

  #rollBack(transaction: Transaction, reason: string | null): void {
    this.#stopIdleTimer(transaction)
    // ROLLBACK PREPARED cannot run inside another transaction's block.
    if (transaction.state === 'parked' && this.#shared.open) {
      this.#doomed.push({ transaction, reason })
      return
    }
    if (transaction.state === 'ended') return
    this.#shared.setNow(this.simulation.now)
    this.#shared.rollBack(transaction)
    this.#record(transaction, 'rolled-back', reason)
  }

  #record(transaction: Transaction, state: TransactionState, reason: string | null): void {
    this.simulation.record({
      kind: 'transaction',
      node: this.id,
      transaction: transaction.number,
      by: transaction.session?.client ?? this.id,
      state,
      reason,
    })
  }

  #recordPrepared(transaction: Transaction): void {
    const { gid, changes } = transaction
    this.simulation.record({
      kind: 'transaction',
      node: this.id,
      transaction: transaction.number,
      by: transaction.session?.client ?? this.id,
      state: 'prepared',
      reason: null,
      prepared: {
        gid,
        locks: this.#shared.locksOf(transaction),
        rows: changes.map(({ table, key }) => ({ table, key })),
      },
    })
  }

  #publish(request: StatementRequest, transaction: number, changes: RowChange[]): void {
    if (changes.length === 0) return
    const { message, session } = request
    this.simulation.record({
      kind: 'rows',
      node: this.id,
      transaction,
      by: session.client,
      message,
      changes,
    })
    this.simulation.advance(session.client)
  }

  #reply(request: StatementRequest, outcome: StatementOutcome): void {
    const boot = this.#boots
    this.takeTime(serviceTimeUs, () => {
      const same = this.#up && this.#boots === boot
      request.respond(same ? outcome : { error: connectionReset(this.id) })
    })
  }
}

/** `SET lock_timeout`, which the queue here has to know and the shared session must not keep. */
function keepLockTimeout(
  session: Session,
  { ms, local }: NonNullable<Statement['lockTimeout']>,
): StatementOutcome {
  const timeoutUs = ms * millisecond
  if (session.transaction) session.transaction.lockTimeoutUs = timeoutUs
  if (!local) session.lockTimeoutUs = timeoutUs
  return { result: { command: 'SET', rowCount: 0, fields: [], rows: [] } }
}
