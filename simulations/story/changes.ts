/** What a commit changed, as stories ask for it. */
import type { RowChange } from '../kernel/trace-event'

/** What a commit made of a table's first row in it, which may have changed more than once. */
export function changeOf(changes: readonly RowChange[], table: string): RowChange | undefined {
  const first = changes.find((change) => change.table === table)
  const last = changes.findLast((change) => change.table === table && change.key === first?.key)
  return first && last && { ...last, before: first.before }
}

export function inserted(changes: readonly RowChange[], table: string): RowChange | undefined {
  return changes.find((change) => change.table === table && change.operation === 'insert')
}
