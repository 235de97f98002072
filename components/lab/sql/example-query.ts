/** A first question to ask of a database: all rows of its first table. */

/** @param schema the SQL that makes the tables */
export function exampleQuery(schema: string): string {
  const table = /create table (?:if not exists )?"?(\w+)"?/i.exec(schema)?.[1]
  return table === undefined ? 'SELECT now()' : `SELECT * FROM ${table} ORDER BY 1`
}
