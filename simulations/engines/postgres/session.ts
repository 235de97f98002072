/** The server's side of a connection, and the transaction it may have open. */
import type { EffectError } from '../../kernel/errors'
import type { Microseconds } from '../../kernel/time'
import type { RowChange } from '../../kernel/trace-event'
import type { QueryResult } from './instance'
import type { LockMode } from './lock-modes'
import type { KnownNames, Statement } from './statement'

export interface Transaction {
  readonly number: number
  readonly session: Session | null
  readonly isolation: string | null
  readonly begunAt: Microseconds
  /**
   * `open` holds the one real session; `yielded` gave it up because its next statement has to wait, and is done over
   * when it may go on; `parked` was set aside with PREPARE TRANSACTION.
   */
  state: 'open' | 'yielded' | 'parked' | 'ended'
  /** Name under which it is parked or prepared. */
  gid: string
  /** A lab's own PREPARE TRANSACTION: it outlives its client and a crash of the database. */
  byLab: boolean
  /** It was parked because its client stood still: it may be gone on with, and is done over for that. */
  resumable: boolean
  failed: boolean
  /** What it did so far, to be done over. */
  readonly history: PastStatement[]
  /** What it wrote, read before it was parked. */
  changes: RowChange[]
  modes: Map<string, LockMode>
  /** Tables of which it locked rows with FOR UPDATE and the like. */
  rowLocked: Set<string>
  /** It did something whose locks cannot be told. */
  opaque: boolean
  /** Names that were known before it changed the schema; `null` where it did not. */
  namesBefore: KnownNames | null
  lockTimeoutUs: Microseconds | null
  /** Key values it holds, for the guard: table → columns → values. */
  heldKeys: Record<string, Record<string, string[]>>
}

export interface PastStatement {
  statement: Statement
  parameters: readonly unknown[]
  at: Microseconds
  /** What its client was told, to compare. */
  answer: string
}

export interface Session {
  readonly number: number
  /** Node whose pool opened it. */
  readonly client: string
  readonly incarnation: number
  transaction: Transaction | null
  /** Set when the server gave up on it, with what the client is told at its next statement. */
  closed: EffectError | null
  lockTimeoutUs: Microseconds | null
  /** A COMMIT or a single statement is on its way and will be executed though the client may be gone. */
  committing: boolean
}

export type StatementOutcome = { result: QueryResult } | { error: EffectError }

export interface StatementRequest {
  session: Session
  message: number
  /** Starts a transaction first; `null` for the default isolation level. */
  begin: { isolation: string | null } | null
  text: string
  parameters: readonly unknown[]
  control: 'none' | 'commit' | 'rollback'
  respond(outcome: StatementOutcome): void
}

export function newTransaction(
  session: Session,
  options: { number: number; isolation: string | null; begunAt: Microseconds },
): Transaction {
  return {
    ...options,
    session,
    state: 'open',
    gid: '',
    byLab: false,
    resumable: false,
    failed: false,
    history: [],
    changes: [],
    modes: new Map(),
    rowLocked: new Set(),
    opaque: false,
    namesBefore: null,
    lockTimeoutUs: session.lockTimeoutUs,
    heldKeys: {},
  }
}
