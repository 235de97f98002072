/** The server's side of a connection, and the transaction it may have open. */
import type { EffectError } from '../../kernel/errors'
import type { Microseconds } from '../../kernel/time'
import type { RowChange } from '../../kernel/trace-event'
import type { QueryResult } from './instance'
import type { LockMode } from './lock-modes'

export interface Transaction {
  readonly number: number
  readonly session: Session | null
  /** `open` holds the one real session; `parked` was set aside with PREPARE TRANSACTION. */
  state: 'open' | 'parked' | 'ended'
  /** Name under which it is parked or prepared. */
  gid: string
  /** A lab's own PREPARE TRANSACTION: it outlives its client and a crash of the database. */
  byLab: boolean
  failed: boolean
  /** What it wrote, read before it was parked. */
  changes: RowChange[]
  modes: Map<string, LockMode>
  /** Tables of which it locked rows with FOR UPDATE and the like. */
  rowLocked: Set<string>
  /** It did something whose locks cannot be told. */
  opaque: boolean
  ranDefinition: boolean
  lockTimeoutUs: Microseconds | null
  /** Key values it holds, for the guard: table → columns → values. */
  heldKeys: Record<string, Record<string, string[]>>
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

export interface StatementRequest {
  session: Session
  message: number
  /** Starts a transaction first; `null` for the default isolation level. */
  begin: { isolation: string | null } | null
  text: string
  parameters: readonly unknown[]
  control: 'none' | 'commit' | 'rollback'
  respond(outcome: { result: QueryResult } | { error: EffectError }): void
}
