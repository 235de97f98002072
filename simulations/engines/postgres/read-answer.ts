/** Reads what Postgres wrote to the wire: results in order, or the first error. */
import { messages, protocol } from '@electric-sql/pglite'
import { EffectError } from '../../kernel/errors'
import type { QueryResult } from './instance'
import { decodeValue, type FieldDescription, type SqlValue } from './values'

/** @throws EffectError with Postgres' SQLSTATE, message, detail, constraint and position */
export function readAnswer(bytes: Uint8Array): QueryResult[] {
  const results: QueryResult[] = []
  let fields: FieldDescription[] = []
  let rows: Record<string, SqlValue>[] = []
  let failure: EffectError | null = null
  new protocol.Parser().parse(bytes, (message) => {
    if (message instanceof messages.DatabaseError) failure ??= toEffectError(message)
    else if (message instanceof messages.RowDescriptionMessage) {
      fields = message.fields.map((field) => ({ name: field.name, type: field.dataTypeID }))
    } else if (message instanceof messages.DataRowMessage) {
      rows.push(toRow(message.fields, fields))
    } else if (message instanceof messages.CommandCompleteMessage) {
      results.push({ ...readTag(message.text), fields, rows })
      fields = []
      rows = []
    }
  })
  if (failure) throw failure
  return results
}

function toRow(
  texts: (string | null)[],
  fields: readonly FieldDescription[],
): Record<string, SqlValue> {
  const row: Record<string, SqlValue> = {}
  fields.forEach((field, index) => {
    row[field.name] = decodeValue(texts[index] ?? null, field.type)
  })
  return row
}

/** `INSERT 0 2` → INSERT, 2; `CREATE TABLE` → CREATE TABLE, 0. */
function readTag(tag: string): { command: string; rowCount: number } {
  const match = /^(.*?)(?: \d+)?(?: (\d+))$/.exec(tag)
  return match
    ? { command: match[1] ?? tag, rowCount: Number(match[2]) }
    : { command: tag, rowCount: 0 }
}

function toEffectError(error: InstanceType<typeof messages.DatabaseError>): EffectError {
  return new EffectError(error.message, {
    code: error.code ?? 'XX000',
    definite: true,
    ...(error.detail === undefined ? {} : { detail: error.detail }),
    ...(error.constraint === undefined ? {} : { constraint: error.constraint }),
    ...(error.position === undefined ? {} : { position: Number(error.position) }),
    ...(error.hint === undefined ? {} : { fix: error.hint }),
  })
}
