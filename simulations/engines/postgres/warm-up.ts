/**
 * Fills Postgres' caches before the picture that runs start from is taken: catalogue entries, compiled triggers, plans.
 * Without it every run would pay for them again. Nothing remains: what is written is rolled back, sequences are put back.
 */
import { EffectError } from '../../kernel/errors'
import { ChangeReader, changesSince } from './capture'
import type { Catalogue, TableShape } from './catalogue'
import type { PostgresInstance } from './instance'
import { quoteName, quoteText } from './sql-text'

/** A value of each type that satisfies most checks; other types are left out and stay cold. */
const samples: Record<string, string> = {
  bool: 'true',
  int2: '1',
  int4: '1',
  int8: '1',
  float4: '1',
  float8: '1',
  numeric: '1',
  text: "'x'",
  varchar: "'x'",
  bpchar: "'x'",
  uuid: "'00000000-0000-4000-8000-000000000000'",
  json: "'{}'",
  jsonb: "'{}'",
  date: "'2026-01-01'",
  timestamp: "'2026-01-01'",
  timestamptz: "'2026-01-01'",
}

/** Postgres plans a kept statement anew for five executions, then decides whether one plan serves them all. */
const plansUntilGeneric = 6

export function warmUp(instance: PostgresInstance, catalogue: Catalogue): void {
  const sequences = instance.query(`
    select quote_ident(schemaname) || '.' || quote_ident(sequencename) as name,
      coalesce(last_value, start_value) as value, last_value is not null as called
    from pg_sequences order by 1`)
  for (const shape of catalogue.shapes.values()) warmTable(instance, shape)
  for (const row of sequences.rows) {
    instance.query('select setval($1::regclass, $2, $3)', [row.name, row.value, row.called])
  }
  for (const { quoted } of catalogue.shapes.values())
    instance.query(`select * from ${quoted} limit 1`)
  new ChangeReader(instance).read()
}

function warmTable(instance: PostgresInstance, { quoted: name }: TableShape): void {
  const columns = instance.query(
    `select a.attname as name, t.typname as type from pg_attribute a join pg_type t on t.oid = a.atttypid
     where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped and a.attidentity = '' and a.attgenerated = '' and not a.atthasdef
     order by a.attnum`,
    [name],
  ).rows
  const known = columns.filter((column) => samples[String(column.type)] !== undefined)
  const names = known.map((column) => quoteName(String(column.name)))
  const values = known.map((column) => samples[String(column.type)])
  instance.script('begin')
  try {
    const insert =
      names.length > 0 ? `(${names.join(', ')}) values (${values.join(', ')})` : 'default values'
    const [first] = names
    for (let round = 0; round < plansUntilGeneric; round++) {
      instance.query(`insert into ${name} ${insert}`)
      if (first !== undefined) instance.query(`update ${name} set ${first} = ${first}`)
      instance.query(`delete from ${name}`)
      instance.query(changesSince, [0])
    }
  } catch (error) {
    // A table that refuses the sample stays cold; its first statement in a run is slower.
    if (!(error instanceof EffectError)) throw error
  } finally {
    instance.script('rollback')
  }
  instance.query(`select pg_relation_size(${quoteText(name)}::regclass)`)
}

/**
 * Lets Postgres plan the statements that a lab was seen to use, which reads whatever of its catalogue they need.
 * Planning writes nothing, so what runs see does not change.
 */
export function warmPlans(instance: PostgresInstance, texts: Iterable<string>): void {
  for (const text of texts) {
    if (!/^\s*(select|insert|update|delete|with)\b/i.test(text)) continue
    try {
      instance.script(`explain (generic_plan) ${text}`)
    } catch (error) {
      if (!(error instanceof EffectError)) throw error
    }
  }
}
