/** Whether a statement would have to wait for a transaction that is parked, or for one that queues before it. */
import type { TableShape } from './catalogue'
import { type LockMode, modesConflict } from './lock-modes'
import type { Transaction } from './session'
import type { Statement } from './statement'

export interface Waiter {
  label: string
  modes: ReadonlyMap<string, LockMode>
}

export interface LockState {
  /** Transactions set aside, their locks still held in Postgres. */
  parked: readonly Transaction[]
  shapes: ReadonlyMap<string, TableShape>
}

/**
 * @param ahead statements that wait already: a lock queue is served in order
 * @returns what it waits for, in words, or `null` where it may run
 */
export function mustWaitFor(
  statement: Statement,
  { parked, shapes }: LockState,
  ahead: readonly Waiter[],
): string | null {
  const modes = modesOf(statement, shapes)
  for (const transaction of parked) {
    if (conflicts(statement, modes, transaction, shapes)) return transactionLabel(transaction)
  }
  if (statement.asks || statement.rowLock === 'nowait' || statement.rowLock === 'skip') return null
  for (const waiter of ahead) {
    for (const [table, mode] of modes) {
      const other = waiter.modes.get(table)
      if (other && modesConflict(mode, other)) return waiter.label
    }
  }
  return null
}

export function transactionLabel(transaction: Transaction): string {
  if (transaction.byLab) return `prepared transaction ${transaction.gid}`
  return `transaction ${transaction.number} of ${transaction.session?.client ?? 'nobody'}`
}

/** A change of a table locks its relatives as well: foreign keys in both directions, partitions. */
function modesOf(
  statement: Statement,
  shapes: ReadonlyMap<string, TableShape>,
): ReadonlyMap<string, LockMode> {
  if (statement.verb !== 'ddl' && statement.verb !== 'other') return statement.modes
  const modes = new Map(statement.modes)
  for (const [table, mode] of statement.modes) {
    for (const relative of relativesOf(table, shapes)) {
      if (!modes.has(relative)) modes.set(relative, mode)
    }
  }
  return modes
}

function conflicts(
  statement: Statement,
  modes: ReadonlyMap<string, LockMode>,
  held: Transaction,
  shapes: ReadonlyMap<string, TableShape>,
): boolean {
  if (statement.verb === 'set') return false
  if (statement.opaque || statement.waitsForAll) return true
  const { unnamed } = statement
  if (unnamed !== null) {
    if (held.namesBefore) return true
    for (const mode of held.modes.values()) if (modesConflict(unnamed, mode)) return true
  }
  if (!statement.asks) {
    for (const [table, mode] of modes) {
      const other = held.modes.get(table)
      if (other && modesConflict(mode, other)) return true
      // It changed the schema: what a name means depends on how it ends.
      if (held.namesBefore && isRenamed(table, held, shapes)) return true
    }
  }
  if (statement.verb === 'ddl') return held.namesBefore !== null || held.opaque
  if (!isWrite(statement)) return false
  if (held.opaque) return true
  const targets = statement.verb === 'many' ? [...statement.modes.keys()] : [statement.target]
  return targets.some((target) => target === null || writeWaits(statement, target, held, shapes))
}

export function isWrite(statement: Statement): boolean {
  return ['insert', 'update', 'delete', 'many'].includes(statement.verb)
}

/** Whether the table is not the same one before and after the transaction's change of the schema. */
function isRenamed(
  table: string,
  held: Transaction,
  shapes: ReadonlyMap<string, TableShape>,
): boolean {
  const before = held.namesBefore?.tables.get(table.slice(table.lastIndexOf('.') + 1))
  return before === undefined || !shapes.has(table)
}

function writeWaits(
  { verb, claimsBy }: Statement,
  target: string,
  held: Transaction,
  shapes: ReadonlyMap<string, TableShape>,
): boolean {
  const shape = shapes.get(target)
  if (!shape || shape.runsCode) return true
  const changed = (table: string, operations: readonly string[]) =>
    held.rowLocked.has(table) ||
    held.changes.some((change) => change.table === table && operations.includes(change.operation))
  const rewritten = ['update', 'delete', 'truncate']
  const anything = [...rewritten, 'insert']
  const family = [target, ...shape.family]
  // Rows that the held transaction changed or locked cannot be changed by another; a claim passes over them.
  const claims =
    claimsBy !== null &&
    shape.uniqueKeys.some((columns) => columns.length === 1 && columns[0] === claimsBy)
  if (verb !== 'insert' && !claims && family.some((one) => changed(one, rewritten))) return true
  // What keys it holds is told by the guard, row by row; a rule that no list of columns expresses is not.
  if (shape.hasOpaqueRule && family.some((one) => changed(one, anything))) return true
  // A foreign key locks the row it points at, against its being changed.
  if (verb !== 'delete' && shape.references.some((parent) => changed(parent, rewritten)))
    return true
  // A row that goes or gets another key is looked for in every table that points at it, and at those in turn.
  if (verb === 'insert') return false
  return dependentsOf(target, shapes).some(
    (child) => changed(child, anything) || shapes.get(child)?.runsCode === true,
  )
}

/** Tables whose foreign keys lead to this one, over any number of steps. */
function dependentsOf(table: string, shapes: ReadonlyMap<string, TableShape>): string[] {
  const found = new Set<string>()
  const waiting = [table]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const shape of shapes.values()) {
      if (found.has(shape.name) || !shape.references.includes(next)) continue
      found.add(shape.name)
      waiting.push(shape.name)
    }
  }
  return [...found]
}

function relativesOf(table: string, shapes: ReadonlyMap<string, TableShape>): string[] {
  const shape = shapes.get(table)
  return [...(shape?.references ?? []), ...(shape?.family ?? []), ...dependentsOf(table, shapes)]
}
