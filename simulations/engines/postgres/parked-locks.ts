/** Whether a statement would have to wait for a transaction that is parked, or for one that queues before it. */
import type { TableShape } from './capture'
import { type LockMode, modesConflict } from './lock-modes'
import type { Transaction } from './session'
import type { Statement } from './statement'

export interface Waiter {
  label: string
  modes: ReadonlyMap<string, LockMode>
}

/**
 * @param parked transactions set aside, their locks still held in Postgres
 * @param ahead statements that wait already: a lock queue is served in order
 * @returns what it waits for, in words, or `null` where it may run
 */
export function mustWaitFor(
  statement: Statement,
  own: Transaction | null,
  parked: readonly Transaction[],
  ahead: readonly Waiter[],
  shapes: ReadonlyMap<string, TableShape>,
): string | null {
  for (const transaction of parked) {
    if (transaction !== own && conflicts(statement, transaction, shapes))
      return transactionLabel(transaction)
  }
  if (statement.rowLock === 'nowait' || statement.rowLock === 'skip') return null
  for (const waiter of ahead) {
    for (const [table, mode] of statement.modes) {
      const other = waiter.modes.get(table)
      if (other && modesConflict(mode, other)) return waiter.label
    }
  }
  return null
}

export function transactionLabel(transaction: Transaction): string {
  return transaction.session
    ? `transaction ${transaction.number} of ${transaction.session.client}`
    : `prepared transaction ${transaction.gid}`
}

function conflicts(
  statement: Statement,
  held: Transaction,
  shapes: ReadonlyMap<string, TableShape>,
): boolean {
  if (statement.verb === 'set') return false
  if (statement.opaque || statement.waitsForAll) return true
  const passing = statement.rowLock === 'nowait' || statement.rowLock === 'skip'
  if (!passing) {
    for (const [table, mode] of statement.modes) {
      const other = held.modes.get(table)
      if (other && modesConflict(mode, other)) return true
    }
  }
  if (statement.verb === 'ddl') return held.ranDefinition || held.opaque
  const writes =
    statement.verb === 'insert' ||
    statement.verb === 'update' ||
    statement.verb === 'delete' ||
    statement.verb === 'many'
  if (!writes) return false
  if (held.opaque) return true
  const targets =
    statement.verb === 'many'
      ? [...statement.modes.keys()]
      : statement.target
        ? [statement.target]
        : []
  return targets.some((target) => writeWaits(statement.verb, target, held, shapes))
}

function writeWaits(
  verb: Statement['verb'],
  target: string,
  held: Transaction,
  shapes: ReadonlyMap<string, TableShape>,
): boolean {
  const shape = shapes.get(target)
  if (!shape) return true
  const changed = (table: string, operations: readonly string[]) =>
    held.rowLocked.has(table) ||
    held.changes.some((change) => change.table === table && operations.includes(change.operation))
  const rewritten = ['update', 'delete', 'truncate']
  const anything = [...rewritten, 'insert']
  // Rows that the held transaction changed or locked cannot be changed by another.
  if (verb !== 'insert' && changed(target, rewritten)) return true
  // What keys it holds is told by the guard, row by row; a rule that no list of columns expresses is not.
  if (shape.hasOpaqueRule && changed(target, anything)) return true
  // A foreign key locks the row it points at, against its being changed.
  if (verb !== 'delete' && shape.references.some((parent) => changed(parent, rewritten)))
    return true
  if (verb !== 'insert') {
    for (const child of shapes.values()) {
      if (child.references.includes(target) && changed(child.name, anything)) return true
    }
  }
  return false
}
