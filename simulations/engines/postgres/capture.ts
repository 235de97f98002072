/**
 * Row changes, from triggers that write into a schema readers do not see. Read once after each commit; what was rolled
 * back was never there. The same triggers guard unique keys that a parked transaction holds (see `locks.ts`).
 */
import type { Json, Row, RowChange } from '../../kernel/trace-event'
import type { PostgresInstance } from './instance'
import type { KnownNames } from './statement'

/** Made once in the prepared data directory's `postgres` database, before a lab's own schema. */
export const captureSchema = `
create schema sim;
create unlogged table sim.changes (n bigserial primary key, tbl text not null, op text not null, key text, before json, after json);
create function sim.capture() returns trigger language plpgsql as $$
declare
  k text; r record;
begin
  if tg_op = 'DELETE' then r := old; else r := new; end if;
  if tg_nargs > 0 then
    select string_agg(to_json(r)->>c, ',' order by o) into k from unnest(tg_argv) with ordinality as t(c, o);
  end if;
  insert into sim.changes (tbl, op, key, before, after)
  values (tg_table_name, lower(tg_op), k,
          case when tg_op <> 'INSERT' then to_json(old) end,
          case when tg_op <> 'DELETE' then to_json(new) end);
  return null;
end $$;
create function sim.capture_truncate() returns trigger language plpgsql as $$
begin
  insert into sim.changes (tbl, op) values (tg_table_name, 'truncate');
  return null;
end $$;
create function sim.guard() returns trigger language plpgsql as $$
declare
  held json := nullif(current_setting('sim.parked', true), '')::json;
  keys json; name text; columns text; taken text;
begin
  if held is null then return new; end if;
  keys := held->(tg_table_name::text);
  if keys is null then return new; end if;
  foreach columns in array tg_argv loop
    select string_agg(coalesce(to_json(new)->>c, chr(0)||'null'), chr(1) order by o) into name
      from unnest(string_to_array(columns, ',')) with ordinality as t(c, o);
    for taken in select json_array_elements_text(coalesce(keys->columns, '[]'::json)) loop
      if taken = name then
        raise exception 'key (%) of "%" is held by a prepared transaction', columns, tg_table_name using errcode = 'lock_not_available';
      end if;
    end loop;
  end loop;
  return new;
end $$;
`

export interface TableShape {
  name: string
  /** Columns of the primary key, in order; empty where there is none. */
  primaryKey: string[]
  /** Plain unique indexes, as lists of columns. */
  uniqueKeys: string[][]
  /** A unique or exclusion rule that cannot be checked column by column. */
  hasOpaqueRule: boolean
  /** Tables whose rows its foreign keys point at. */
  references: string[]
}

/** What is known of a schema: read once when it is made, again after each change of it. */
export interface Catalogue {
  shapes: ReadonlyMap<string, TableShape>
  names: KnownNames
}

/** Reads the shape of every table in `public`, and attaches the triggers where they are missing or out of date. */
export function readCatalogue(instance: PostgresInstance): Catalogue {
  const shapes = readShapes(instance)
  for (const shape of shapes.values()) {
    const table = `public.${quoteName(shape.name)}`
    const capture = shape.primaryKey.map(quoteText).join(', ')
    const guard = shape.uniqueKeys.map((columns) => quoteText(columns.join(','))).join(', ')
    instance.script(`
      create or replace trigger zz_sim_capture after insert or update or delete on ${table} for each row execute function sim.capture(${capture});
      create or replace trigger zz_sim_truncate after truncate on ${table} for each statement execute function sim.capture_truncate();
      create or replace trigger zz_sim_guard before insert or update on ${table} for each row
        when (coalesce(current_setting('sim.parked', true), '') <> '') execute function sim.guard(${guard});
    `)
  }
  const opaque = instance.query(`
    select relname as name from pg_class c join pg_namespace s on s.oid = c.relnamespace where s.nspname = 'public' and relkind in ('v', 'm', 'f')
    union select proname from pg_proc p join pg_namespace s on s.oid = p.pronamespace where s.nspname = 'public' order by 1`)
  return {
    shapes,
    names: {
      tables: new Set(shapes.keys()),
      opaque: new Set(opaque.rows.map((row) => String(row.name))),
    },
  }
}

function readShapes(instance: PostgresInstance): Map<string, TableShape> {
  const tables = instance.query(`
    select c.relname as name,
      coalesce((select json_agg(a.attname order by k.o) from pg_index i, unnest(i.indkey::int2[]) with ordinality k(n, o)
        join pg_attribute a on a.attnum = k.n where i.indrelid = c.oid and i.indisprimary and a.attrelid = c.oid), '[]') as pk,
      coalesce((select json_agg(u.cols order by u.indexrelid) from (
        select i.indexrelid, json_agg(a.attname order by k.o) cols from pg_index i, unnest(i.indkey::int2[]) with ordinality k(n, o)
          join pg_attribute a on a.attnum = k.n
          where i.indrelid = c.oid and a.attrelid = c.oid and i.indisunique and i.indexprs is null and i.indpred is null
          group by i.indexrelid) u), '[]') as uniques,
      exists (select from pg_index i where i.indrelid = c.oid and (i.indisexclusion or (i.indisunique and (i.indexprs is not null or i.indpred is not null))))
        or exists (select from pg_constraint x where x.conrelid = c.oid and x.condeferrable) as opaque,
      coalesce((select json_agg(distinct p.relname) from pg_constraint f join pg_class p on p.oid = f.confrelid
        where f.conrelid = c.oid and f.contype = 'f'), '[]') as refs
    from pg_class c join pg_namespace s on s.oid = c.relnamespace
    where s.nspname = 'public' and c.relkind in ('r', 'p') order by c.relname`)
  const shapes = new Map<string, TableShape>()
  for (const row of tables.rows) {
    const name = String(row.name)
    shapes.set(name, {
      name,
      primaryKey: strings(row.pk),
      uniqueKeys: Array.isArray(row.uniques) ? row.uniques.map(strings) : [],
      hasOpaqueRule: row.opaque === true,
      references: strings(row.refs),
    })
  }
  return shapes
}

/** Prepared once, in the picture that runs start from: it follows every commit. */
export const changesSince =
  'select n, tbl, op, key, before, after from sim.changes where n > $1::bigint order by n'

/** Reads the changes written since the last call, oldest first. */
export class ChangeReader {
  readonly #instance: PostgresInstance
  #last = 0

  constructor(instance: PostgresInstance) {
    this.#instance = instance
  }

  /** Number of the last change read. */
  get last(): number {
    return this.#last
  }

  read(): RowChange[] {
    const { rows } = this.#instance.query(changesSince, [this.#last])
    return rows.map((row) => {
      this.#last = Number(row.n)
      return {
        table: String(row.tbl),
        operation: operationOf(String(row.op)),
        key: row.key === null ? '' : String(row.key),
        before: asRow(row.before),
        after: asRow(row.after),
      }
    })
  }
}

function operationOf(text: string): RowChange['operation'] {
  if (text === 'insert' || text === 'update' || text === 'delete' || text === 'truncate')
    return text
  throw new TypeError(`unknown row operation ${text}`)
}

function asRow(value: unknown): Row | null {
  return value !== null &&
    typeof value === 'object' &&
    !Array.isArray(value) &&
    !(value instanceof Date)
    ? { ...(value as Record<string, Json>) }
    : null
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : []
}

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
