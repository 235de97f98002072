/**
 * Tables that a statement reaches without their names: by a text (`pg_total_relation_size('orders')`, `nextval('tickets')`),
 * by a number out of the catalogue, or by a name that is written so that it cannot be recognized. Postgres locks them all
 * the same, and waits.
 */
import type { LockMode } from './lock-modes'
import type { SqlToken } from './sql-text'

/** Postgres cuts a name that is longer, in bytes. */
const nameBytesMost = 63

/** What begins with `pg_` and opens no table but those of the catalogue, which nobody locks. The rest may open any. */
const opensNone = new Set([
  ...['am', 'attrdef', 'attribute', 'class', 'constraint', 'database', 'depend', 'description'],
  ...['enum', 'index', 'inherits', 'namespace', 'operator', 'proc', 'sequence', 'trigger', 'type'],
  ...['catalog', 'locks', 'prepared_xacts', 'settings', 'stat_activity', 'tables'],
  ...['backend_pid', 'column_size', 'get_userbyid', 'size_pretty', 'typeof', 'lsn', 'wal_lsn_diff'],
  ...['current_wal_flush_lsn', 'current_wal_insert_lsn', 'current_wal_lsn', 'xact_status'],
  ...['current_snapshot', 'current_xact_id', 'current_xact_id_if_assigned', 'snapshot'],
  ...['snapshot_xip', 'snapshot_xmax', 'snapshot_xmin', 'visible_in_snapshot'],
])

/** They change a sequence, or lock it as if they did. */
const opensSequence = /^(?:nextval|setval|currval|lastval|pg_sequence.+|pg_get_sequence_data)$/
/** The rest without `pg_`. */
const opensByText =
  /^(?:information_schema|.+_to_xml(?:schema|_and_xmlschema)?|ts_stat|ts_rewrite|currtid2|brin_.+|gin_clean_pending_list)$/

/** @returns the strongest mode in which tables may be locked that it does not name, or `null` */
export function unnamedAccess(tokens: readonly SqlToken[]): LockMode | null {
  let access: LockMode | null = null
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== 'word' && token.kind !== 'quoted') continue
    const { value } = token
    if (opensSequence.test(value)) return 'RowExclusiveLock'
    const isOwn = value.startsWith('pg_') && !opensNone.has(value.slice('pg_'.length))
    if (isOwn || opensByText.test(value) || isCut(value) || isEscaped(tokens, index))
      access = 'AccessShareLock'
  }
  return access
}

/** They run a text as a query, or read whatever a schema holds, its views included. */
const runsText =
  /^(?:query_to_xml(?:schema|_and_xmlschema)?|(?:table|schema|database)_to_xml(?:_and_xmlschema)?|ts_stat|ts_rewrite)$/

/** Whether it may call functions that it does not name, so that they are not recognized. */
export function hidesCode(tokens: readonly SqlToken[]): boolean {
  return tokens.some(
    (token, index) =>
      (token.kind === 'word' || token.kind === 'quoted') &&
      (runsText.test(token.value) || isCut(token.value) || isEscaped(tokens, index)),
  )
}

/** In UTF-16 units there are never more than bytes, and at most three bytes to one. */
function isCut(name: string): boolean {
  return name.length * 3 > nameBytesMost && new TextEncoder().encode(name).length > nameBytesMost
}

/** `U&"\006frders"` is `orders`. */
function isEscaped(tokens: readonly SqlToken[], index: number): boolean {
  const [prefix, ampersand, name] = tokens.slice(index, index + 3)
  return (
    prefix?.value === 'u' &&
    ampersand?.value === '&' &&
    name?.kind === 'quoted' &&
    name.start === prefix.end + 1
  )
}
