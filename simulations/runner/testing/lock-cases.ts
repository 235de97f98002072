/** Statements behind a parked transaction, and what each must do there. Any of them would hang a session that waited. */

export interface LockCase {
  title: string
  /** Statements of the transaction that is parked afterwards. */
  held: string[]
  /** The statement that comes behind it. */
  behind: string
  /** It waits for the other's end, goes ahead, or is answered with this SQLSTATE at once. */
  expected: 'waits' | 'passes' | string
  /** In a transaction, after these statements. */
  after?: string[]
  /** What its schema has besides. */
  schema?: string
  /** What a reader's console is answered; a code, or `rows`. */
  console?: string
}

const longName = 'l'.repeat(63)

export const lockSchema = `
create table items (id int primary key, n int not null default 0, note text unique);
insert into items values (1, 0, 'one'), (2, 0, 'two'), (3, 0, null);
create table children (id int primary key, item_id int references items on delete cascade);
insert into children values (1, 1);
create table grandchildren (id int primary key, child_id int references children on delete cascade);
insert into grandchildren values (1, 1);
create table other (id int primary key);
create table keys (i bigint unique, t text unique, u uuid unique, d timestamptz unique, m numeric unique, unique (i, t));
create table "Quoted ""Name""" ("Id" int primary key);
create table bookings (id int primary key, room int, unique (room) deferrable initially deferred);
create table notes (n int unique);
create table pairs (a int, b text, primary key (a, b));
insert into pairs values (1, 'p'), (1, 'q');
create table nothing (a int, unique nulls not distinct (a));
create table lower_names (name text); create unique index on lower_names (lower(name));
create table logged (id int primary key); create table log_of (n int primary key);
create function log_it() returns trigger language plpgsql as $$ begin insert into log_of values (new.id); return new; end $$;
create trigger log_it after insert on logged for each row execute function log_it();
create table parts (id int primary key) partition by range (id);
create table parts_low partition of parts for values from (0) to (100);
create table counted (id int generated always as identity primary key, name text);
create view items_view as select * from items;
create function touch(int) returns void language sql as $$ update items set n = n + 1 where id = $1 $$;
create schema archive; create table archive.old_items (id int primary key);
create sequence tickets;
create table ${longName} (id int primary key);
create table serials (id serial primary key, n int);
create function touched(int) returns boolean language plpgsql security definer as $$ begin update items set n = n + 1 where id = $1; return true; end $$;
create table stamped (id int primary key, stamp boolean default touched(1));
create table locked_by_default (id int primary key, x text default pg_advisory_xact_lock(1)::text);
create table checked (id int primary key check (touched(id)));
create table branches (id int) partition by range (id);
create table branches_low partition of branches for values from (0) to (100);
create function touch_it() returns trigger language plpgsql as $$ begin perform touched(new.id); return new; end $$;
create trigger touch_it after insert on branches_low for each row execute function touch_it();
create table guarded (id int primary key); insert into guarded values (1);
alter table guarded enable row level security; create policy seen on guarded using (touched(id));
create role visitor; grant select on guarded to visitor;
`

/** What would make every statement of the schema wait, so it is made only for its own case. */
const operator = 'create operator @# (function = touched, rightarg = int);'
const domain = 'create domain seen_number as int check (touched(value));'
const cast = `create type mood as enum ('calm');
create function mood_of(n int) returns mood language plpgsql as $$ begin perform touched(n); return 'calm'; end $$;
create cast (int as mood) with function mood_of(int);`

const insert = "insert into items values (10, 0, 'ten')"
const update = 'update items set n = 1 where id = 1'
const lockRow = 'select * from items where id = 1 for update'

export const lockCases: LockCase[] = [
  // The five that were seen to hang.
  {
    title: 'INSERT … ON CONFLICT on its key',
    held: [insert],
    behind: "insert into items values (10, 0, 'x') on conflict do nothing",
    expected: 'waits',
    console: '25006',
  },
  {
    title: 'plain UPDATE',
    held: [update],
    behind: 'update items set n = 2 where id = 1',
    expected: 'waits',
    console: '55P03',
  },
  {
    title: 'a foreign-key insert',
    held: ['delete from items where id = 2'],
    behind: 'insert into children values (9, 2)',
    expected: 'waits',
    console: '55P03',
  },
  {
    title: 'CREATE INDEX CONCURRENTLY',
    held: [insert],
    behind: 'create index concurrently on other (id)',
    expected: 'waits',
    console: '55P03',
  },
  {
    title: 'ALTER with lock_timeout',
    held: [update],
    behind: 'alter table items add column extra int',
    after: ["set local lock_timeout = '10ms'"],
    expected: '55P03',
    console: '55P03',
  },
  // Rows.
  {
    title: 'an unrelated INSERT goes ahead',
    held: [insert],
    behind: "insert into items values (11, 0, 'eleven')",
    expected: 'passes',
  },
  {
    title: 'an unrelated INSERT goes ahead of a row without a key',
    held: ['insert into notes values (1)'],
    behind: 'insert into notes values (null)',
    expected: 'passes',
  },
  {
    title: 'an INSERT with the same key',
    held: [insert],
    behind: "insert into items values (10, 0, 'y')",
    expected: 'waits',
  },
  {
    title: 'an INSERT with the same second key',
    held: [insert],
    behind: "insert into items values (12, 0, 'ten')",
    expected: 'waits',
  },
  {
    title: 'an INSERT with the key of a row that is being deleted',
    held: ['delete from items where id = 3'],
    behind: 'insert into items values (3)',
    expected: 'waits',
  },
  {
    title: 'an INSERT with the key that a row is about to lose',
    held: ["update items set note = 'uno' where id = 1"],
    behind: "insert into items values (20, 0, 'one')",
    expected: 'waits',
  },
  {
    title: 'null keys collide with nothing',
    held: ['insert into items values (10, 0, null)'],
    behind: 'insert into items values (11, 0, null)',
    expected: 'passes',
  },
  {
    title: 'nulls that are not distinct do',
    held: ['insert into nothing values (null)'],
    behind: 'insert into nothing values (null)',
    expected: 'waits',
  },
  {
    title: 'DELETE of the same row',
    held: [update],
    behind: 'delete from items where id = 1',
    expected: 'waits',
  },
  {
    title: 'DELETE of a parent',
    held: ['insert into children values (5, 2)'],
    behind: 'delete from items where id = 2',
    expected: 'waits',
  },
  {
    title: 'DELETE that cascades two steps down',
    held: ['update grandchildren set child_id = null where id = 1'],
    behind: 'delete from items where id = 1',
    expected: 'waits',
  },
  {
    title: 'an upsert of a row that is being changed',
    held: [update],
    behind: 'insert into items values (1) on conflict (id) do update set n = 5',
    expected: 'waits',
  },
  {
    title: 'an upsert of a row that is being inserted',
    held: [insert],
    behind: 'insert into items values (10) on conflict (id) do update set n = 5',
    expected: 'waits',
  },
  {
    title: 'MERGE',
    held: [insert],
    behind:
      'merge into items using (values (10)) v(id) on items.id = v.id when not matched then insert (id) values (v.id)',
    expected: 'waits',
  },
  {
    title: 'SELECT FOR UPDATE',
    held: [update],
    behind: lockRow,
    expected: 'waits',
    console: '25006',
  },
  {
    title: 'SELECT FOR UPDATE of another row',
    held: [update],
    behind: 'select * from items where id = 2 for update',
    expected: 'passes',
  },
  {
    title: 'SELECT FOR UPDATE with a LIMIT and a comment behind it',
    held: [update],
    behind: 'select * from items where id = 1 for update limit 1 -- the row',
    expected: 'waits',
  },
  {
    title: 'SELECT FOR SHARE OF a table',
    held: [update],
    behind:
      'select * from items i join other o on true right join items k on true where k.id = 1 for share of k',
    expected: 'waits',
  },
  {
    title: 'SELECT FOR UPDATE in a subquery',
    held: [update],
    behind: 'select * from (select * from items where id = 1 for update) x',
    expected: 'waits',
  },
  {
    title: 'SELECT FOR UPDATE NOWAIT',
    held: [update],
    behind: `${lockRow} nowait`,
    expected: '55P03',
  },
  {
    title: 'a claim on a table that others point at',
    held: ['delete from items where id = 1'],
    behind:
      'delete from items where id = (select id from items order by id limit 1 for update skip locked) returning id',
    expected: 'waits',
    console: '55P03',
  },
  {
    title: 'a claim on a table that nothing points at',
    held: ['delete from grandchildren where id = 1'],
    behind:
      'delete from grandchildren where id in (select id from grandchildren order by id limit 1 for update skip locked)',
    expected: 'passes',
    console: '25006',
  },
  {
    title: 'an UPDATE that claims',
    held: ['update other set id = 5 where id = 5', 'delete from other'],
    behind:
      'update other set id = id where id in (select id from other limit 1 for update skip locked) returning id',
    expected: 'passes',
    console: '25006',
  },
  {
    title: 'a claim by a column that others share',
    held: ["update pairs set b = 'r' where b = 'p'"],
    behind: 'delete from pairs where a in (select a from pairs limit 1 for update skip locked)',
    expected: 'waits',
    console: '55P03',
  },
  {
    title: 'a claim with one more condition outside',
    held: ['delete from grandchildren where id = 1'],
    behind:
      'delete from grandchildren where id in (select id from grandchildren limit 1 for update skip locked) or id = 1',
    expected: 'waits',
    console: '55P03',
  },
  {
    title: 'SELECT FOR UPDATE SKIP LOCKED',
    held: [update],
    behind: `${lockRow} skip locked`,
    expected: 'passes',
  },
  {
    title: 'a column called nowait',
    held: [update],
    behind: 'select n as nowait from items where id = 1 for update',
    expected: 'waits',
  },
  {
    title: 'a row that is only locked',
    held: [lockRow],
    behind: 'update items set n = 3 where id = 1',
    expected: 'waits',
  },
  {
    title: 'a row that is locked for share',
    held: ['select * from items where id = 1 for key share'],
    behind: 'delete from items where id = 1',
    expected: 'waits',
  },
  {
    title: 'a plain SELECT',
    held: [update],
    behind: 'select * from items',
    expected: 'passes',
    console: 'rows',
  },
  {
    title: 'EXPLAIN of an UPDATE behind a lock of the table',
    held: ['lock table items in share mode'],
    behind: 'explain update items set n = 1',
    expected: 'waits',
  },
  // Tables.
  { title: 'TRUNCATE', held: [insert], behind: 'truncate items cascade', expected: 'waits' },
  {
    title: 'TRUNCATE that cascades',
    held: ['insert into children values (8, null)'],
    behind: 'truncate items cascade',
    expected: 'waits',
  },
  {
    title: 'a plain SELECT behind TRUNCATE',
    held: ['truncate other'],
    behind: 'select * from other',
    expected: 'waits',
    console: '55P03',
  },
  {
    title: 'LOCK TABLE',
    held: [insert],
    behind: 'lock table items in exclusive mode',
    after: ['select 1'],
    expected: 'waits',
  },
  {
    title: 'LOCK TABLE NOWAIT',
    held: [insert],
    behind: 'lock table items in exclusive mode nowait',
    after: ['select 1'],
    expected: '55P03',
  },
  {
    title: 'NOWAIT is of rows, not of the table',
    held: ['lock table items in exclusive mode'],
    behind: `${lockRow} nowait`,
    expected: 'waits',
  },
  {
    title: 'an INSERT behind a lock of the table',
    held: ['lock table items in share mode'],
    behind: insert,
    expected: 'waits',
  },
  { title: 'CREATE INDEX', held: [insert], behind: 'create index on items (n)', expected: 'waits' },
  {
    title: 'DROP INDEX',
    held: [insert],
    behind: 'drop index lower_names_lower_idx',
    expected: 'waits',
  },
  {
    title: 'CREATE TABLE',
    held: [insert],
    behind: 'create table fresh (id int primary key)',
    expected: 'passes',
  },
  {
    title: 'CREATE TABLE with a foreign key',
    held: [insert],
    behind: 'create table fresh (id int references items)',
    expected: 'waits',
  },
  {
    title: 'DROP TABLE of a relative',
    held: [insert],
    behind: 'drop table children cascade',
    expected: 'waits',
  },
  {
    title: 'ALTER SEQUENCE',
    held: ["select nextval('tickets')"],
    behind: 'alter sequence tickets restart',
    expected: 'waits',
  },
  {
    title: 'nextval',
    held: ["select nextval('tickets')"],
    behind: "select nextval('tickets')",
    expected: 'passes',
  },
  {
    title: 'the old name of a table that is being renamed',
    held: ['alter table other rename to another'],
    behind: 'select * from other',
    expected: 'waits',
    console: '55P03',
  },
  {
    title: 'a table that is being dropped',
    held: ['drop table other'],
    behind: 'insert into other values (1)',
    expected: 'waits',
  },
  {
    title: 'a column that is being added',
    held: ['alter table other add column x int'],
    behind: 'insert into other values (1)',
    expected: 'waits',
  },
  {
    title: 'a table that has nothing to do with the change of another',
    held: ['alter table other add column x int'],
    behind: update,
    expected: 'passes',
  },
  { title: 'VACUUM', held: [insert], behind: 'vacuum items', expected: 'waits' },
  // Tables that are not named, or not where they seem to be.
  {
    title: 'a word in a comment within a comment',
    held: [lockRow],
    behind: `${lockRow} /* /* */ nowait */`,
    expected: 'waits',
  },
  {
    title: 'a table behind a comment within a comment',
    held: ['lock table items in access exclusive mode'],
    behind: 'select * from /* /* */ other -- */ items',
    expected: 'waits',
    console: '55P03',
  },
  {
    title: 'a function that opens the table whose name it is given',
    held: ['lock table items in access exclusive mode'],
    behind: "select pg_total_relation_size('items')",
    expected: 'waits',
    console: '55P03',
  },
  {
    title: 'a function that opens every table of the catalogue',
    held: ['lock table items in access exclusive mode'],
    behind: "select sum(pg_relation_size(oid)) from pg_class where relkind = 'r'",
    expected: 'waits',
  },
  {
    title: 'a query in a text',
    held: ['lock table items in access exclusive mode'],
    behind: "select query_to_xml('select 1 from items', true, true, '')",
    expected: 'waits',
  },
  {
    title: 'a function of the catalogue behind a lock that lets others read',
    held: [update],
    behind: "select pg_total_relation_size('items')",
    expected: 'passes',
  },
  {
    title: 'the locks that are held, behind a lock of everything',
    held: ['lock table items in access exclusive mode'],
    behind: 'select relname, mode from pg_locks join pg_class on pg_class.oid = relation',
    expected: 'passes',
    console: 'rows',
  },
  {
    title: 'a name in escapes',
    held: ['lock table items in access exclusive mode'],
    behind: 'select * from U&"\\0069tems"',
    expected: 'waits',
  },
  {
    title: 'a name that Postgres cuts',
    held: [`lock table ${longName} in access exclusive mode`],
    behind: `select * from ${longName}_and_more`,
    expected: 'waits',
  },
  {
    title: 'nextval of a sequence that is being changed',
    held: ['alter sequence tickets restart'],
    behind: "select nextval('tickets')",
    expected: 'waits',
  },
  {
    title: 'a table whose index is being rebuilt',
    held: ['reindex index lower_names_lower_idx'],
    behind: "select * from lower_names where lower(name) = 'ada'",
    expected: 'waits',
  },
  {
    title: "LOCK of Postgres' own table",
    held: [insert],
    behind: 'lock table pg_class in access exclusive mode',
    after: ['select 1'],
    expected: '0A000',
  },
  // Code of the schema that a statement runs without naming it.
  {
    title: 'an operator that runs a function',
    schema: operator,
    held: [update],
    behind: 'select @# 1',
    expected: 'waits',
    console: '55P03',
  },
  {
    title: 'a domain whose check runs a function',
    schema: domain,
    held: [update],
    behind: 'select 1::seen_number',
    expected: 'waits',
    console: '55P03',
  },
  {
    title: 'a domain whose check runs none',
    schema: 'create domain positive as int check (value > 0);',
    held: [update],
    behind: 'select 1::positive',
    expected: 'passes',
    console: 'rows',
  },
  {
    title: 'a cast that runs a function',
    schema: cast,
    held: [update],
    behind: 'select 1::mood',
    expected: 'waits',
    console: '55P03',
  },
  {
    title: 'a column default that runs a function',
    held: [update],
    behind: 'insert into stamped (id) values (1)',
    expected: 'waits',
    console: '55P03',
  },
  {
    title: 'a column default that takes an advisory lock',
    held: ['select pg_advisory_xact_lock(1)'],
    behind: 'insert into locked_by_default (id) values (1)',
    expected: 'waits',
  },
  {
    title: 'behind a column default that runs a function',
    held: ['insert into stamped (id) values (1)'],
    behind: update,
    expected: 'waits',
  },
  {
    title: 'a check that runs a function',
    held: [update],
    behind: 'insert into checked values (1)',
    expected: 'waits',
  },
  {
    title: 'a row policy that runs a function',
    held: [update],
    behind: 'select * from guarded',
    after: ['set local role visitor'],
    expected: 'waits',
    console: '55P03',
  },
  {
    title: 'a trigger of a partition, by its parent',
    held: [update],
    behind: 'insert into branches values (1)',
    expected: 'waits',
  },
  {
    title: 'a serial column whose sequence is being changed',
    held: ['alter sequence serials_id_seq restart'],
    behind: 'insert into serials (n) values (1)',
    expected: 'waits',
  },
  {
    title: 'a serial column that others count on with',
    held: ['insert into serials (n) values (1)'],
    behind: 'insert into serials (n) values (2)',
    expected: 'passes',
  },
  {
    title: 'a function by a name in escapes',
    held: [update],
    behind: 'select U&"\\0074ouched"(1)',
    expected: 'waits',
    console: '55P03',
  },
  {
    title: 'a function in a query that is a text',
    held: [update],
    behind: "select * from ts_stat('select to_tsvector(touched(1)::text)')",
    expected: 'waits',
    console: '55P03',
  },
  // What cannot be classified waits.
  {
    title: 'a CTE that writes',
    held: [update],
    behind: 'with x as (update items set n = 9 where id = 1 returning *) select * from x',
    expected: 'waits',
  },
  {
    title: 'a view',
    held: [update],
    behind: 'update items_view set n = 9 where id = 1',
    expected: 'waits',
  },
  {
    title: 'a function',
    held: [update],
    behind: 'select touch(1)',
    expected: 'waits',
    console: '55P03',
  },
  {
    title: 'behind a function',
    held: ['select touch(1)'],
    behind: 'update items set n = 9 where id = 1',
    expected: 'waits',
  },
  {
    title: 'a DO block',
    held: [update],
    behind: 'do $$ begin update items set n = 9 where id = 1; end $$',
    expected: 'waits',
  },
  {
    title: 'a trigger of the lab that writes elsewhere',
    held: ['insert into log_of values (7)'],
    behind: 'insert into logged values (7)',
    expected: 'waits',
  },
  {
    title: 'an advisory lock of the transaction',
    held: ['select pg_advisory_xact_lock(1)'],
    behind: 'select pg_advisory_xact_lock(1)',
    after: ['select 1'],
    expected: 'waits',
    console: '55P03',
  },
  {
    title: 'an advisory lock that is only tried',
    held: ['select pg_advisory_xact_lock(1)'],
    behind: 'select pg_try_advisory_xact_lock(1)',
    after: ['select 1'],
    expected: 'passes',
  },
  {
    title: 'a deferred unique constraint',
    held: ['insert into bookings values (1, 7)'],
    behind: 'insert into bookings values (2, 7)',
    expected: 'waits',
  },
  {
    title: 'a unique expression',
    held: ["insert into lower_names values ('Ada')"],
    behind: "insert into lower_names values ('ADA')",
    expected: 'waits',
  },
  // Kinds of keys.
  {
    title: 'a key of several columns',
    held: ["insert into pairs values (1, 'x')"],
    behind: "insert into pairs values (1, 'x')",
    expected: 'waits',
  },
  {
    title: 'a key of several columns that differs in one',
    held: ["insert into pairs values (1, 'x')"],
    behind: "insert into pairs values (1, 'y')",
    expected: 'passes',
  },
  {
    title: 'a numeric key, written differently',
    held: ['insert into keys (m) values (1.0)'],
    behind: 'insert into keys (m) values (1.00)',
    expected: 'waits',
  },
  {
    title: 'a text key',
    held: ["insert into keys (t) values ('a,b')"],
    behind: "insert into keys (t) values ('a,b')",
    expected: 'waits',
  },
  {
    title: 'a uuid key, written differently',
    held: ["insert into keys (u) values ('00000000-0000-4000-8000-00000000000A')"],
    behind: "insert into keys (u) values ('0000000000004000800000000000000a')",
    expected: 'waits',
  },
  {
    title: 'a timestamp key, written in another zone',
    held: [
      "set local timezone = 'Asia/Tokyo'",
      "insert into keys (d) values ('2026-01-01T09:00+09')",
    ],
    behind: "insert into keys (d) values ('2026-01-01T00:00Z')",
    expected: 'waits',
  },
  {
    title: 'a quoted name',
    held: ['insert into "Quoted ""Name""" values (1)'],
    behind: 'insert into "Quoted ""Name""" values (1)',
    expected: 'waits',
  },
  {
    title: 'a schema-qualified name',
    held: [insert],
    behind: 'update public.items set id = 10 where id = 1',
    expected: 'waits',
  },
  {
    title: 'a table of another schema',
    held: ['insert into archive.old_items values (1)'],
    behind: 'truncate archive.old_items',
    expected: 'waits',
  },
  {
    title: 'a row in a partition, by its parent',
    held: ['insert into parts values (1)'],
    behind: 'insert into parts values (1)',
    expected: 'waits',
  },
  {
    title: 'a partition by its own name',
    held: ['insert into parts values (1)'],
    behind: 'truncate parts_low',
    expected: 'waits',
  },
  {
    title: 'identity columns go ahead',
    held: ["insert into counted (name) values ('slow')"],
    behind: "insert into counted (name) values ('quick')",
    expected: 'passes',
  },
  // Refused, whoever asks.
  {
    title: 'pg_sleep',
    held: [insert],
    behind: 'select pg_sleep(1)',
    expected: '0A000',
    console: '0A000',
  },
  {
    title: 'pg_sleep inside a DO block',
    held: [],
    behind: 'do $$ begin perform pg_sleep(1); end $$',
    expected: '42883',
  },
  {
    title: 'a session’s advisory lock',
    held: [],
    behind: 'select pg_advisory_lock(1)',
    expected: '0A000',
  },
  {
    title: 'a setting of the session',
    held: [],
    behind: "set search_path = 'archive'",
    expected: '0A000',
  },
  {
    title: 'a setting of the session inside a transaction',
    held: [],
    behind: "set search_path = 'archive'",
    after: ['select 1'],
    expected: '0A000',
  },
  { title: 'BEGIN', held: [], behind: 'begin', expected: '0A000' },
  {
    title: 'a temporary table',
    held: [],
    behind: 'create temp table t (id int)',
    expected: '0A000',
  },
  {
    title: 'a function in the language of Postgres itself',
    held: [],
    behind: "create function nap(float8) returns void language internal as 'pg_sleep'",
    expected: '42704',
  },
  { title: 'LISTEN', held: [], behind: 'listen orders', expected: '0A000' },
  { title: 'two statements at once', held: [], behind: 'select 1; select 2', expected: '42601' },
]
