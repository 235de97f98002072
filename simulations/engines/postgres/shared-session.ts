/**
 * The one real session of a Postgres instance, and the transactions that take turns in it. It never waits: a statement
 * that finds a row locked is answered with `locked`, and the caller does the waiting in virtual time.
 */
import { EffectError } from '../../kernel/errors'
import type { Microseconds } from '../../kernel/time'
import type { HeldLock, RowChange } from '../../kernel/trace-event'
import { ChangeReader, changesOf } from './capture'
import { type Catalogue, readCatalogue } from './catalogue'
import type { PostgresInstance, QueryResult } from './instance'
import { isLockMode, strongerMode } from './lock-modes'
import { withNowait } from './locking-clauses'
import { isWrite } from './parked-locks'
import type { StatementOutcome, Transaction } from './session'
import { quoteText } from './sql-text'
import { type KnownNames, readStatement, type Statement } from './statement'
import { toJsonRow } from './values'

/** Fails a transaction for real, as a lock timeout would have. */
const failure = "do $$ begin raise exception 'lock timeout' using errcode = '55P03'; end $$"

export class SharedSession {
  readonly #instance: PostgresInstance
  readonly #changes: ChangeReader
  readonly #parked: Transaction[] = []
  #catalogue: Catalogue
  #open: Transaction | null = null

  constructor(instance: PostgresInstance, catalogue: Catalogue) {
    this.#instance = instance
    this.#catalogue = catalogue
    this.#changes = new ChangeReader(instance)
  }

  /** The transaction that holds the session now. */
  get open(): Transaction | null {
    return this.#open
  }

  get parked(): readonly Transaction[] {
    return this.#parked
  }

  get shapes(): Catalogue['shapes'] {
    return this.#catalogue.shapes
  }

  /** Names of tables, also those that a transaction under way has changed and others still know. */
  get names(): KnownNames {
    const changing = [this.#open, ...this.#parked].flatMap((one) => one?.namesBefore ?? [])
    if (changing.length === 0) return this.#catalogue.names
    const tables = new Map(this.#catalogue.names.tables)
    const opaque = new Set(this.#catalogue.names.opaque)
    for (const names of changing) {
      for (const [word, found] of names.tables) {
        tables.set(word, [...new Set([...(tables.get(word) ?? []), ...found])])
      }
      for (const name of names.opaque) opaque.add(name)
    }
    const runsCode = [this.#catalogue.names, ...changing].some((names) => names.runsCode)
    return { tables, opaque, runsCode }
  }

  setNow(now: Microseconds): void {
    this.#instance.setNow(now)
  }

  begin(transaction: Transaction): void {
    const { isolation } = transaction
    this.#instance.scriptAhead(isolation ? `begin isolation level ${isolation}` : 'begin')
    transaction.state = 'open'
    this.#open = transaction
  }

  /** Runs a statement of the open transaction. */
  runIn(
    transaction: Transaction,
    statement: Statement,
    parameters: readonly unknown[],
  ): StatementOutcome | 'locked' {
    // A row that turns out to be locked must not fail the whole transaction; one that has failed locks nothing.
    const guarded = !transaction.failed && this.#mayMeetLocks(statement)
    if (guarded) this.#instance.script('savepoint sim_guard')
    const outcome = this.#attempt(() => this.#query(statement, parameters))
    if (guarded && 'error' in outcome && outcome.error.code === '55P03') {
      this.#instance.script('rollback to savepoint sim_guard; release savepoint sim_guard')
      return 'locked'
    }
    if ('error' in outcome) {
      transaction.failed = true
      return outcome
    }
    if (guarded) this.#instance.script('release savepoint sim_guard')
    // Only ROLLBACK TO SAVEPOINT succeeds in a failed transaction, and it mends it.
    transaction.failed = false
    this.#noteLocks(transaction, statement)
    return outcome
  }

  /** Runs a statement in a transaction of its own. */
  runAlone(
    statement: Statement,
    parameters: readonly unknown[],
  ): { outcome: StatementOutcome; changes: RowChange[] } | 'locked' {
    const guarded = this.#mayMeetLocks(statement)
    const reads = statement.verb === 'select' && !statement.opaque
    let changes: RowChange[] = []
    const outcome = this.#attempt(() => {
      if (reads) return this.#query(statement, parameters)
      const done = this.#changes.readAfter({ query: textOf(statement), parameters })
      changes = done.changes
      return done.result
    })
    if (guarded && 'error' in outcome && outcome.error.code === '55P03') return 'locked'
    if ('result' in outcome && (statement.verb === 'ddl' || statement.opaque)) this.#readCatalogue()
    return { outcome, changes }
  }

  /** Gives the session up; what the transaction did is undone, and done over when it may go on. */
  yield(transaction: Transaction): void {
    this.#instance.script('rollback')
    this.#open = null
    transaction.state = 'yielded'
    if (transaction.namesBefore) this.#readCatalogue()
  }

  /**
   * Does a transaction over that gave up the session.
   * @returns `null`, `locked` where it would have to wait again, or the error where it saw something else this time
   */
  redo(transaction: Transaction): EffectError | 'locked' | null {
    const { failed } = transaction
    this.#instance.setNow(transaction.begunAt)
    this.begin(transaction)
    transaction.failed = false
    for (const { statement, parameters, at, answer } of transaction.history) {
      this.#instance.setNow(at)
      const outcome = this.runIn(transaction, statement, parameters)
      if (outcome === 'locked') {
        this.yield(transaction)
        transaction.failed = failed
        return 'locked'
      }
      if (answerOf(outcome) === answer) continue
      this.fail(transaction)
      return new EffectError('could not serialize access due to concurrent update', {
        code: '40001',
        definite: true,
        fix: 'Run the whole transaction again.',
        detail: 'It waited for a lock, and what it had read before has changed meanwhile.',
      })
    }
    return null
  }

  /** A lock timeout: the real transaction has to fail too, as it would have. */
  fail(transaction: Transaction): void {
    const statement = readStatement(failure, this.names)
    transaction.history.push({
      statement,
      parameters: [],
      at: transaction.begunAt,
      answer: '55P03',
    })
    transaction.failed = true
    if (transaction === this.#open) this.#attempt(() => this.#instance.query(failure))
  }

  /**
   * Sets the open transaction aside under a name, with its locks.
   * @throws EffectError where Postgres refuses; the transaction is rolled back then
   */
  park(transaction: Transaction, gid: string): void {
    try {
      this.#readLocks(transaction)
      const before = this.#changes.last
      const serializable = isSerializable(transaction)
      transaction.changes = this.#changes.read({ serializable })
      transaction.heldKeys = this.#keysHeld(transaction.changes, { after: before, serializable })
      if (serializable) this.#changes.clear()
      this.#instance.script(`prepare transaction ${quoteText(gid)}`)
    } catch (error) {
      this.#attempt(() => this.#instance.script('rollback'))
      this.#forget(transaction)
      throw error
    }
    transaction.gid = gid
    transaction.state = 'parked'
    this.#open = null
    this.#parked.push(transaction)
    this.#setGuard()
  }

  /** What `pg_locks` lists for a parked transaction: its row locks stand in the rows themselves, so not those. */
  locksOf({ gid }: Transaction): HeldLock[] {
    return this.#instance
      .query(preparedLocksQuery, [gid])
      .rows.map((row) => ({ on: String(row.on), mode: String(row.mode) }))
  }

  /** Undoes a parked transaction that has more to do; it is done over as one that yielded. */
  takeBack(transaction: Transaction): void {
    this.#instance.script(`rollback prepared ${quoteText(transaction.gid)}`)
    transaction.state = 'yielded'
    this.#unpark(transaction)
  }

  /**
   * Commits an open or a parked transaction.
   * @returns what it changed
   * @throws EffectError where Postgres refuses, as for a deferred constraint; it is rolled back then
   */
  commit(transaction: Transaction): RowChange[] {
    const wasParked = transaction.state === 'parked'
    const serializable = isSerializable(transaction)
    let { changes } = transaction
    try {
      if (wasParked) this.#instance.script(`commit prepared ${quoteText(transaction.gid)}`)
      else changes = this.#changes.readAfter({ script: 'commit' }, { serializable }).changes
    } finally {
      this.#forget(transaction)
    }
    if (serializable && !wasParked) this.#changes.clear()
    if (transaction.namesBefore) this.#readCatalogue()
    return changes
  }

  /** A parked one can be rolled back only while no other is open. */
  rollBack(transaction: Transaction): void {
    if (transaction.state === 'parked') {
      this.#instance.script(`rollback prepared ${quoteText(transaction.gid)}`)
    } else if (transaction.state === 'open') this.#instance.script('rollback')
    this.#forget(transaction)
    if (transaction.namesBefore) this.#readCatalogue()
  }

  /** COMMIT PREPARED and ROLLBACK PREPARED of names that are not known here: Postgres says so. */
  script(text: string): void {
    this.#instance.script(text)
  }

  /** Reads without a trace of it. */
  inspect(statement: Statement): QueryResult {
    this.#instance.script('begin read only')
    try {
      return this.#query(statement, [])
    } finally {
      this.#instance.script('rollback')
    }
  }

  /** Takes down what is open, so that the instance can be used again. */
  close(): void {
    if (this.#open) this.#instance.rollBackOpen()
    this.#open = null
  }

  #mayMeetLocks(statement: Statement): boolean {
    return this.#parked.length > 0 && (statement.rowLock === 'wait' || isWrite(statement))
  }

  #query(statement: Statement, parameters: readonly unknown[]): QueryResult {
    return this.#instance.query(textOf(statement), parameters)
  }

  #noteLocks(transaction: Transaction, statement: Statement): void {
    if (statement.rowLock) {
      for (const table of statement.modes.keys()) transaction.rowLocked.add(table)
    }
    const runsCode =
      isWrite(statement) &&
      [...statement.modes.keys()].some((table) => this.shapes.get(table)?.runsCode)
    if (statement.opaque || runsCode) transaction.opaque = true
    if (statement.verb !== 'ddl' && !statement.opaque) return
    transaction.namesBefore ??= statement.verb === 'ddl' ? this.#catalogue.names : null
    this.#readCatalogue()
  }

  #readLocks(transaction: Transaction): void {
    const { rows } = this.#instance.query(locksQuery)
    for (const row of rows) {
      const [name, mode] = [String(row.name), String(row.mode)]
      if (!isLockMode(mode)) continue
      transaction.modes.set(name, strongerMode(transaction.modes.get(name) ?? mode, mode))
    }
  }

  /** Values of unique keys that the changes hold, as the guard compares them. */
  #keysHeld(
    changes: readonly RowChange[],
    { after, serializable }: { after: number; serializable: boolean },
  ): Transaction['heldKeys'] {
    const held: Transaction['heldKeys'] = {}
    for (const table of new Set(changes.map((change) => change.table))) {
      const keys: Record<string, string[]> = {}
      for (const columns of this.shapes.get(table)?.uniqueKeys ?? []) {
        const name = JSON.stringify(columns)
        const { rows } = this.#instance.query(keysQuery(serializable), [table, name, after])
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
        for (const [columns, values] of Object.entries(keys)) {
          merged[columns] = [...(merged[columns] ?? []), ...values]
        }
        all[table] = merged
      }
    }
    const value = this.#parked.length === 0 ? '' : JSON.stringify(all)
    this.#instance.query("select set_config('sim.parked', $1, false)", [value])
  }

  /** The transaction is over. */
  #forget(transaction: Transaction): void {
    if (this.#open === transaction) this.#open = null
    transaction.state = 'ended'
    if (transaction.session?.transaction === transaction) transaction.session.transaction = null
    this.#unpark(transaction)
  }

  #unpark(transaction: Transaction): void {
    const index = this.#parked.indexOf(transaction)
    if (index < 0) return
    this.#parked.splice(index, 1)
    this.#setGuard()
  }

  #readCatalogue(): void {
    this.#catalogue = readCatalogue(this.#instance)
  }

  #attempt(run: () => QueryResult | unknown): StatementOutcome {
    try {
      return { result: run() as QueryResult }
    } catch (error) {
      if (!(error instanceof EffectError)) throw error
      return { error }
    }
  }
}

/** A locking SELECT that would wait asks instead, so that the queue can do the waiting. */
function textOf({ text, locking }: Statement): string {
  return locking ? withNowait(text, locking) : text
}

function isSerializable(transaction: Transaction): boolean {
  return transaction.isolation === 'serializable'
}

/** What a client was told, in a form that can be compared. */
export function answerOf(outcome: StatementOutcome): string {
  if ('error' in outcome) return outcome.error.code
  return JSON.stringify([outcome.result.rowCount, outcome.result.rows.map(toJsonRow)])
}

/** A lock of an index counts as one of its table: whoever reads the table opens the index too. */
const locksQuery = `
select sim.name_of(s.nspname, c.relname) as name, l.mode from pg_locks l left join pg_index i on i.indexrelid = l.relation
join pg_class c on c.oid = coalesce(i.indrelid, l.relation)
join pg_namespace s on s.oid = c.relnamespace
where l.locktype = 'relation' and l.granted and l.pid = pg_backend_pid() and s.nspname not in ('pg_catalog', 'sim') order by 1, 2`

/** A prepared transaction has no process any more: its locks are found by the one that it holds on its own number. */
const preparedLocksQuery = `
select coalesce(sim.name_of(s.nspname, c.relname), 'transaction ' || l.transactionid) as on, l.mode
from pg_prepared_xacts p join pg_locks own on own.transactionid = p.transaction and own.pid is null
join pg_locks l on l.virtualtransaction = own.virtualtransaction and l.pid is null
left join pg_class c on c.oid = l.relation left join pg_namespace s on s.oid = c.relnamespace
where p.gid = $1 and l.granted and (l.locktype = 'transactionid' or s.nspname not in ('pg_catalog', 'sim'))
order by l.locktype, 1, 2`

const keysQuery = (serializable: boolean) => `
select distinct k.value from ${changesOf(serializable)} s, lateral (values (s.before), (s.after)) j(row), lateral sim.key_of(j.row, $2) k(value)
where s.tbl = $1 and s.n > $3 and j.row is not null and k.value is not null order by 1`
