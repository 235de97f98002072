/**
 * Row changes, from triggers that write into a schema readers do not see. Read once after each commit; what was rolled
 * back was never there. A second trigger guards unique keys that a parked transaction holds (see `parked-locks.ts`).
 */
import type { Json, Row, RowChange } from '../../kernel/trace-event'
import type { Call, PostgresInstance, QueryResult } from './instance'
import { forbiddenFunctions } from './refusals'

const forbidden = forbiddenFunctions.map((name) => `'${name}'`).join(', ')

/**
 * Made once in the prepared data directory's `postgres` database, before a lab's own schema. Functions that would wait
 * for real or outlast their transaction are renamed, so that no function or DO block calls them unseen; and so are the
 * languages in which a schema could give them another name.
 * Both triggers see time in UTC, whatever a transaction has set: keys are compared as text.
 */
export const captureSchema = `
create schema sim;
create unlogged table sim.changes (n bigserial primary key, tbl text not null, op text not null, key text, before json, after json);
create function sim.name_of(s name, t name) returns text language sql immutable as
  $$ select case when s = 'public' then t::text else s || '.' || t end $$;
create function sim.keep(s name, t name, op text, key text, before json, after json) returns void language plpgsql as $$
begin
  perform set_config('sim.pending', concat_ws(',', nullif(current_setting('sim.pending', true), ''), json_build_object(
    'n', nextval('sim.changes_n_seq'), 'tbl', sim.name_of(s, t), 'op', op, 'key', key, 'before', before, 'after', after)), false);
end $$;
create function sim.capture() returns trigger language plpgsql set timezone to 'UTC' as $$
declare
  b json; a json; k text;
begin
  if tg_op <> 'INSERT' then b := to_json(old); end if;
  if tg_op <> 'DELETE' then a := to_json(new); end if;
  if tg_nargs = 1 then k := coalesce(a, b)->>tg_argv[0];
  elsif tg_nargs > 1 then
    select string_agg(coalesce(a, b)->>c, ',' order by o) into k from unnest(tg_argv) with ordinality as t(c, o);
  end if;
  -- A table that every transaction writes would make serializable ones conflict; a setting is undone with them too.
  if current_setting('transaction_isolation') = 'serializable' then
    perform sim.keep(tg_table_schema, tg_table_name, lower(tg_op), k, b, a);
    return null;
  end if;
  insert into sim.changes (tbl, op, key, before, after)
  values (sim.name_of(tg_table_schema, tg_table_name), lower(tg_op), k, b, a);
  return null;
end $$;
create function sim.capture_truncate() returns trigger language plpgsql as $$
begin
  if current_setting('transaction_isolation') = 'serializable' then
    perform sim.keep(tg_table_schema, tg_table_name, 'truncate', null, null, null);
    return null;
  end if;
  insert into sim.changes (tbl, op) values (sim.name_of(tg_table_schema, tg_table_name), 'truncate');
  return null;
end $$;
create function sim.key_of(r json, columns text) returns text language sql immutable as $$
  -- A key with a null in it collides with nothing.
  select case when bool_or(r->>c is null) then null else string_agg(r->>c, chr(1) order by o) end
    from json_array_elements_text(columns::json) with ordinality as t(c, o)
$$;
create function sim.guard() returns trigger language plpgsql set timezone to 'UTC' as $$
declare
  held json := nullif(current_setting('sim.parked', true), '')::json;
  keys json; key text; columns text;
begin
  if held is null then return new; end if;
  keys := held->(sim.name_of(tg_table_schema, tg_table_name));
  if keys is null then return new; end if;
  foreach columns in array tg_argv loop
    key := sim.key_of(to_json(new), columns);
    if key is not null and exists (select from json_array_elements_text(keys->columns) t(taken) where taken = key) then
      raise exception 'key % of "%" is held by a parked transaction', columns, tg_table_name using errcode = 'lock_not_available';
    end if;
  end loop;
  return new;
end $$;
-- What a transaction changes in another role is captured all the same.
grant usage on schema sim to public;
grant select, insert on sim.changes to public;
grant usage on sequence sim.changes_n_seq to public;
set allow_system_table_mods = on;
update pg_proc set proname = 'sim_' || proname where pronamespace = 'pg_catalog'::regnamespace and proname in (${forbidden});
update pg_language set lanname = 'sim_' || lanname where lanname in ('internal', 'c');
reset allow_system_table_mods;
`

/** Prepared once, in the picture that runs start from: it follows every commit. */
export const changesSince =
  'select n, tbl, op, key, before, after from sim.changes where n > $1::bigint order by n'

/** What serializable transactions wrote, in the same columns. */
const pendingChanges = `
  select (c->>'n')::bigint as n, c->>'tbl' as tbl, c->>'op' as op, c->>'key' as key, c->'before' as before, c->'after' as after
  from json_array_elements(('[' || current_setting('sim.pending', true) || ']')::json) c order by 1`

/** Where the rows of a transaction's changes are, as a table expression. */
export function changesOf(serializable: boolean): string {
  return serializable ? `(${pendingChanges})` : 'sim.changes'
}

/** Reads the changes written since the last call, oldest first. */
export class ChangeReader {
  readonly #instance: PostgresInstance
  #last = 0

  constructor(instance: PostgresInstance) {
    this.#instance = instance
  }

  /** Lets go of what a serializable transaction kept. */
  clear(): void {
    this.#instance.script("select set_config('sim.pending', '', false)")
  }

  /** Number of the last change read. */
  get last(): number {
    return this.#last
  }

  /** @param options.serializable of a transaction at that isolation level */
  read(options: { serializable?: boolean } = {}): RowChange[] {
    return this.#read(this.#instance.call([this.#reading(options)])[0])
  }

  /**
   * Makes a call of one statement and reads what it changed, in one message.
   * @throws EffectError of the statement
   */
  readAfter(
    call: Call,
    options: { serializable?: boolean } = {},
  ): { result: QueryResult; changes: RowChange[] } {
    const [result, changes] = this.#instance.call([call, this.#reading(options)])
    if (!result) throw new TypeError('a statement without a result')
    return { result, changes: this.#read(changes) }
  }

  #reading({ serializable }: { serializable?: boolean }): Call {
    return serializable
      ? { query: pendingChanges, parameters: [] }
      : { query: changesSince, parameters: [this.#last] }
  }

  #read(result: QueryResult | undefined): RowChange[] {
    return (result?.rows ?? []).map((row) => {
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
