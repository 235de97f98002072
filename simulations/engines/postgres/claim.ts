/**
 * The claim of a work queue: `DELETE FROM t WHERE id IN (SELECT id FROM t … FOR UPDATE SKIP LOCKED)`, or an UPDATE. It
 * writes only rows that it has locked itself and passes over those of others, so it never waits for one.
 */
import type { SqlToken } from './sql-text'

/**
 * @param target the table that is written
 * @returns the column that the claimed rows are found by, which has to be unique for the claim to be one; or `null`
 */
export function claimedBy(tokens: readonly SqlToken[], target: SqlToken): string | null {
  const where = tokens.findIndex((token) => token.depth === 0 && isWord(token, 'where'))
  const [column, operator, open, select, same, from, table] = tokens.slice(where + 1)
  const isClaim =
    where >= 0 &&
    isName(column) &&
    (operator?.value === '=' || isWord(operator, 'in')) &&
    open?.value === '(' &&
    isWord(select, 'select') &&
    same?.value === column.value &&
    isWord(from, 'from') &&
    isName(table) &&
    table.value === target.value
  if (!isClaim) return null
  const start = where + 8
  const end = tokens.findIndex((token, index) => index >= start && token.depth === 0)
  const inner = tokens.slice(start, end)
  const after = tokens.slice(end + 1)
  const locks = inner.slice(-4).map((token) => token.value)
  const plain = inner.every((token) => !joins.has(token.value)) && inner[0]?.value !== ','
  // `SELECT id FROM t AS s`: another name for it, as long as nothing else is read beside it.
  return plain &&
    locks.join(' ') === 'for update skip locked' &&
    (after.length === 0 || isWord(after[0], 'returning'))
    ? column.value
    : null
}

/** Words that would read a second table, or a second answer. */
const joins = new Set(['join', 'from', 'using', 'union', 'intersect', 'except', 'select'])

function isWord(token: SqlToken | undefined, word: string): boolean {
  return token?.kind === 'word' && token.value === word
}

function isName(token: SqlToken | undefined): token is SqlToken {
  return token?.kind === 'word' || token?.kind === 'quoted'
}
