/**
 * What a statement would lock, told from its words and the catalogue. Conservative: a statement it cannot place is
 * `opaque`, and an opaque statement waits while any transaction is parked, because Postgres itself must never wait.
 */
import { claimedBy } from './claim'
import type { LockMode } from './lock-modes'
import { type LockingClause, lockingClauses } from './locking-clauses'
import { refusal } from './refusals'
import { type SqlToken, tokenize } from './sql-text'
import { hidesCode, unnamedAccess } from './unnamed-tables'

export interface Statement {
  text: string
  verb: 'select' | 'insert' | 'update' | 'delete' | 'many' | 'ddl' | 'set' | 'other'
  /** The table it writes or locks, where there is one. */
  target: string | null
  modes: Map<string, LockMode>
  /** What a locking SELECT does about locked rows; `null` where it locks none. */
  rowLock: 'wait' | 'nowait' | 'skip' | null
  /** The clause of a SELECT that would wait for a row. */
  locking: LockingClause | null
  /** Writes only rows that it has locked itself, found by this column of its target; see `claim.ts`. */
  claimsBy: string | null
  /** LOCK TABLE … NOWAIT: asks Postgres, which does not wait. */
  asks: boolean
  opaque: boolean
  /** How it may lock tables that it does not name; `null` where it names all. See `unnamed-tables.ts`. */
  unnamed: LockMode | null
  /** Waits for every transaction that is older than itself: concurrent index builds. */
  waitsForAll: boolean
  /** Why it may not run here at all. */
  refused: { code: string; message: string } | null
  /** `SET [LOCAL] lock_timeout`, in milliseconds. */
  lockTimeout: { ms: number; local: boolean } | null
  /** `PREPARE TRANSACTION`, `COMMIT PREPARED`, `ROLLBACK PREPARED` written by a lab, with the name given. */
  prepared: { what: 'prepare' | 'commit' | 'rollback'; gid: string } | null
}

export interface KnownNames {
  /** Tables by the name that stands in a statement: their names in the catalogue. */
  tables: ReadonlyMap<string, readonly string[]>
  /** Views and functions of the schema: what they touch cannot be told from a statement that uses them. */
  opaque: ReadonlySet<string>
  /** An operator, a cast or a type of the schema runs functions: what any statement touches cannot be told. */
  runsCode: boolean
}

/** Statements read before, by the names they were read with: a lab runs the same few texts thousands of times. */
const known = new WeakMap<KnownNames, Map<string, Statement>>()
const knownMost = 500

export function readStatement(text: string, names: KnownNames): Statement {
  let statements = known.get(names)
  if (!statements || statements.size > knownMost) {
    statements = new Map()
    known.set(names, statements)
  }
  let statement = statements.get(text)
  if (!statement) {
    statement = classify(text, names)
    statements.set(text, statement)
  }
  return statement
}

/** They evaluate no expression. */
const runsNothing = new Set(['savepoint', 'release', 'rollback', 'show', 'set'])

function classify(text: string, names: KnownNames): Statement {
  const tokens = tokenize(text)
  const words = tokens.map((token) => (token.kind === 'word' ? token.value : ''))
  const first = words[0] ?? ''
  const statement: Statement = {
    text,
    verb: 'other',
    target: null,
    modes: new Map(),
    rowLock: null,
    claimsBy: null,
    asks: false,
    opaque: (names.runsCode && !runsNothing.has(first)) || hidesCode(tokens),
    unnamed: unnamedAccess(tokens),
    waitsForAll: false,
    refused: refusal(words, tokens),
    locking: null,
    lockTimeout: lockTimeout(words, tokens),
    prepared: preparedControl(words, tokens),
  }
  for (const token of tokens) {
    if (token.kind !== 'word' && token.kind !== 'quoted') continue
    for (const table of names.tables.get(token.value) ?? [])
      statement.modes.set(table, 'AccessShareLock')
    if (names.opaque.has(token.value)) statement.opaque = true
    if (token.value.startsWith('pg_advisory')) statement.opaque = true
  }
  if (statement.prepared) return statement
  switch (first) {
    case 'select':
    case 'values':
    case 'table':
    case '':
      return readSelect(statement, words, tokens)
    case 'with':
      return words.some((word) => ['insert', 'update', 'delete', 'merge'].includes(word))
        ? withLocking(manyTables(statement), tokens)
        : readSelect(statement, words, tokens)
    case 'insert':
      return readWrite(statement, 'insert', {
        target: tokenAfter(tokens, 'into'),
        words,
        tokens,
        names,
      })
    case 'update':
      return readWrite(statement, 'update', {
        target: tokenAfter(tokens, words[1] === 'only' ? 'only' : 'update'),
        words,
        tokens,
        names,
      })
    case 'delete':
      return readWrite(statement, 'delete', {
        target: tokenAfter(tokens, words[2] === 'only' ? 'only' : 'from'),
        words,
        tokens,
        names,
      })
    case 'merge':
      return manyTables(statement)
    case 'explain': {
      if (words.includes('analyze')) return { ...manyTables(statement), opaque: true }
      const locks = words.some((word) =>
        ['insert', 'update', 'delete', 'merge', 'for'].includes(word),
      )
      return locks ? manyTables(statement) : { ...statement, verb: 'select' }
    }
    case 'show':
    case 'savepoint':
    case 'release':
      return statement
    case 'set':
    case 'reset':
      return { ...statement, verb: 'set' }
    case 'create':
    case 'alter':
    case 'drop':
    case 'truncate':
    case 'lock':
    case 'comment':
      return readDefinition(statement, first, words)
    default:
      return { ...statement, opaque: true }
  }
}

function readSelect(statement: Statement, words: string[], tokens: SqlToken[]): Statement {
  if (words.includes('into')) return { ...statement, verb: 'ddl', opaque: true }
  const clauses = lockingClauses(tokens)
  const [first] = clauses
  if (!first) return { ...statement, verb: 'select' }
  for (const table of statement.modes.keys()) statement.modes.set(table, 'RowShareLock')
  const waiting = clauses.filter((clause) => clause.wait === 'wait')
  const [locking] = waiting
  // One clause at the end can be made to ask; of several, or inside a subquery, it cannot be told which waits.
  const opaque =
    statement.opaque || waiting.length > 1 || (locking !== undefined && locking.depth > 0)
  return {
    ...statement,
    verb: 'select',
    rowLock: locking ? 'wait' : first.wait,
    locking: locking ?? null,
    opaque,
  }
}

/** A locking clause in a statement that also writes. */
function withLocking(statement: Statement, tokens: SqlToken[]): Statement {
  return lockingClauses(tokens).length > 0 ? { ...statement, opaque: true } : statement
}

function readWrite(
  statement: Statement,
  verb: 'insert' | 'update' | 'delete',
  {
    target,
    words,
    tokens,
    names,
  }: { target: SqlToken | undefined; words: string[]; tokens: SqlToken[]; names: KnownNames },
): Statement {
  const found = target ? (names.tables.get(target.value) ?? []) : []
  const table = found.length === 1 ? (found[0] ?? null) : null
  for (const one of found) statement.modes.set(one, 'RowExclusiveLock')
  const updatesOnConflict =
    verb === 'insert' && words.includes('conflict') && words.includes('update')
  const write: Statement = {
    ...statement,
    verb: updatesOnConflict ? 'many' : verb,
    target: table,
    opaque: statement.opaque || !table,
  }
  const claimsBy = target && table && verb !== 'insert' ? claimedBy(tokens, target) : null
  return claimsBy === null ? withLocking(write, tokens) : { ...write, claimsBy }
}

/** Every table named may be written. */
function manyTables(statement: Statement): Statement {
  for (const table of statement.modes.keys()) statement.modes.set(table, 'RowExclusiveLock')
  return { ...statement, verb: 'many' }
}

function readDefinition(statement: Statement, first: string, words: string[]): Statement {
  const concurrently = words.includes('concurrently')
  let mode: LockMode = 'AccessExclusiveLock'
  if (first === 'create' && words.includes('index'))
    mode = concurrently ? 'ShareUpdateExclusiveLock' : 'ShareLock'
  else if (first === 'create' && words.includes('trigger')) mode = 'ShareRowExclusiveLock'
  else if (first === 'create' && words[1] === 'table') mode = 'ShareRowExclusiveLock'
  else if (first === 'comment') mode = 'ShareUpdateExclusiveLock'
  else if (first === 'alter' && words.includes('validate')) mode = 'ShareUpdateExclusiveLock'
  else if (first === 'alter' && words.includes('foreign')) mode = 'ShareRowExclusiveLock'
  else if (first === 'lock') mode = modeOfLock(words)
  for (const table of statement.modes.keys()) statement.modes.set(table, mode)
  // What is not a table of the schema (an index by its name, a sequence, a type) has locks that cannot be told.
  const untold = first !== 'create' && (words[1] === 'index' || statement.modes.size === 0)
  return {
    ...statement,
    verb: first === 'lock' ? 'other' : 'ddl',
    waitsForAll: concurrently,
    asks: first === 'lock' && words.includes('nowait'),
    opaque: statement.opaque || untold,
  }
}

function modeOfLock(words: string[]): LockMode {
  const text = words.join(' ')
  if (text.includes('access share')) return 'AccessShareLock'
  if (text.includes('row share')) return 'RowShareLock'
  if (text.includes('row exclusive') && !text.includes('share row exclusive'))
    return 'RowExclusiveLock'
  if (text.includes('share update exclusive')) return 'ShareUpdateExclusiveLock'
  if (text.includes('share row exclusive')) return 'ShareRowExclusiveLock'
  if (text.includes('access exclusive')) return 'AccessExclusiveLock'
  if (text.includes('exclusive')) return 'ExclusiveLock'
  if (text.includes('share')) return 'ShareLock'
  return 'AccessExclusiveLock'
}

function tokenAfter(tokens: SqlToken[], word: string): SqlToken | undefined {
  const at = tokens.findIndex((token) => token.kind === 'word' && token.value === word)
  if (at < 0) return undefined
  return tokens[at + 2]?.value === '.' ? tokens[at + 3] : tokens[at + 1]
}

function lockTimeout(words: string[], tokens: SqlToken[]): Statement['lockTimeout'] {
  const at = words.indexOf('lock_timeout')
  if (words[0] !== 'set' || at < 0) return null
  const value = tokens[at + 2]
  if (!value) return null
  const match = /^'?\s*(\d+)\s*(ms|s|min)?\s*'?$/.exec(value.value)
  if (!match) return null
  const unit = match[2] === 's' ? 1_000 : match[2] === 'min' ? 60_000 : 1
  return { ms: Number(match[1]) * unit, local: words[1] === 'local' }
}

function preparedControl(words: string[], tokens: SqlToken[]): Statement['prepared'] {
  const name = tokens[2]?.kind === 'text' ? tokens[2].value.slice(1, -1) : null
  if (name === null) return null
  if (words[0] === 'prepare' && words[1] === 'transaction') return { what: 'prepare', gid: name }
  if (words[0] === 'commit' && words[1] === 'prepared') return { what: 'commit', gid: name }
  if (words[0] === 'rollback' && words[1] === 'prepared') return { what: 'rollback', gid: name }
  return null
}
