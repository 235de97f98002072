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
import type { RowChange } from '../../kernel/trace-event'
import { type Catalogue, ChangeReader, quoteText, readCatalogue } from './capture'
import type { PostgresInstance, QueryResult } from './instance'
import { isLockMode } from './lock-modes'
import { mustWaitFor, transactionLabel, type Waiter } from './parked-locks'
import type { Session, StatementRequest, Transaction } from './session'
import { splitStatements } from './sql-text'
import { readStatement, type Statement } from './statement'

/** From a statement's execution to its reply's departure. */
const serviceTimeUs: Microseconds = 300
/** As `idle_in_transaction_session_timeout`. */
const idleInTransactionUs: Microseconds = 100 * millisecond

interface Waiting {
  request: StatementRequest
  statement: Statement | null
  reason: 'session' | 'lock' | null
  label: string
}

export class PostgresNode extends BaseNode {
  readonly kind = 'postgres'
  readonly id: string
  readonly #instance: PostgresInstance
  readonly #changes: ChangeReader
  readonly #parked: Transaction[] = []
  readonly #idleTimers = new Map<Transaction, { cancel(): void }>()
  #catalogue: Catalogue
  #sessions = new Set<Session>()
  #open: Transaction | null = null
  #queue: Waiting[] = []
  /** Parked transactions to be rolled back as soon as no transaction holds the session. */
  #doomed: { transaction: Transaction; reason: string | null }[] = []
  #sessionCount = 0
  #transactionCount = 0
  #boots = 0
  #up = false

  /** @param instance restored to the state in which the lab's schema has been made */
  constructor(
    simulation: Simulation,
    options: { id: string; instance: PostgresInstance; catalogue: Catalogue },
  ) {
    super(simulation)
    this.id = options.id
    this.#instance = options.instance
    this.#instance.seed(simulation.random(`postgres ${options.id}`))
    this.#changes = new ChangeReader(options.instance)
    this.#catalogue = options.catalogue
  }

  isUp(): boolean {
    return this.#up
  }

  incarnationNumber(): number {
    return this.#boots
  }

  /** Names of the schema's tables, sorted. */
  tables(): string[] {
    return [...this.#catalogue.shapes.keys()]
  }

  protected boot(): void {
    this.#up = true
    this.#boots += 1
    this.simulation.record({ kind: 'boot', node: this.id, incarnation: this.#boots })
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
    const waiting = this.#queue
    this.#queue = []
    const reset = connectionReset(this.id)
    for (const session of this.#sessions) session.closed = reset
    this.#sessions = new Set()
    if (this.#open) this.#rollBack(this.#open, 'the database crashed')
    for (const transaction of this.#parked.filter((candidate) => !candidate.byLab))
      this.#rollBack(transaction, 'the database crashed')
    this.forgetDeferred()
    for (const { request } of waiting) request.respond({ error: reset })
  }

  protected override onPause(paused: boolean): void {
    if (!paused) this.#pump()
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
    if (session.committing) return
    this.#queue = this.#queue.filter(({ request }) => request.session !== session)
    if (session.transaction) this.#rollBack(session.transaction, `${session.client} is gone`)
    this.#pump()
  }

  /** A statement arrived. */
  receive(request: StatementRequest): void {
    const { session } = request
    if (!this.#sessions.has(session) && !session.committing) {
      return request.respond({ error: session.closed ?? connectionReset(this.id) })
    }
    if (session.closed) return request.respond({ error: session.closed })
    this.#stopIdleTimer(session.transaction)
    const waiting: Waiting = {
      request,
      statement: null,
      reason: null,
      label: `a statement of ${session.client}`,
    }
    if (request.control === 'none') {
      const parts = splitStatements(request.text)
      if (parts.length !== 1) {
        const message =
          parts.length === 0
            ? 'The statement is empty.'
            : 'Only one statement at a time can be sent with parameters.'
        return request.respond({
          error: new EffectError(message, { code: '42601', definite: true }),
        })
      }
      waiting.statement = readStatement(request.text, this.#catalogue.names)
      if (waiting.statement.refused)
        return request.respond({
          error: new EffectError(waiting.statement.refused.message, {
            code: waiting.statement.refused.code,
            definite: true,
          }),
        })
    }
    this.#queue.push(waiting)
    this.#pump()
  }

  /**
   * The session's transaction stays open while its client is busy with something that is not SQL: it is set aside.
   */
  idle(session: Session): void {
    const transaction = session.transaction
    if (!transaction || transaction !== this.#open || session.committing) return
    this.park(session)
  }

  /** As `idle`, also while a slow COMMIT is on its way. */
  park(session: Session): void {
    const transaction = session.transaction
    if (!transaction || transaction !== this.#open) return
    if (transaction.failed) this.#rollBack(transaction, 'it had failed')
    else this.#setAside(transaction)
    this.#pump()
  }

  /**
   * A reader's query at this moment: read-only, and refused where it would have to wait.
   * @throws EffectError with Postgres' SQLSTATE
   */
  inspect(text: string): QueryResult {
    const parts = splitStatements(text)
    if (parts.length !== 1 || !parts[0])
      throw new EffectError('One statement at a time.', { code: '42601', definite: true })
    const statement = readStatement(parts[0], this.#catalogue.names)
    if (statement.refused)
      throw new EffectError(statement.refused.message, {
        code: statement.refused.code,
        definite: true,
      })
    const held = mustWaitFor(statement, null, this.#parked, [], this.#catalogue.shapes)
    if (held)
      throw new EffectError(`This would wait for ${held}.`, {
        code: '55P03',
        definite: true,
        fix: 'A plain SELECT does not wait.',
      })
    if (this.#open)
      throw new EffectError(`${transactionLabel(this.#open)} holds the session at this moment.`, {
        code: '55P03',
        definite: true,
      })
    this.#instance.setNow(this.simulation.now)
    this.#instance.script('begin read only')
    try {
      return this.#instance.query(withNowait(statement))
    } finally {
      this.#instance.script('rollback')
    }
  }

  /** Takes down whatever is still open, so that the instance can be used again. */
  close(): void {
    for (const timer of this.#idleTimers.values()) timer.cancel()
    if (this.#open) this.#instance.script('rollback')
    this.#open = null
  }

  /** Runs what can run, in order of arrival, until nothing more can. */
  #pump(): void {
    this.#rollBackDoomed()
    if (!this.#up || this.isPaused()) return
    for (let again = true; again; ) {
      again = false
      this.#rollBackDoomed()
      const ahead: Waiter[] = []
      for (const waiting of this.#queue) {
        const obstacle = this.#obstacle(waiting, ahead)
        if (obstacle) {
          this.#note(waiting, obstacle.reason, obstacle.by)
          if (obstacle.reason === 'lock' && waiting.statement)
            ahead.push({ label: waiting.label, modes: waiting.statement.modes })
          continue
        }
        if (this.#execute(waiting)) {
          this.#queue = this.#queue.filter((candidate) => candidate !== waiting)
          again = true
          break
        }
        if (waiting.statement) ahead.push({ label: waiting.label, modes: waiting.statement.modes })
      }
    }
  }

  #obstacle(
    waiting: Waiting,
    ahead: readonly Waiter[],
  ): { reason: 'session' | 'lock'; by: string } | null {
    const own = waiting.request.session.transaction
    if (this.#open && this.#open !== own)
      return { reason: 'session', by: transactionLabel(this.#open) }
    if (!waiting.statement || own?.state === 'parked') return null
    const by = mustWaitFor(waiting.statement, own, this.#parked, ahead, this.#catalogue.shapes)
    return by ? { reason: 'lock', by } : null
  }

  #note(waiting: Waiting, reason: 'session' | 'lock', by: string): void {
    if (waiting.reason === reason) return
    waiting.reason = reason
    this.simulation.record({
      kind: 'wait',
      node: this.id,
      message: waiting.request.message,
      reason,
      by,
    })
    const { session } = waiting.request
    const timeoutUs = session.transaction?.lockTimeoutUs ?? session.lockTimeoutUs
    if (reason !== 'lock' || timeoutUs === null || timeoutUs === 0) return
    this.simulation.after(timeoutUs, 'timer', () => this.#lockTimeout(waiting), {
      key: `${this.id} lock timeout ${waiting.request.message}`,
    })
  }

  #lockTimeout(waiting: Waiting): void {
    if (!this.#queue.includes(waiting) || waiting.reason !== 'lock') return
    this.#queue = this.#queue.filter((candidate) => candidate !== waiting)
    const transaction = waiting.request.session.transaction
    const error = new EffectError('canceling statement due to lock timeout', {
      code: '55P03',
      definite: true,
    })
    // The real transaction has to fail too, as it would have.
    if (transaction && transaction === this.#open)
      this.#attempt(() =>
        this.#instance.script(
          "do $$ begin raise exception 'lock timeout' using errcode = '55P03'; end $$",
        ),
      )
    if (transaction) transaction.failed = true
    this.#reply(waiting.request, { error })
    this.#pump()
  }

  /** @returns `false` where Postgres found a row locked after all, and the statement stays in the queue */
  #execute(waiting: Waiting): boolean {
    const { request, statement } = waiting
    this.#instance.setNow(this.simulation.now)
    if (request.control !== 'none') {
      this.#finish(request)
      return true
    }
    if (!statement) return true
    const { session } = request
    session.committing = false
    if (session.transaction?.state === 'parked') {
      const error = new EffectError(
        'This transaction waited for something that is not SQL, so it can only commit or roll back now.',
        {
          code: 'FL001',
          definite: true,
          fix: 'Send all its statements first, or split the transaction.',
        },
      )
      this.#reply(request, { error })
      return true
    }
    const settled = this.#settings(request, statement)
    if (settled) return true
    if (request.begin) this.#begin(request)
    const outcome = statement.prepared
      ? this.#prepared(request, statement)
      : this.#run(request, statement)
    if (outcome === 'locked') {
      this.#note(waiting, 'lock', 'a locked row')
      return false
    }
    this.#reply(request, outcome)
    return true
  }

  /** Settings of a session that the shared one must not keep. */
  #settings(request: StatementRequest, statement: Statement): boolean {
    if (statement.verb !== 'set') return false
    const transaction = request.session.transaction
    if (statement.lockTimeout) {
      const timeoutUs = statement.lockTimeout.ms * millisecond
      if (transaction) transaction.lockTimeoutUs = timeoutUs
      if (!statement.lockTimeout.local) request.session.lockTimeoutUs = timeoutUs
      if (request.begin) this.#begin(request)
      const begun = request.session.transaction
      if (begun) begun.lockTimeoutUs = timeoutUs
      this.#reply(request, { result: { command: 'SET', rowCount: 0, fields: [], rows: [] } })
      return true
    }
    if (transaction || request.begin) return false
    const error = new EffectError(
      'A setting of the session does not last: a pool hands out other connections.',
      {
        code: '0A000',
        definite: true,
        fix: 'Use SET LOCAL inside db.transaction.',
      },
    )
    this.#reply(request, { error })
    return true
  }

  #begin(request: StatementRequest): void {
    const isolation = request.begin?.isolation
    this.#instance.script(isolation ? `begin isolation level ${isolation}` : 'begin')
    const transaction: Transaction = {
      number: ++this.#transactionCount,
      session: request.session,
      state: 'open',
      gid: '',
      byLab: false,
      failed: false,
      changes: [],
      modes: new Map(),
      rowLocked: new Set(),
      opaque: false,
      ranDefinition: false,
      lockTimeoutUs: request.session.lockTimeoutUs,
      heldKeys: {},
    }
    request.session.transaction = transaction
    this.#open = transaction
    this.simulation.record({
      kind: 'transaction',
      node: this.id,
      transaction: transaction.number,
      by: request.session.client,
      state: 'open',
      reason: null,
    })
  }

  #run(
    request: StatementRequest,
    statement: Statement,
  ): { result: QueryResult } | { error: EffectError } | 'locked' {
    const transaction = request.session.transaction
    const guarded = this.#parked.length > 0 && (statement.rowLock === 'wait' || isWrite(statement))
    // A row that turns out to be locked must not fail the whole transaction.
    if (guarded && transaction) this.#instance.script('savepoint sim_guard')
    try {
      const result = this.#instance.query(
        guarded ? withNowait(statement) : statement.text,
        request.parameters,
      )
      if (guarded && transaction) this.#instance.script('release savepoint sim_guard')
      if (transaction) {
        // Only ROLLBACK TO SAVEPOINT succeeds in a failed transaction, and it mends it.
        transaction.failed = false
        noteLocks(transaction, statement)
      }
      if (statement.verb === 'ddl') this.#readCatalogue()
      if (!transaction)
        this.#publish(
          ++this.#transactionCount,
          request.session.client,
          this.#readChanges(statement),
        )
      return { result }
    } catch (error) {
      if (!(error instanceof EffectError)) throw error
      if (guarded && error.code === '55P03') {
        if (transaction)
          this.#instance.script('rollback to savepoint sim_guard; release savepoint sim_guard')
        return 'locked'
      }
      if (transaction) transaction.failed = true
      return { error }
    }
  }

  #readChanges(statement: Statement): RowChange[] {
    return statement.verb === 'select' || statement.verb === 'set' ? [] : this.#changes.read()
  }

  #finish(request: StatementRequest): void {
    const { session } = request
    const transaction = session.transaction
    session.committing = false
    if (!transaction || transaction.state === 'ended') {
      return this.#reply(request, { error: session.closed ?? connectionReset(this.id) })
    }
    const wasParked = transaction.state === 'parked'
    if (request.control === 'rollback' || transaction.failed) {
      this.#rollBack(transaction, request.control === 'rollback' ? null : 'it had failed')
      const result: QueryResult = { command: 'ROLLBACK', rowCount: 0, fields: [], rows: [] }
      this.#reply(request, { result })
      return
    }
    try {
      if (wasParked) this.#instance.script(`commit prepared ${quoteText(transaction.gid)}`)
      else this.#instance.script('commit')
    } catch (error) {
      if (!(error instanceof EffectError)) throw error
      this.#forget(transaction)
      this.#record(transaction, 'rolled-back', error.message)
      return this.#reply(request, { error })
    }
    const changes = wasParked ? transaction.changes : this.#changes.read()
    this.#forget(transaction)
    this.#record(transaction, 'committed', null)
    if (transaction.ranDefinition) this.#readCatalogue()
    this.#publish(transaction.number, session.client, changes)
    this.#reply(request, { result: { command: 'COMMIT', rowCount: 0, fields: [], rows: [] } })
  }

  /** Two-phase commit as a lab writes it. */
  #prepared(
    request: StatementRequest,
    statement: Statement,
  ): { result: QueryResult } | { error: EffectError } {
    const { session } = request
    const control = statement.prepared
    const result: QueryResult = {
      command: control?.what.toUpperCase() ?? '',
      rowCount: 0,
      fields: [],
      rows: [],
    }
    if (!control) return { result }
    try {
      if (control.what === 'prepare') {
        const transaction = session.transaction
        if (!transaction)
          throw new EffectError('PREPARE TRANSACTION can only be used in a transaction.', {
            code: '25P01',
            definite: true,
          })
        this.#prepare(transaction, control.gid)
        transaction.byLab = true
        session.transaction = null
        this.#record(transaction, 'prepared', control.gid)
        this.simulation.advance(session.client)
        return { result }
      }
      const transaction = this.#parked.find(
        (candidate) => candidate.byLab && candidate.gid === control.gid,
      )
      this.#instance.script(statement.text)
      if (transaction) {
        this.#forget(transaction)
        this.#record(transaction, control.what === 'commit' ? 'committed' : 'rolled-back', null)
        if (control.what === 'commit')
          this.#publish(transaction.number, session.client, transaction.changes)
      }
      this.simulation.advance(session.client)
      return { result }
    } catch (error) {
      if (!(error instanceof EffectError)) throw error
      if (session.transaction) session.transaction.failed = true
      return { error }
    }
  }

  #setAside(transaction: Transaction): void {
    try {
      this.#prepare(transaction, `sim_${transaction.number}`)
    } catch (error) {
      if (!(error instanceof EffectError)) throw error
      // PREPARE failed, so Postgres has rolled it back.
      if (transaction.session) transaction.session.closed = error
      this.#forget(transaction)
      this.#record(transaction, 'rolled-back', error.message)
      return
    }
    this.#record(transaction, 'parked', null)
    const timer = this.simulation.after(
      idleInTransactionUs,
      'timer',
      () => this.#idleTooLong(transaction),
      { key: `${this.id} idle ${transaction.number}` },
    )
    this.#idleTimers.set(transaction, { cancel: () => this.simulation.cancel(timer) })
  }

  #prepare(transaction: Transaction, gid: string): void {
    this.#instance.setNow(this.simulation.now)
    const locks = this.#instance.query(`
      select c.relname as name, l.mode from pg_locks l join pg_class c on c.oid = l.relation
      join pg_namespace s on s.oid = c.relnamespace
      where l.locktype = 'relation' and l.granted and l.pid = pg_backend_pid() and s.nspname = 'public' order by 1, 2`)
    for (const row of locks.rows) {
      const mode = String(row.mode)
      if (isLockMode(mode))
        transaction.modes.set(
          String(row.name),
          strongest(transaction.modes.get(String(row.name)), mode),
        )
    }
    const before = this.#changes.last
    transaction.changes = this.#changes.read()
    transaction.heldKeys = this.#keysHeld(transaction.changes, before)
    this.#instance.script(`prepare transaction ${quoteText(gid)}`)
    transaction.gid = gid
    transaction.state = 'parked'
    if (this.#open === transaction) this.#open = null
    this.#parked.push(transaction)
    this.#setGuard()
  }

  /** Values of unique keys that the changes hold, as the guard compares them. */
  #keysHeld(changes: readonly RowChange[], after: number): Transaction['heldKeys'] {
    const held: Transaction['heldKeys'] = {}
    for (const table of new Set(changes.map((change) => change.table))) {
      const keys: Record<string, string[]> = {}
      for (const columns of this.#catalogue.shapes.get(table)?.uniqueKeys ?? []) {
        const name = columns.join(',')
        const { rows } = this.#instance.query(
          `select distinct string_agg(coalesce(j.row->>c.name, chr(2) || 'null'), chr(1) order by c.o) as value
           from sim.changes s, lateral (values (s.before), (s.after)) j(row), unnest($2::text[]) with ordinality c(name, o)
           where s.tbl = $1 and s.n > $3 and j.row is not null group by s.n, j.row::text order by 1`,
          [table, columns, after],
        )
        keys[name] = rows.map((row) => String(row.value))
      }
      held[table] = keys
    }
    return held
  }

  #setGuard(): void {
    const all: Transaction['heldKeys'] = {}
    for (const transaction of this.#parked) {
      for (const [table, keys] of Object.entries(transaction.heldKeys)) {
        const merged = all[table] ?? {}
        for (const [columns, values] of Object.entries(keys))
          merged[columns] = [...(merged[columns] ?? []), ...values]
        all[table] = merged
      }
    }
    this.#instance.query("select set_config('sim.parked', $1, false)", [
      this.#parked.length === 0 ? '' : JSON.stringify(all),
    ])
  }

  #idleTooLong(transaction: Transaction): void {
    if (transaction.state !== 'parked' || transaction.byLab) return
    const error = new EffectError('terminating connection due to idle-in-transaction timeout', {
      code: '25P03',
      definite: true,
    })
    if (transaction.session) {
      transaction.session.closed = error
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
    if (this.#open) return
    const doomed = this.#doomed
    this.#doomed = []
    for (const { transaction, reason } of doomed) {
      if (transaction.state === 'parked') this.#rollBack(transaction, reason)
    }
  }

  #rollBack(transaction: Transaction, reason: string | null): void {
    // ROLLBACK PREPARED cannot run inside another transaction's block.
    if (transaction.state === 'parked' && this.#open) {
      this.#stopIdleTimer(transaction)
      this.#doomed.push({ transaction, reason })
      return
    }
    this.#instance.setNow(this.simulation.now)
    if (transaction.state === 'parked')
      this.#instance.script(`rollback prepared ${quoteText(transaction.gid)}`)
    else if (transaction.state === 'open') this.#instance.script('rollback')
    this.#forget(transaction)
    this.#record(transaction, 'rolled-back', reason)
    if (transaction.ranDefinition) this.#readCatalogue()
  }

  /** The transaction is over, or nobody's any more. */
  #forget(transaction: Transaction): void {
    this.#stopIdleTimer(transaction)
    const wasParked = this.#parked.includes(transaction)
    if (this.#open === transaction) this.#open = null
    if (wasParked) this.#parked.splice(this.#parked.indexOf(transaction), 1)
    transaction.state = 'ended'
    if (transaction.session?.transaction === transaction) transaction.session.transaction = null
    if (wasParked) this.#setGuard()
  }

  #record(
    transaction: Transaction,
    state: 'committed' | 'rolled-back' | 'parked' | 'prepared',
    reason: string | null,
  ): void {
    this.simulation.record({
      kind: 'transaction',
      node: this.id,
      transaction: transaction.number,
      by: transaction.session?.client ?? this.id,
      state,
      reason,
    })
  }

  #publish(transaction: number, client: string, changes: RowChange[]): void {
    if (changes.length === 0) return
    this.simulation.record({ kind: 'rows', node: this.id, transaction, changes })
    this.simulation.advance(client)
  }

  #reply(
    request: StatementRequest,
    outcome: { result: QueryResult } | { error: EffectError },
  ): void {
    const boot = this.#boots
    this.simulation.inFlight += 1
    this.simulation.after(serviceTimeUs, 'message', () => {
      this.simulation.inFlight -= 1
      if (this.#up && this.#boots === boot) request.respond(outcome)
      else request.respond({ error: connectionReset(this.id) })
    })
  }

  #readCatalogue(): void {
    this.#catalogue = readCatalogue(this.#instance)
  }

  #attempt(run: () => void): void {
    try {
      run()
    } catch (error) {
      if (!(error instanceof EffectError)) throw error
    }
  }
}

export function connectionReset(node: string): EffectError {
  return new EffectError(`The connection to ${node} was reset.`, {
    code: 'ECONNRESET',
    definite: false,
    fix: 'Ask again what happened, or repeat it with a key that makes repeating harmless.',
  })
}

function isWrite(statement: Statement): boolean {
  return ['insert', 'update', 'delete', 'many'].includes(statement.verb)
}

/** A locking SELECT that would wait asks instead, so that the queue here can do the waiting. */
function withNowait(statement: Statement): string {
  return statement.rowLock === 'wait' && statement.verb === 'select'
    ? `${statement.text.replace(/;\s*$/, '')} nowait`
    : statement.text
}

function noteLocks(transaction: Transaction, statement: Statement): void {
  if (statement.rowLock)
    for (const table of statement.modes.keys()) transaction.rowLocked.add(table)
  if (statement.opaque) transaction.opaque = true
  if (statement.verb === 'ddl') transaction.ranDefinition = true
}

function strongest<Mode extends string>(left: Mode | undefined, right: Mode): Mode {
  const order = [
    'AccessShareLock',
    'RowShareLock',
    'RowExclusiveLock',
    'ShareUpdateExclusiveLock',
    'ShareLock',
    'ShareRowExclusiveLock',
    'ExclusiveLock',
    'AccessExclusiveLock',
  ]
  return left && order.indexOf(left) > order.indexOf(right) ? left : right
}
