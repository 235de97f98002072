/** What is known of a schema: its tables, keys and relations. Read when it is made, and again after each change of it. */
import type { Row, SeedRow } from '../../kernel/trace-event'
import { mayLock } from './hidden-code'
import type { PostgresInstance } from './instance'
import { quoteName, quoteText } from './sql-text'
import type { KnownNames } from './statement'

export interface TableShape {
  /** As in row changes: `orders`, or `archive.orders` outside of `public`. */
  name: string
  /** For a statement: `"public"."orders"`. */
  quoted: string
  /** Columns of the primary key, in order; empty where there is none. */
  primaryKey: string[]
  /** Unique keys whose equality is that of their text, as lists of columns. */
  uniqueKeys: string[][]
  /** A unique or exclusion rule that cannot be checked column by column. */
  hasOpaqueRule: boolean
  /** A write to it runs triggers, rules or functions of the lab, whose locks cannot be told. */
  runsCode: boolean
  /** Tables whose rows its foreign keys point at. */
  references: string[]
  /** Tables it inherits from, and those that inherit from it. */
  family: string[]
}

export interface Catalogue {
  shapes: ReadonlyMap<string, TableShape>
  names: KnownNames
}

/** Reads every table, and attaches the triggers where they are missing or out of date. */
export function readCatalogue(instance: PostgresInstance): Catalogue {
  const shapes = new Map<string, TableShape>()
  const tables = new Map<string, string[]>()
  const opaque = new Set(instance.query(opaqueNamesQuery).rows.map((row) => String(row.name)))
  for (const row of instance.query(shapesQuery).rows) {
    const name = String(row.name)
    const relation = String(row.relation)
    const shape: TableShape = {
      name,
      quoted: String(row.quoted),
      primaryKey: strings(row.pk),
      uniqueKeys: Array.isArray(row.uniques) ? row.uniques.map(strings) : [],
      hasOpaqueRule: row.opaque === true,
      runsCode: row.code === true || strings(row.expressions).some((text) => mayLock(text, opaque)),
      references: strings(row.refs),
      family: strings(row.family),
    }
    shapes.set(name, shape)
    tables.set(relation, [...(tables.get(relation) ?? []), name])
    // Read it, and the policy runs.
    if (strings(row.policies).some((text) => mayLock(text, opaque))) opaque.add(relation)
    // A table that another transaction has locked has not changed, so it is left alone: attaching would wait.
    const wanted = triggersOf(shape, row.partition === true)
    if (row.attached !== wanted.mark) instance.script(wanted.sql)
  }
  spreadCode(shapes)
  const [hidden] = instance.query(hiddenCodeQuery).rows
  const runsCode =
    hidden?.code === true || strings(hidden?.domains).some((text) => mayLock(text, opaque))
  return { shapes, names: { tables, opaque, runsCode } }
}

/** A row that is written by one name of a family may end in any table of it. */
function spreadCode(shapes: ReadonlyMap<string, TableShape>): void {
  const waiting = [...shapes.values()].filter((shape) => shape.runsCode)
  for (let shape = waiting.pop(); shape; shape = waiting.pop()) {
    for (const relative of shape.family) {
      const other = shapes.get(relative)
      if (!other || other.runsCode) continue
      other.runsCode = true
      waiting.push(other)
    }
  }
}

/** Rows of a table that are shown; a schema that makes more is one to fill a disk with, not one to read. */
const seedsMost = 200

/** The rows that the schema itself has made, of tables with a primary key, in its order. */
export function readSeeds(instance: PostgresInstance, { shapes }: Catalogue): SeedRow[] {
  return [...shapes.values()].flatMap(({ name, quoted, primaryKey }) => {
    if (primaryKey.length === 0) return []
    const order = primaryKey.map(quoteName).join(', ')
    const { rows } = instance.query(
      `select to_json(t)::text as row from ${quoted} t order by ${order} limit ${seedsMost}`,
    )
    return rows.map((found): SeedRow => {
      const row = JSON.parse(String(found.row)) as Row
      return { table: name, key: primaryKey.map((column) => String(row[column])).join(','), row }
    })
  })
}

/** The triggers of a table, and a mark by which they are known to be up to date. */
function triggersOf(shape: TableShape, isPartition: boolean): { mark: string; sql: string } {
  const table = shape.quoted
  const capture = shape.primaryKey.map(quoteText).join(', ')
  const guard = shape.uniqueKeys.map((columns) => quoteText(JSON.stringify(columns))).join(', ')
  const truncate = `create or replace trigger zz_sim_truncate after truncate on ${table} for each statement execute function sim.capture_truncate();`
  // A partition has the row triggers of its parent.
  const rows = isPartition
    ? ''
    : `create or replace trigger zz_sim_capture after insert or update or delete on ${table} for each row execute function sim.capture(${capture});
       create or replace trigger zz_sim_guard before insert or update on ${table} for each row
         when (coalesce(current_setting('sim.parked', true), '') <> '') execute function sim.guard(${guard});`
  const mark = `capture(${capture}) guard(${guard})`
  return {
    mark,
    sql: `${rows} ${truncate} comment on trigger zz_sim_truncate on ${table} is ${quoteText(mark)};`,
  }
}

/** Types of which equal values are written in the same way, whatever a transaction has set. */
const plainTypes =
  'bool, char, int2, int4, int8, oid, name, text, varchar, bpchar, uuid, date, timestamp, timestamptz, xid8'
    .split(', ')
    .map((type) => `'${type}'::regtype`)
    .join(', ')

const isUserSchema = `s.nspname not in ('pg_catalog', 'information_schema', 'sim', 'pg_toast')`

const shapesQuery = `
with tables as materialized (
  select c.oid, s.nspname, c.relname, c.relispartition, c.relhasrules
  from pg_class c join pg_namespace s on s.oid = c.relnamespace where ${isUserSchema} and c.relkind in ('r', 'p')
), keys as materialized (
  select i.indrelid, i.indexrelid, i.indisprimary, json_agg(a.attname order by k.o) as cols,
    i.indexprs is not null or i.indpred is not null or i.indisexclusion or i.indnullsnotdistinct
      or bool_or(coalesce(t.oid, a.atttypid) not in (${plainTypes}) and t.typtype is distinct from 'e')
      or bool_or(not coalesce(l.collisdeterministic, true)) as opaque
  from tables join pg_index i on i.indrelid = tables.oid cross join unnest(i.indkey::int2[]) with ordinality k(n, o)
  left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.n
  left join pg_type t on t.oid = a.atttypid
  left join pg_collation l on l.oid = a.attcollation
  where i.indisunique or i.indisexclusion
  group by i.indrelid, i.indexrelid, i.indisprimary, i.indexprs is not null, i.indpred is not null, i.indisexclusion, i.indnullsnotdistinct
)
select sim.name_of(c.nspname, c.relname) as name, c.relname as relation, format('%I.%I', c.nspname, c.relname) as quoted,
  c.relispartition as partition,
  (select d.description from pg_trigger g join pg_description d on d.objoid = g.oid and d.classoid = 'pg_trigger'::regclass
    where g.tgrelid = c.oid and g.tgname = 'zz_sim_truncate') as attached,
  coalesce((select cols from keys where indrelid = c.oid and indisprimary), '[]') as pk,
  coalesce((select json_agg(cols order by indexrelid) from keys where indrelid = c.oid and not opaque), '[]') as uniques,
  exists (select from keys where indrelid = c.oid and opaque)
    or exists (select from pg_constraint x where x.conrelid = c.oid and x.condeferrable) as opaque,
  c.relhasrules or exists (select from pg_trigger g where g.tgrelid = c.oid and not g.tgisinternal and g.tgname not like 'zz\\_sim\\_%') as code,
  coalesce((select json_agg(distinct sim.name_of(ps.nspname, p.relname)) from pg_constraint f join pg_class p on p.oid = f.confrelid
    join pg_namespace ps on ps.oid = p.relnamespace where f.conrelid = c.oid and f.contype = 'f'), '[]') as refs,
  coalesce((select json_agg(distinct sim.name_of(fs.nspname, f.relname)) from pg_inherits h
    join pg_class f on f.oid = case when h.inhrelid = c.oid then h.inhparent else h.inhrelid end
    join pg_namespace fs on fs.oid = f.relnamespace where c.oid in (h.inhrelid, h.inhparent) and f.relkind in ('r', 'p')), '[]') as family,
  (select json_agg(e.text) from (
    select pg_get_expr(d.adbin, d.adrelid) from pg_attrdef d where d.adrelid = c.oid
    union all select pg_get_constraintdef(x.oid) from pg_constraint x where x.conrelid = c.oid and x.contype = 'c'
    union all select concat_ws(' ', pg_get_expr(i.indexprs, i.indrelid), pg_get_expr(i.indpred, i.indrelid)) from pg_index i
      where i.indrelid = c.oid and (i.indexprs is not null or i.indpred is not null)
  ) e(text)) as expressions,
  (select json_agg(concat_ws(' ', pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)))
    from pg_policy p where p.polrelid = c.oid) as policies
from tables c order by 1`

const opaqueNamesQuery = `
select relname as name from pg_class c join pg_namespace s on s.oid = c.relnamespace where ${isUserSchema} and relkind in ('v', 'm', 'f')
union select proname from pg_proc p join pg_namespace s on s.oid = p.pronamespace where ${isUserSchema}
  and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e') order by 1`

/** The first number of what a schema makes itself. */
const firstOwn = 16384

/** What runs functions for an operator, a cast or a type, so that no statement names them. */
const hiddenCodeQuery = `
select exists (select from pg_operator where oid >= ${firstOwn})
  or exists (select from pg_cast where oid >= ${firstOwn} and castmethod = 'f')
  or exists (select from pg_opclass where oid >= ${firstOwn})
  or exists (select from pg_range where rngtypid >= ${firstOwn} and (rngcanonical >= ${firstOwn} or rngsubdiff >= ${firstOwn})) as code,
  (select json_agg(text) from (
    select pg_get_constraintdef(oid) from pg_constraint where contypid >= ${firstOwn}
    union all select pg_get_expr(typdefaultbin, 0) from pg_type where oid >= ${firstOwn} and typdefaultbin is not null
  ) d(text)) as domains`

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : []
}
