/**
 * Reads what Postgres wrote to the wire: results in order, or the first error. A reader of its own, because runs read
 * thousands of answers and PGlite's builds objects for what nobody here asks: it took a tenth of a run.
 * Formats: https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
import { EffectError } from '../../kernel/errors'
import type { QueryResult } from './instance'
import { decodeValue, type FieldDescription, type SqlValue } from './values'

const kinds = {
  rowDescription: 'T'.charCodeAt(0),
  dataRow: 'D'.charCodeAt(0),
  commandComplete: 'C'.charCodeAt(0),
  emptyQuery: 'I'.charCodeAt(0),
  errorResponse: 'E'.charCodeAt(0),
}

/**
 * @param known columns of results that Postgres was not asked to describe, by place
 * @throws EffectError with Postgres' SQLSTATE, message, detail, constraint and position
 */
export function readAnswer(
  bytes: Uint8Array,
  known: readonly (FieldDescription[] | undefined)[] = [],
): QueryResult[] {
  const answer = new AnswerBytes(bytes)
  const results: QueryResult[] = []
  let fields: FieldDescription[] | null = null
  let rows: Record<string, SqlValue>[] = []
  let failure: EffectError | null = null
  while (answer.at < bytes.length) {
    const kind = answer.byte()
    const end = answer.at + answer.int32()
    if (kind === kinds.dataRow) rows.push(readRow(answer, fields ?? known[results.length] ?? []))
    else if (kind === kinds.rowDescription) fields = readFields(answer)
    else if (kind === kinds.commandComplete) {
      const columns = fields ?? known[results.length] ?? []
      results.push({ ...readTag(answer.cstring()), fields: columns, rows })
      fields = null
      rows = []
    } else if (kind === kinds.emptyQuery) {
      results.push({ command: '', rowCount: 0, fields: [], rows: [] })
    } else if (kind === kinds.errorResponse) failure ??= readError(answer)
    answer.at = end
  }
  if (failure) throw failure
  return results
}

/** Columns as Postgres describes a kept statement. @throws EffectError */
export function readDescription(bytes: Uint8Array): FieldDescription[] {
  const answer = new AnswerBytes(bytes)
  let fields: FieldDescription[] = []
  while (answer.at < bytes.length) {
    const kind = answer.byte()
    const end = answer.at + answer.int32()
    if (kind === kinds.rowDescription) fields = readFields(answer)
    else if (kind === kinds.errorResponse) throw readError(answer)
    answer.at = end
  }
  return fields
}

const utf8 = new TextDecoder()
/** A text up to this many bytes is put together here: calling a decoder costs more. */
const shortBytes = 24

/** A place in an answer that moves on as it is read. Numbers are big-endian. */
class AnswerBytes {
  at = 0
  readonly #bytes: Uint8Array
  readonly #view: DataView

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  byte(): number {
    return this.#view.getUint8(this.at++)
  }

  int16(): number {
    this.at += 2
    return this.#view.getInt16(this.at - 2)
  }

  int32(): number {
    this.at += 4
    return this.#view.getInt32(this.at - 4)
  }

  text(length: number): string {
    const start = this.at
    this.at += length
    if (length <= shortBytes) {
      let text = ''
      for (let index = start; index < this.at; index++) {
        const code = this.#bytes[index] ?? 0
        if (code > 0x7f) return utf8.decode(this.#bytes.subarray(start, this.at))
        text += String.fromCharCode(code)
      }
      return text
    }
    return utf8.decode(this.#bytes.subarray(start, this.at))
  }

  cstring(): string {
    const text = this.text(this.#bytes.indexOf(0, this.at) - this.at)
    this.at += 1
    return text
  }
}

function readFields(answer: AnswerBytes): FieldDescription[] {
  const fields: FieldDescription[] = []
  for (let count = answer.int16(); count > 0; count--) {
    const name = answer.cstring()
    // Table and column number in front of the type; size, modifier and format behind it.
    answer.at += 6
    fields.push({ name, type: answer.int32() })
    answer.at += 8
  }
  return fields
}

function readRow(
  answer: AnswerBytes,
  fields: readonly FieldDescription[],
): Record<string, SqlValue> {
  const row: Record<string, SqlValue> = {}
  answer.int16()
  for (const { name, type } of fields) {
    const length = answer.int32()
    row[name] = decodeValue(length < 0 ? null : answer.text(length), type)
  }
  return row
}

/** `INSERT 0 2` → INSERT, 2; `CREATE TABLE` → CREATE TABLE, 0. */
function readTag(tag: string): { command: string; rowCount: number } {
  const match = /^(.*?)(?: \d+)?(?: (\d+))$/.exec(tag)
  return match
    ? { command: match[1] ?? tag, rowCount: Number(match[2]) }
    : { command: tag, rowCount: 0 }
}

/** Fields by their letters: https://www.postgresql.org/docs/current/protocol-error-fields.html */
function readError(answer: AnswerBytes): EffectError {
  const fields = new Map<string, string>()
  for (let letter = answer.byte(); letter !== 0; letter = answer.byte()) {
    fields.set(String.fromCharCode(letter), answer.cstring())
  }
  const [detail, hint, position, constraint] = ['D', 'H', 'P', 'n'].map((one) => fields.get(one))
  return new EffectError(fields.get('M') ?? 'Postgres gave no reason.', {
    code: fields.get('C') ?? 'XX000',
    definite: true,
    ...(detail === undefined ? {} : { detail }),
    ...(constraint === undefined ? {} : { constraint }),
    ...(position === undefined ? {} : { position: Number(position) }),
    ...(hint === undefined ? {} : { fix: hint }),
  })
}
