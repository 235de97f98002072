/**
 * What a statement would lock, told from its words and the catalogue. Conservative: a statement it cannot place is
 * `opaque`, and an opaque statement waits while any transaction is parked, because Postgres itself must never wait.
 */
import type { LockMode } from './lock-modes'
import { type SqlToken, tokenize } from './sql-text'

export interface Statement {
  text: string
  verb: 'select' | 'insert' | 'update' | 'delete' | 'many' | 'ddl' | 'set' | 'other'
  /** The table it writes or locks, where there is one. */
  target: string | null
  modes: Map<string, LockMode>
  /** What a locking SELECT does about locked rows; `null` where it locks none. */
  rowLock: 'wait' | 'nowait' | 'skip' | null
  opaque: boolean
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
  tables: ReadonlySet<string>
  /** Views and functions of the schema: what they touch cannot be told from a statement that uses them. */
  opaque: ReadonlySet<string>
}

/** Words that would block or leave state in the one session that every client shares. */
const refusedCalls: Record<string, string> = {
  pg_sleep: 'It would stop the whole simulation. Use sleep() in the service.',
  pg_sleep_for: 'It would stop the whole simulation. Use sleep() in the service.',
  pg_sleep_until: 'It would stop the whole simulation. Use sleep() in the service.',
  pg_advisory_lock:
    'Clients share one session here, so a session lock would exclude nobody. Use pg_advisory_xact_lock.',
  pg_advisory_lock_shared:
    'Clients share one session here, so a session lock would exclude nobody. Use pg_advisory_xact_lock_shared.',
  pg_try_advisory_lock:
    'Clients share one session here, so a session lock would exclude nobody. Use pg_try_advisory_xact_lock.',
  pg_notify: 'Notifications pass the simulation by. Poll instead.',
}
const refusedVerbs: Record<string, string> = {
  listen: 'Notifications pass the simulation by. Poll instead.',
  notify: 'Notifications pass the simulation by. Poll instead.',
  unlisten: 'Notifications pass the simulation by. Poll instead.',
  begin: 'Use db.transaction(async (tx) => { … }).',
  start: 'Use db.transaction(async (tx) => { … }).',
  commit: 'Use db.transaction(async (tx) => { … }).',
  end: 'Use db.transaction(async (tx) => { … }).',
  rollback: 'Throw inside db.transaction to roll back.',
  abort: 'Throw inside db.transaction to roll back.',
  prepare: 'A pool hands out other connections, so prepared statements do not last.',
  deallocate: 'A pool hands out other connections, so prepared statements do not last.',
  declare: 'A pool hands out other connections, so cursors do not last.',
  discard: 'It would reset every client of this database at once.',
  copy: 'COPY needs a stream. Use INSERT with several rows.',
  load: 'Libraries cannot be loaded here.',
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
    opaque: false,
    waitsForAll: false,
    refused: refusal(first, words, tokens),
    lockTimeout: lockTimeout(words, tokens),
    prepared: preparedControl(words, tokens),
  }
  for (const token of tokens) {
    if ((token.kind === 'word' || token.kind === 'quoted') && names.tables.has(token.value))
      statement.modes.set(token.value, 'AccessShareLock')
    if (token.kind !== 'text' && names.opaque.has(token.value)) statement.opaque = true
    if (token.kind === 'word' && token.value.startsWith('pg_advisory')) statement.opaque = true
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
        ? manyTables(statement)
        : readSelect(statement, words, tokens)
    case 'insert':
      return readWrite(statement, 'insert', tokenAfter(tokens, 'into'), words)
    case 'update':
      return readWrite(
        statement,
        'update',
        tokenAfter(tokens, words[1] === 'only' ? 'only' : 'update'),
        words,
      )
    case 'delete':
      return readWrite(
        statement,
        'delete',
        tokenAfter(tokens, words[2] === 'only' ? 'only' : 'from'),
        words,
      )
    case 'merge':
      return manyTables(statement)
    case 'explain':
      return words.includes('analyze') ? { ...manyTables(statement), opaque: true } : statement
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
  const locking = words.findIndex(
    (word, index) =>
      word === 'for' && ['update', 'share', 'no', 'key'].includes(words[index + 1] ?? ''),
  )
  if (words.includes('into')) return { ...statement, verb: 'ddl', opaque: true }
  if (locking < 0) return { ...statement, verb: 'select' }
  for (const table of statement.modes.keys()) statement.modes.set(table, 'RowShareLock')
  const several = words.filter((word) => word === 'for').length > 1 || tokens[locking]?.depth !== 0
  const rowLock = words.includes('nowait') ? 'nowait' : words.includes('skip') ? 'skip' : 'wait'
  return {
    ...statement,
    verb: 'select',
    rowLock,
    opaque: statement.opaque || (several && rowLock === 'wait'),
  }
}

function readWrite(
  statement: Statement,
  verb: 'insert' | 'update' | 'delete',
  target: SqlToken | undefined,
  words: string[],
): Statement {
  // `public.orders`: the name after the dot.
  const table =
    target && statement.modes.has(target.value)
      ? target.value
      : ([...statement.modes.keys()][0] ?? null)
  if (table) statement.modes.set(table, 'RowExclusiveLock')
  const locksToo = words.some(
    (word, index) =>
      word === 'for' && ['update', 'share', 'no', 'key'].includes(words[index + 1] ?? ''),
  )
  const updatesOnConflict =
    verb === 'insert' && words.includes('conflict') && words.includes('update')
  return {
    ...statement,
    verb: updatesOnConflict ? 'many' : verb,
    target: table,
    opaque: statement.opaque || locksToo || !table,
  }
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
  const nowait = first === 'lock' && words.includes('nowait')
  const indexByName = (first === 'drop' || first === 'alter') && words[1] === 'index'
  return {
    ...statement,
    verb: first === 'lock' ? 'other' : 'ddl',
    waitsForAll: concurrently,
    rowLock: nowait ? 'nowait' : null,
    opaque: statement.opaque || indexByName,
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

function refusal(first: string, words: string[], tokens: SqlToken[]): Statement['refused'] {
  const prepared = words.includes('prepared') || (first === 'prepare' && words[1] === 'transaction')
  const savepoint = first === 'rollback' && words.includes('to')
  const verb = refusedVerbs[first]
  if (verb && !prepared && !savepoint)
    return { code: '0A000', message: `${first.toUpperCase()} cannot be used here. ${verb}` }
  const call = words.find((word, index) => word in refusedCalls && tokens[index + 1]?.value === '(')
  if (call)
    return { code: '0A000', message: `${call}() cannot be used here. ${refusedCalls[call]}` }
  if (words.includes('temp') || words.includes('temporary')) {
    if (first === 'create')
      return {
        code: '0A000',
        message: 'Temporary tables cannot be used here: clients share one session.',
      }
  }
  return null
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
