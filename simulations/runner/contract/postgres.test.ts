import { describe, expect, test } from 'vitest'
import { millisecond } from '../../kernel/time'
import { eventsOf, type Played, play, playUntil, type TinyLab } from '../testing/tiny-lab'

const schema = `
create table items (id int primary key, n int not null default 0 check (n >= 0));
insert into items values (1, 0), (2, 0);
create table events (id int generated always as identity primary key, name text, xid xid8 not null default pg_current_xact_id());
create table bare (a int, b text);
create table parents (id int primary key);
create table deferred (id int primary key, parent int references parents deferrable initially deferred);
create table stamps (id uuid primary key default gen_random_uuid(), at timestamptz not null default now(), chance float default random());
`

/** One service that does this at 5 ms, and says how it ended. */
const does = (code: string, at = 5) => `
export async function start() {
  await sleep(${at})
  try {
    ${code}
    log.info('done')
  } catch (error) { log.info((error.code ?? error.message) + (error.definite === false ? ' not definite' : '')) }
}`

const alone = (code: string, more: Partial<TinyLab> = {}) =>
  play({ schema, services: { a: does(code) }, ...more })
const rows = (run: Played) => eventsOf(run.trace, 'rows').flatMap((event) => event.changes)
const states = (run: Played) => eventsOf(run.trace, 'transaction').map((event) => event.state)
const increment = `await tx.query('UPDATE items SET n = n + 1 WHERE id = 1')`

describe('an effect has two moments', () => {
  const commits = does(`await db.transaction(async (tx) => { ${increment} })`)
  const commitArrives = async (lab: TinyLab) => {
    const { trace } = await play(lab)
    const commit = eventsOf(trace, 'send').find((event) => event.label === 'COMMIT')
    return {
      sent: commit?.at ?? 0,
      arrived:
        trace.find((event) => event.kind === 'arrive' && event.message === commit?.message)?.at ??
        0,
    }
  }

  test('a COMMIT already sent executes though its sender died', async () => {
    const lab = { schema, services: { a: commits } }
    const { sent } = await commitArrives(lab)
    const run = await play({
      ...lab,
      schedule: `crash a at ${(sent + 100) / millisecond}ms, no restart`,
    })
    expect(states(run)).toEqual(['open', 'committed'])
    expect(rows(run)).toMatchObject([
      { table: 'items', key: '1', before: { n: 0 }, after: { n: 1 } },
    ])
  })

  test('a single statement already sent executes though its sender died', async () => {
    const lab = { schema, services: { a: does(`await db.query('DELETE FROM items')`) } }
    const run = await play({ ...lab, schedule: 'crash a at 5.5ms, no restart' })
    expect(rows(run)).toHaveLength(2)
  })

  test('a crash rolls back the open transaction and its locks', async () => {
    const run = await play({
      schema,
      services: {
        a: does(`await db.transaction(async (tx) => { ${increment}; await sleep(50) })`),
        b: does(`await db.transaction(async (tx) => { ${increment} })`, 15),
      },
      schedule: 'crash a at 30ms, no restart',
    })
    expect(states(run)).toEqual(['open', 'parked', 'rolled-back', 'open', 'committed'])
    expect(rows(run)).toHaveLength(1)
    expect(Number(run.timedLogs[0]?.split(' ')[0])).toBeLessThan(40)
  })

  test('an effect is executed before it is replied: a cut between them leaves the outcome unknown with definite false', async () => {
    const lab = { schema, services: { a: commits } }
    const { sent } = await commitArrives(lab)
    const run = await play({ ...lab, schedule: `cut db->a from ${(sent + 1) / millisecond}ms` })
    expect(states(run)).toEqual(['open', 'committed'])
    expect(run.logs).toEqual(['a ETIMEDOUT not definite'])
  })

  test('a COMMIT that never arrived gives the same error, and was not', async () => {
    const lab = { schema, services: { a: commits } }
    const { sent } = await commitArrives(lab)
    const run = await play({ ...lab, schedule: `cut a->db from ${sent / millisecond}ms` })
    expect(states(run).at(-1)).toBe('rolled-back')
    expect(run.logs).toEqual(['a ETIMEDOUT not definite'])
  })

  test('a database that crashes before the COMMIT arrives has nothing of it, after it has all', async () => {
    const lab = { schema, services: { a: commits } }
    const { arrived } = await commitArrives(lab)
    const before = await play({ ...lab, schedule: `crash db at ${arrived / millisecond}ms` })
    const after = await play({ ...lab, schedule: `crash db at ${(arrived + 1) / millisecond}ms` })
    expect([rows(before).length, rows(after).length]).toEqual([0, 1])
    expect(after.logs).toEqual(['a ECONNRESET not definite'])
  })

  test('a database that is down refuses, and is back after 20 ms', async () => {
    const run = await alone(`await db.query('SELECT 1')`, {
      schedule: 'crash db at 1ms, restart after 100ms',
    })
    expect(run.logs[0]).toBe('a ECONNREFUSED')
  })

  test('a paused database answers when it resumes', async () => {
    const run = await alone(`await db.query('SELECT 1')`, { schedule: 'pause db at 1ms for 60ms' })
    expect(Number(run.timedLogs[0]?.split(' ')[0])).toBeGreaterThan(61)
  })
})

describe('parked transactions', () => {
  test('a slow commit behind a faster one: the later row is visible first, and a safe reader waits', async () => {
    const run = await play({
      schema,
      services: {
        a: does(
          `await db.transaction(async (tx) => { await tx.query("INSERT INTO events (name) VALUES ('slow')"); await sleep(40) })`,
        ),
        b: does(`await db.query("INSERT INTO events (name) VALUES ('quick')")`, 15),
        c: `
export async function start() {
  for (const at of [30, 40]) {
    await sleep(at)
    const all = await db.query('SELECT id, name FROM events ORDER BY id')
    const safe = await db.query('SELECT id FROM events WHERE xid < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY id')
    log.info(all.rows.map((row) => row.id + row.name).join() + ' safe ' + safe.rows.map((row) => row.id).join())
  }
}`,
      },
    })
    expect(run.logs.filter((text) => text.startsWith('c'))).toEqual([
      'c 2quick safe ',
      'c 1slow,2quick safe 1,2',
    ])
  })

  test('idle for 100 ms is SQLSTATE 25P03, and nothing of it stays', async () => {
    const run = await alone(
      `await db.transaction(async (tx) => { ${increment}; await sleep(150) })`,
    )
    expect(run.logs).toEqual(['a 25P03'])
    expect(states(run)).toEqual(['open', 'parked', 'rolled-back'])
  })

  test('is not what several statements at once make of theirs', async () => {
    const run = await alone(
      `await db.transaction(async (tx) => { await Promise.all([${increment.replace('await ', '')}, ${increment.replace('await ', '')}]); ${increment} })`,
    )
    expect(run.logs).toEqual(['a done'])
    expect(states(run)).toEqual(['open', 'committed'])
  })

  test('more SQL in a parked transaction is a coded error', async () => {
    const run = await alone(
      `await db.transaction(async (tx) => { ${increment}; await sleep(20); ${increment} })`,
    )
    expect(run.logs).toEqual(['a FL001'])
    expect(rows(run)).toEqual([])
  })

  test('a paused client parks its transaction, and others go on at once', async () => {
    const run = await play({
      schema,
      services: {
        a: does(`await db.transaction(async (tx) => { for (let n = 0; n < 4; n++) ${increment} })`),
        b: does(`await db.query("INSERT INTO bare VALUES (1, 'b')")`, 10),
      },
      schedule: 'pause a at 8ms for 60ms',
    })
    const done = run.timedLogs.find((text) => text.endsWith('b done'))
    expect(Number(done?.split(' ')[0])).toBeLessThan(30)
  })

  test.each([5, 6, 7, 8, 9, 10])(
    'a client paused at %i ms goes on with its transaction and loses nothing of it',
    async (at) => {
      const run = await play({
        schema,
        services: {
          a: does(
            `await db.transaction(async (tx) => { for (let n = 0; n < 4; n++) ${increment} })`,
          ),
        },
        schedule: `pause a at ${at}ms for 60ms`,
      })
      expect(run.logs).toEqual(['a done'])
      expect(states(run).at(-1)).toBe('committed')
      expect(rows(run).at(-1)?.after).toMatchObject({ id: 1, n: 4 })
    },
  )

  test('a transaction that has to wait for a parked one lets it commit, and then goes on', async () => {
    const run = await play({
      schema,
      services: {
        a: does(`await db.transaction(async (tx) => { ${increment}; await sleep(30) })`),
        b: does(
          `await db.transaction(async (tx) => { const { rows } = await tx.query("INSERT INTO bare VALUES (1, 'b') RETURNING a"); ${increment}; log.info('n ' + rows[0].a) })`,
          15,
        ),
      },
    })
    expect(run.logs).toEqual(['a done', 'b n 1', 'b done'])
    expect(
      rows(run)
        .filter((change) => change.table === 'items')
        .map((change) => change.after?.n),
    ).toEqual([1, 2])
    expect(rows(run).filter((change) => change.table === 'bare')).toHaveLength(1)
  })

  test('a transaction whose next row turns out to be locked waits for it, however often it is asked', async () => {
    const locks = `await tx.query('SELECT n FROM items WHERE id = 1 FOR UPDATE')`
    const run = await play({
      schema,
      services: {
        a: does(`await db.transaction(async (tx) => { ${locks}; await sleep(30) })`),
        b: does(`await db.transaction(async (tx) => { ${locks}; ${increment} })`, 15),
        c: does(`await db.query("INSERT INTO bare VALUES (2, 'c')")`, 20),
      },
    })
    expect(run.logs).toEqual(['c done', 'a done', 'b done'])
  })

  test('what it had read and has changed meanwhile is a serialization failure, not a lie', async () => {
    const run = await play({
      schema,
      services: {
        a: does(`await db.transaction(async (tx) => { ${increment}; await sleep(30) })`),
        b: does(
          `await db.transaction(async (tx) => { await tx.query('SELECT n FROM items WHERE id = 1'); ${increment} })`,
          15,
        ),
      },
    })
    expect(run.logs).toEqual(['a done', 'b 40001'])
  })

  test('lock_timeout errors come from the queue, and fail the transaction as Postgres would', async () => {
    const run = await play({
      schema,
      services: {
        a: does(`await db.transaction(async (tx) => { ${increment}; await sleep(60) })`),
        b: does(
          `await db.transaction(async (tx) => {
            await tx.query("SET LOCAL lock_timeout = '10ms'")
            await tx.query('INSERT INTO parents VALUES (1)')
            await tx.query('SAVEPOINT s')
            try { ${increment} } catch (error) { log.info(error.code) }
            try { await tx.query('SELECT 1') } catch (error) { log.info(error.code) }
            await tx.query('ROLLBACK TO SAVEPOINT s')
            await tx.query('INSERT INTO parents VALUES (2)')
          })`,
          15,
        ),
      },
    })
    expect(run.logs).toEqual(['b 55P03', 'b 25P02', 'b done', 'a done'])
    expect(
      rows(run)
        .filter((change) => change.table === 'parents')
        .map((change) => change.key),
    ).toEqual(['1', '2'])
  })

  test('statements of one connection are served in order, also behind a lock', async () => {
    const run = await play({
      schema,
      services: {
        a: does(`await db.transaction(async (tx) => { ${increment}; await sleep(30) })`),
        b: does(
          `await db.transaction(async (tx) => { await Promise.all([tx.query('UPDATE items SET n = 10 WHERE id = 1'), tx.query('UPDATE items SET n = n * 2 WHERE id = 1')]) })`,
          15,
        ),
      },
    })
    expect(rows(run).at(-1)?.after).toMatchObject({ n: 20 })
  })

  test('a statement waits its turn behind one that waits for the whole table', async () => {
    const run = await play({
      schema,
      services: {
        a: does(`await db.transaction(async (tx) => { ${increment}; await sleep(40) })`),
        b: does(`await db.query('ALTER TABLE items ADD COLUMN extra int')`, 15),
        c: does(`await db.query('SELECT * FROM items')`, 25),
      },
    })
    expect(run.logs).toEqual(expect.arrayContaining(['a done', 'b done', 'c done']))
    expect(eventsOf(run.trace, 'wait').map((event) => event.by)).toEqual([
      'transaction 1 of a',
      'a statement of b',
    ])
  })
})

describe('transactions', () => {
  test('what fails fails the transaction; COMMIT is answered with ROLLBACK', async () => {
    const run = await alone(`await db.transaction(async (tx) => {
      ${increment}
      try { await tx.query('UPDATE items SET n = -1') } catch (error) { log.info(error.code + ' ' + error.constraint) }
      try { await tx.query('SELECT 1') } catch (error) { log.info(error.code) }
    })`)
    expect(run.logs).toEqual(['a 23514 items_n_check', 'a 25P02', 'a 25P02'])
    expect(rows(run)).toEqual([])
  })

  test('an error in the callback rolls back and is thrown on', async () => {
    const run = await alone(
      `await db.transaction(async (tx) => { ${increment}; throw new Error('no') })`,
    )
    expect(run.logs).toEqual(['a no'])
    expect(states(run)).toEqual(['open', 'rolled-back'])
  })

  test('an error of another effect rolls back too, and the next transaction is its own', async () => {
    const run = await play({
      schema,
      poolSize: 1,
      services: {
        a: does(`
    try { await db.transaction(async (tx) => { ${increment}; await fetch('http://b/', { timeoutMs: 20 }) }) } catch (error) { log.info(error.code) }
    await db.query("INSERT INTO bare VALUES (1, 'x')")`),
        b: '\nhttp.get("/", async () => { await sleep(200); return { status: 200 } })',
      },
    })
    expect(run.logs).toEqual(['a ETIMEDOUT', 'a done'])
    expect(states(run)).toEqual(['open', 'parked', 'rolled-back'])
    expect(rows(run).map((change) => change.table)).toEqual(['bare'])
  })

  test('savepoints keep what came before them, and the trace has only that', async () => {
    const run = await alone(`await db.transaction(async (tx) => {
      await tx.query("INSERT INTO bare VALUES (1, 'kept')")
      await tx.query('SAVEPOINT s')
      await tx.query("INSERT INTO bare VALUES (2, 'undone')")
      await tx.query('ROLLBACK TO SAVEPOINT s')
      await tx.query("INSERT INTO bare VALUES (3, 'kept')")
    })`)
    expect(rows(run).map((change) => change.after?.a)).toEqual([1, 3])
  })

  test('a deferred constraint is checked at COMMIT, with its SQLSTATE', async () => {
    const run = await alone(
      `await db.transaction(async (tx) => { await tx.query('INSERT INTO deferred VALUES (1, 99)'); log.info('inserted') })`,
    )
    expect(run.logs).toEqual(['a inserted', 'a 23503'])
    expect(states(run)).toEqual(['open', 'rolled-back'])
  })

  test('a deferred constraint is checked when the transaction is parked, too', async () => {
    const run = await alone(
      `await db.transaction(async (tx) => { await tx.query('INSERT INTO deferred VALUES (1, 99)'); await sleep(5) })`,
    )
    expect(run.logs).toEqual(['a 23503'])
  })

  test('a serializable transaction that cannot be is told 40001', async () => {
    const swap = (from: number, to: number, at: number) =>
      does(
        `await db.transaction(async (tx) => { await tx.query('SELECT sum(n) FROM items WHERE id = ${from}'); await tx.query('UPDATE items SET n = n + 1 WHERE id = ${to}'); await sleep(20) }, { isolation: 'serializable' })`,
        at,
      )
    const run = await play({ schema, services: { a: swap(1, 2, 5), b: swap(2, 1, 12) } })
    expect(run.logs.some((text) => text.endsWith('40001'))).toBe(true)
  })

  test('serializable transactions that touch different tables both commit', async () => {
    const run = await play({
      schema,
      services: {
        a: does(
          `await db.transaction(async (tx) => { await tx.query('INSERT INTO parents VALUES (1)'); await sleep(20) }, { isolation: 'serializable' })`,
        ),
        b: does(
          `await db.transaction(async (tx) => { await tx.query("INSERT INTO bare VALUES (1, 'x')"); await sleep(20) }, { isolation: 'serializable' })`,
          12,
        ),
      },
    })
    expect(run.logs).toEqual(['a done', 'b done'])
  })

  test('two-phase commit written by a lab survives a database crash', async () => {
    const run = await alone(
      `await db.transaction(async (tx) => { ${increment}; await tx.query("PREPARE TRANSACTION 'order-1'") })
    log.info('prepared')
    await sleep(60)
    await db.query("COMMIT PREPARED 'order-1'")`,
      { schedule: 'crash db at 30ms' },
    )
    expect(run.logs).toEqual(['a prepared', 'a done'])
    expect(states(run)).toEqual(['open', 'prepared', 'committed'])
    expect(rows(run)).toHaveLength(1)
  })

  test('the first boot says which rows the schema has made, a later one does not', async () => {
    const run = await alone(`await sleep(1)`, { schedule: 'crash db at 2ms' })
    const boots = eventsOf(run.trace, 'boot').filter((event) => event.node === 'db')
    expect(boots.map((event) => event.rows)).toEqual([
      [
        { table: 'items', key: '1', row: { id: 1, n: 0 } },
        { table: 'items', key: '2', row: { id: 2, n: 0 } },
      ],
      undefined,
    ])
  })

  test('the trace says what a prepared transaction holds, as pg_locks has it', async () => {
    const run = await alone(
      `await db.transaction(async (tx) => { ${increment}; await tx.query("PREPARE TRANSACTION 'order-1'") })`,
    )
    const [prepared] = eventsOf(run.trace, 'transaction').flatMap((event) => event.prepared ?? [])
    expect(prepared).toMatchObject({
      gid: 'order-1',
      rows: [{ table: 'items', key: '1' }],
      locks: [
        { on: 'items', mode: 'RowExclusiveLock' },
        { on: 'items_pkey', mode: 'RowExclusiveLock' },
        { on: expect.stringMatching(/^transaction \d+$/), mode: 'ExclusiveLock' },
      ],
    })
  })

  test('a prepared transaction holds its locks until somebody decides', async () => {
    const run = await play({
      schema,
      services: {
        a: does(
          `await db.transaction(async (tx) => { ${increment}; await tx.query("PREPARE TRANSACTION 'x'") })`,
        ),
        b: does(`await db.query('UPDATE items SET n = 5 WHERE id = 1')`, 20),
      },
      schedule: 'crash a at 18ms, no restart',
    })
    expect(run.logs).toContain('b ETIMEDOUT not definite')
    expect(eventsOf(run.trace, 'wait')[0]?.by).toBe('prepared transaction x')
  })

  test('ROLLBACK PREPARED undoes it; a name that is not known is Postgres’ own error', async () => {
    const run =
      await alone(`await db.transaction(async (tx) => { ${increment}; await tx.query("PREPARE TRANSACTION 'x'") })
    await db.query("ROLLBACK PREPARED 'x'")
    try { await db.query("COMMIT PREPARED 'x'") } catch (error) { log.info(error.code) }`)
    expect(run.logs).toEqual(['a 42704', 'a done'])
    expect(rows(run)).toEqual([])
  })
})

describe('errors and values', () => {
  test('errors carry SQLSTATE, constraint, detail and position', async () => {
    const run = await alone(`
    try { await db.query('INSERT INTO items VALUES (1)') } catch (error) { log.info([error.code, error.constraint, error.detail].join()) }
    try { await db.query('SELEC 1') } catch (error) { log.info([error.code, error.position].join()) }
    try { await db.query('SELECT nope FROM items') } catch (error) { log.info([error.code, error.position].join()) }`)
    expect(run.logs).toEqual([
      'a 23505,items_pkey,Key (id)=(1) already exists.',
      'a 42601,1',
      'a 42703,8',
      'a done',
    ])
  })

  test('values come as node-postgres gives them, or as text where JavaScript cannot hold them', async () => {
    const run =
      await alone(`const { rows } = await db.query("SELECT 9007199254740993::bigint big, 1::bigint small, true yes, null::int none, '{\\"a\\":1}'::jsonb json, 1.10::numeric amount, ARRAY[1,2] list, 'x' || $1 text", ['y'])
    log.info(JSON.stringify(rows[0]))`)
    expect(run.logs[0]).toBe(
      'a {"big":"9007199254740993","small":1,"yes":true,"none":null,"json":{"a":1},"amount":"1.10","list":"{1,2}","text":"xy"}',
    )
  })

  test('parameters of every kind arrive as they were', async () => {
    const run =
      await alone(`const { rows } = await db.query('SELECT $1::int[] a, $2::jsonb b, $3::text[] c, $4::timestamptz d, $5::text e, $6::boolean f', [[1, null, 3], { x: [1] }, ['a"b', 'c,d', '\\\\'], new Date(0), null, false])
    log.info(JSON.stringify(rows[0]))`)
    expect(run.logs[0]).toBe(
      'a {"a":"{1,NULL,3}","b":{"x":[1]},"c":"{\\"a\\\\\\"b\\",\\"c,d\\",\\"\\\\\\\\\\"}","d":"1970-01-01T00:00:00.000Z","e":null,"f":false}',
    )
  })

  test.each([
    ['SELECT 1;', 'done'],
    ["SELECT ';' -- ; ", 'done'],
    ['SELECT $$a;b$$ /* ; */', 'done'],
    ["SELECT E'it\\\\'s; fine'", 'done'],
    ['SELECT 1; SELECT 2', '42601'],
    ['', '42601'],
    [' -- nothing', '42601'],
  ])(
    'statements are split at semicolons outside of quotes and comments: %s',
    async (text, expected) => {
      const run = await alone(`await db.query(${JSON.stringify(text.replaceAll('\\\\', '\\'))})`)
      expect(run.logs).toEqual([`a ${expected}`])
    },
  )

  test('now(), gen_random_uuid() and random() are virtual and repeat with the seed', async () => {
    const lab = {
      schema,
      services: {
        a: does(
          `const { rows } = await db.query('INSERT INTO stamps DEFAULT VALUES RETURNING *'); log.info(JSON.stringify(rows[0]))`,
        ),
      },
    }
    const [one, again, other] = [
      await play({ ...lab, seed: 1 }),
      await play({ ...lab, seed: 1 }),
      await play({ ...lab, seed: 2 }),
    ]
    expect(one.logs).toEqual(again.logs)
    expect(one.logs).not.toEqual(other.logs)
    expect(one.logs[0]).toContain('2026-01-01T00:00:00.006')
  })
})

describe('row changes', () => {
  test('of several rows, in their order, with before and after', async () => {
    const run = await alone(
      `await db.query('UPDATE items SET n = id'); await db.query('DELETE FROM items WHERE id = 2')`,
    )
    expect(rows(run)).toEqual([
      {
        table: 'items',
        operation: 'update',
        key: '1',
        before: { id: 1, n: 0 },
        after: { id: 1, n: 1 },
      },
      {
        table: 'items',
        operation: 'update',
        key: '2',
        before: { id: 2, n: 0 },
        after: { id: 2, n: 2 },
      },
      { table: 'items', operation: 'delete', key: '2', before: { id: 2, n: 2 }, after: null },
    ])
  })

  test('of a key, of a table without one, and of a whole table', async () => {
    const run = await alone(
      `await db.query('UPDATE items SET id = 9 WHERE id = 1'); await db.query("INSERT INTO bare VALUES (1, 'x')"); await db.query('TRUNCATE bare')`,
    )
    expect(rows(run)).toMatchObject([
      { operation: 'update', key: '9', before: { id: 1 }, after: { id: 9 } },
      { table: 'bare', operation: 'insert', key: '' },
      { table: 'bare', operation: 'truncate', before: null, after: null },
    ])
  })

  test('of tables that are made or changed during the run', async () => {
    const run = await alone(`
    await db.query('CREATE TABLE fresh (id int primary key)'); await db.query('INSERT INTO fresh VALUES (1)')
    await db.query('ALTER TABLE fresh DROP CONSTRAINT fresh_pkey'); await db.query('ALTER TABLE fresh ADD COLUMN k int'); await db.query('ALTER TABLE fresh ADD PRIMARY KEY (id)')
    await db.query('UPDATE fresh SET k = 5'); await db.query('ALTER TABLE fresh RENAME TO stale'); await db.query('DELETE FROM stale')`)
    expect(rows(run)).toEqual([
      { table: 'fresh', operation: 'insert', key: '1', before: null, after: { id: 1 } },
      {
        table: 'fresh',
        operation: 'update',
        key: '1',
        before: { id: 1, k: null },
        after: { id: 1, k: 5 },
      },
      { table: 'stale', operation: 'delete', key: '1', before: { id: 1, k: 5 }, after: null },
    ])
  })

  test('of a schema change that was rolled back: none, and the table is as before', async () => {
    const run = await alone(`
    try { await db.transaction(async (tx) => { await tx.query('ALTER TABLE items ADD COLUMN k int'); await tx.query('UPDATE items SET k = 1'); throw new Error('undo') }) } catch {}
    await db.query('UPDATE items SET n = 3 WHERE id = 1')`)
    expect(rows(run)).toEqual([
      {
        table: 'items',
        operation: 'update',
        key: '1',
        before: { id: 1, n: 0 },
        after: { id: 1, n: 3 },
      },
    ])
  })

  test('of a parked transaction: at its commit', async () => {
    const run = await alone(`await db.transaction(async (tx) => { ${increment}; await sleep(20) })`)
    const committed = eventsOf(run.trace, 'transaction').find(
      (event) => event.state === 'committed',
    )
    expect(eventsOf(run.trace, 'rows').map((event) => event.at)).toEqual([committed?.at])
  })
})

describe('a limit of connections', () => {
  const holds = (count: number, after = 0) =>
    does(
      `await sleep(${after})
      const results = await Promise.allSettled([...Array(${count}).keys()].map(() => db.transaction(async (tx) => {
        await tx.query('SELECT 1')
        await sleep(20)
      })))
      log.info(results.map((one) => one.status === 'fulfilled' ? 'ok' : one.reason.code).sort().join())`,
    )

  test('whoever comes when all are taken is refused at once, and shown who has them', async () => {
    const run = await play({
      schema,
      poolSize: 4,
      connections: 5,
      services: { a: holds(4), b: holds(2, 2) },
    })
    expect(run.logs).toContain('a ok,ok,ok,ok')
    expect(run.logs).toContain('b 53300,ok')
    expect(
      eventsOf(run.trace, 'connections')
        .map(({ most, held }) => [most, held])
        .at(-1),
    ).toEqual([
      5,
      [
        { by: 'a', count: 4 },
        { by: 'b', count: 1 },
      ],
    ])
  })

  test('who ends gives its connections back, and a crash of the database all', async () => {
    const run = await play({
      schema,
      poolSize: 4,
      connections: 4,
      services: { a: holds(4) },
      schedule: 'crash a at 10ms; crash db at 200ms',
    })
    const counts = eventsOf(run.trace, 'connections').map(({ held }) => held[0]?.count ?? 0)
    expect(counts).toEqual([1, 2, 3, 4, 3, 2, 1, 0, 1, 2, 3, 4])
  })
})

describe('the pool', () => {
  const four = does(
    `await Promise.all([1, 2, 3, 4].map(async (n) => { await db.query('SELECT ' + n); log.info('query ' + n) }))`,
  )

  test('limits how many statements are under way, serves in order, and shows it', async () => {
    const run = await play({ schema, poolSize: 2, services: { a: four } })
    // The first two race each other, the others go as a connection comes free.
    expect(run.logs.slice(0, 2).sort()).toEqual(['a query 1', 'a query 2'])
    expect(run.logs.slice(2)).toEqual(['a query 3', 'a query 4', 'a done'])
    const pools = eventsOf(run.trace, 'pool')
    expect(Math.max(...pools.map((event) => event.used))).toBe(2)
    expect(Math.max(...pools.map((event) => event.waiting))).toBe(2)
    expect(pools.at(-1)).toMatchObject({ used: expect.any(Number), waiting: 0 })
  })

  test('a connection that timed out is replaced', async () => {
    const run = await play({
      schema,
      poolSize: 1,
      services: {
        a: `${does(`try { await db.query('SELECT 1') } catch (error) { log.info(error.code) } await db.query('SELECT 2')`)}`,
      },
      schedule: 'cut a->db from 0ms to 100ms',
    })
    expect(run.logs).toEqual(['a ETIMEDOUT', 'a done'])
  })

  test('who waits for a connection gets one when a dead one is replaced', async () => {
    const run = await play({
      schema,
      poolSize: 1,
      services: {
        a: does(
          `const results = await Promise.allSettled([1, 2].map((n) => db.query('SELECT ' + n))); log.info(results.map((one) => one.status).join())`,
        ),
      },
      schedule: 'cut a->db from 0ms to 100ms',
    })
    expect(run.logs).toEqual(['a rejected,fulfilled', 'a done'])
  })
})

describe('the console', () => {
  const lab = {
    schema,
    services: { a: does(`await db.transaction(async (tx) => { ${increment}; await sleep(60) })`) },
  }
  const ask = (text: string, at = 40 * millisecond) =>
    playUntil(lab, at, ({ databases }) => databases.get('db')?.inspect(text).rows)

  test('sees what was committed at that moment', async () => {
    expect(await ask('SELECT n FROM items ORDER BY id')).toEqual([{ n: 0 }, { n: 0 }])
    expect(await ask('SELECT n FROM items ORDER BY id', 120 * millisecond)).toEqual([
      { n: 1 },
      { n: 0 },
    ])
  })

  test('changes nothing', async () => {
    await expect(ask('DELETE FROM events')).rejects.toMatchObject({ code: '25006' })
    await expect(ask('COMMIT')).rejects.toMatchObject({ code: '0A000' })
    await expect(ask('SELECT 1; DELETE FROM events')).rejects.toMatchObject({ code: '42601' })
  })
})

describe('a value that does not fit', () => {
  test.each([
    ['new Date(NaN)', 'an invalid date'],
    ['() => 1', 'a function'],
    ['Symbol("x")', 'a symbol'],
  ])('%s as a parameter is the statement’s error, not the run’s', async (value, name) => {
    const run = await alone(
      `try { await db.query('SELECT $1::text', [${value}]) } catch (error) { log.info(error.message) }`,
    )
    expect(run.logs).toEqual([`a A parameter cannot be sent to a database: ${name}.`, 'a done'])
  })

  test('what a service changes after it has sent it was sent as it was', async () => {
    const run = await alone(
      `const row = { n: 1 }
       const sent = db.query("SELECT ($1::json)->>'n' AS n", [row])
       row.n = 3
       log.info((await sent).rows[0].n)`,
    )
    expect(run.logs).toEqual(['a 1', 'a done'])
  })

  test('a moment that no date can hold comes as its text', async () => {
    const run = await alone(
      `const { rows } = await db.query("SELECT 'infinity'::timestamptz AS at")
       log.info(String(rows[0].at))`,
    )
    expect(run.logs).toEqual(['a infinity', 'a done'])
  })
})
