/** SQL values to and from JavaScript, as node-postgres does it where a value survives JSON. */
import { EffectError } from '../../kernel/errors'
import type { Json, Row } from '../../kernel/trace-event'

export type SqlValue = null | boolean | number | string | Date | Json

export interface FieldDescription {
  name: string
  /** Type's oid. */
  type: number
}

const oid = {
  bool: 16,
  int8: 20,
  int2: 21,
  int4: 23,
  oid: 26,
  json: 114,
  float4: 700,
  float8: 701,
  date: 1082,
  timestamp: 1114,
  timestamptz: 1184,
  jsonb: 3802,
}

/**
 * Parameters travel as text; Postgres infers their types from the statement.
 * @throws EffectError where a value has no text, such as a function or a date that is none
 */
export function encodeParameter(value: unknown): string | null {
  if (value === null || value === undefined) return null
  try {
    const text = textOf(value)
    if (typeof text === 'string') return text
  } catch {
    // A date that is none, or an object that contains itself.
  }
  throw new EffectError(`A parameter cannot be sent to a database: ${nameOf(value)}.`, {
    code: '22P02',
    definite: true,
    fix: 'Send a string, a number, a boolean, a date, an array or plain JSON.',
  })
}

function nameOf(value: unknown): string {
  if (value instanceof Date) return 'an invalid date'
  return typeof value === 'object' ? 'an object that JSON cannot hold' : `a ${typeof value}`
}

/** @returns `undefined` for what JSON has no text for */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return value ? 't' : 'f'
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return encodeArray(value)
  return JSON.stringify(value)
}

/** Postgres' array literal: every element quoted, so that none is taken for syntax. */
function encodeArray(values: readonly unknown[]): string {
  const elements = values.map((value) => {
    if (Array.isArray(value)) return encodeArray(value)
    const text = encodeParameter(value)
    return text === null ? 'NULL' : `"${text.replace(/[\\"]/g, '\\$&')}"`
  })
  return `{${elements.join(',')}}`
}

/** A value in Postgres' text format. 8-byte integers that JavaScript cannot hold stay text. */
export function decodeValue(text: string | null, type: number): SqlValue {
  if (text === null) return null
  switch (type) {
    case oid.bool:
      return text === 't'
    case oid.int2:
    case oid.int4:
    case oid.oid:
    case oid.float4:
    case oid.float8:
      return Number(text)
    case oid.int8: {
      const number = Number(text)
      return Number.isSafeInteger(number) ? number : text
    }
    case oid.json:
    case oid.jsonb:
      return JSON.parse(text)
    case oid.timestamptz: {
      const date = new Date(`${text.replace(' ', 'T')}${/[+-]\d\d$/.test(text) ? ':00' : ''}`)
      // `infinity`, and years that ISO 8601 has no four digits for.
      return Number.isNaN(date.getTime()) ? text : date
    }
    default:
      return text
  }
}

/** A row as plain JSON, for the trace. */
export function toJsonRow(row: Record<string, SqlValue>): Row {
  const plain: Row = {}
  for (const [name, value] of Object.entries(row))
    plain[name] = value instanceof Date ? value.toISOString() : value
  return plain
}

/** Any value as plain JSON: what a parameter looked like when it was sent. */
export function toJson(value: unknown): Json {
  if (value === undefined) return null
  if (typeof value === 'bigint') return value.toString()
  const text = JSON.stringify(value)
  return text === undefined ? null : (JSON.parse(text) as Json)
}
