/** What cannot be sent here, because every client shares one session and nothing in it may wait for real. */
import type { SqlToken } from './sql-text'

const sleeps = 'It would stop the whole simulation. Use sleep() in the service.'
const sessionLocks = 'Clients share one session here, so a session lock would exclude nobody.'
const notifications = 'Notifications pass the simulation by. Poll instead.'
const useTransaction = 'Use db.transaction(async (tx) => { … }).'
const throwInside = 'Throw inside db.transaction to roll back.'
const otherConnections = 'A pool hands out other connections, so'

const calls: Record<string, string> = {
  pg_sleep: sleeps,
  pg_sleep_for: sleeps,
  pg_sleep_until: sleeps,
  pg_advisory_lock: `${sessionLocks} Use pg_advisory_xact_lock.`,
  pg_advisory_lock_shared: `${sessionLocks} Use pg_advisory_xact_lock_shared.`,
  pg_try_advisory_lock: `${sessionLocks} Use pg_try_advisory_xact_lock.`,
  pg_try_advisory_lock_shared: `${sessionLocks} Use pg_try_advisory_xact_lock_shared.`,
  pg_notify: notifications,
}

const verbs: Record<string, string> = {
  listen: notifications,
  notify: notifications,
  unlisten: notifications,
  begin: useTransaction,
  start: useTransaction,
  commit: useTransaction,
  end: useTransaction,
  rollback: throwInside,
  abort: throwInside,
  prepare: `${otherConnections} prepared statements do not last.`,
  deallocate: `${otherConnections} prepared statements do not last.`,
  declare: `${otherConnections} cursors do not last.`,
  discard: 'It would reset every client of this database at once.',
  copy: 'COPY needs a stream. Use INSERT with several rows.',
  load: 'Libraries cannot be loaded here.',
}

const setting = `${otherConnections} a setting of the session does not last. Use SET LOCAL inside db.transaction.`

/** They lock what they name so that others cannot even read it. */
const lockingVerbs = new Set(['lock', 'reindex', 'cluster', 'vacuum', 'truncate'])

/** Functions that must not run from inside other code either; the database itself refuses them. */
export const forbiddenFunctions: readonly string[] = Object.keys(calls)

/** @param words the tokens' words, empty where a token is none */
export function refusal(
  words: readonly string[],
  tokens: readonly SqlToken[],
): { code: string; message: string } | null {
  const refuse = (message: string) => ({ code: '0A000', message })
  const first = words[0] ?? ''
  const prepared = words.includes('prepared') || (first === 'prepare' && words[1] === 'transaction')
  const savepoint = first === 'rollback' && words.includes('to')
  const verb = Object.hasOwn(verbs, first) ? verbs[first] : undefined
  if (verb && !prepared && !savepoint) {
    return refuse(`${first.toUpperCase()} cannot be used here. ${verb}`)
  }
  const call = words.find(
    (word, index) => Object.hasOwn(calls, word) && tokens[index + 1]?.value === '(',
  )
  if (call) return refuse(`${call}() cannot be used here. ${calls[call]}`)
  if (
    first === 'create' &&
    words.slice(0, 4).some((word) => word === 'temp' || word === 'temporary')
  ) {
    return refuse('Temporary tables cannot be used here: clients share one session.')
  }
  if (lockingVerbs.has(first) && words.some((word) => word.startsWith('pg_'))) {
    return refuse(
      `${first.toUpperCase()} of Postgres' own tables would stop every client for good.`,
    )
  }
  if (isSessionSetting(words)) return refuse(setting)
  return null
}

/** A setting that would outlast its transaction; `lock_timeout` is kept for each client. */
function isSessionSetting(words: readonly string[]): boolean {
  const [first, second] = words
  if (first === 'reset') return true
  if (first !== 'set') return false
  if (second === 'local' || second === 'transaction' || second === 'constraints') return false
  return !words.includes('lock_timeout')
}

const writing = new Set([
  'begin',
  'start',
  'commit',
  'end',
  'rollback',
  'abort',
  'savepoint',
  'release',
  'prepare',
  'copy',
  'set',
])

/** What a console that only reads says of a statement, where advice for services would mislead; `null` otherwise. */
export function consoleRefusal(text: string): string | null {
  const verb = /^\s*(\w+)/.exec(text)?.[1]?.toLowerCase()
  return verb !== undefined && writing.has(verb)
    ? `${verb.toUpperCase()} cannot be used here: this console reads what is committed, one statement at a time. Ask with SELECT.`
    : null
}
