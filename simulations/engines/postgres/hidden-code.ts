/** What an expression of a schema runs: a default, a check, the expression of an index, a policy for rows. */
import { tokenize } from './sql-text'
import { unnamedAccess } from './unnamed-tables'

/** A default that counts on. Only a change of the sequence makes it wait, and for such a change every write waits. */
const counting = /\bnextval\('(?:[^']|'')*'::regclass\)/g

/**
 * Whether it may lock something, or wait.
 * @param text as Postgres writes it
 * @param opaque functions and views of the schema
 */
export function mayLock(text: string, opaque: ReadonlySet<string>): boolean {
  const tokens = tokenize(text.replace(counting, '0'))
  return (
    unnamedAccess(tokens) !== null ||
    tokens.some(
      ({ kind, value }) =>
        (kind === 'word' || kind === 'quoted') &&
        (opaque.has(value) || value.startsWith('pg_advisory')),
    )
  )
}
