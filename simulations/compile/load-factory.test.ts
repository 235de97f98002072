import { describe, expect, test } from 'vitest'
import { compileSource } from './compile-source.ts'
import { ForbiddenGlobalError, globalReplacements } from './forbidden-global.ts'
import type { LineHooks } from './line-hooks.ts'
import { loadFactory } from './load-factory.ts'
import { locate } from './locate.ts'
import { MissingImportError } from './service-factory.ts'
import { shadowedGlobals } from './shadowed-globals.ts'

const idleHooks: LineHooks = {
  before: () => false,
  after: () => false,
  step: () => {},
  awaiting: () => {},
  power: (base, exponent) => Number(base) ** Number(exponent),
  resumed: (_line, value) => value,
  dead: false,
  never: new Promise<never>(() => {}),
}

interface RunOptions {
  imports?: Record<string, Record<string, unknown>>
  globals?: Record<string, unknown>
}

async function load(text: string, { imports = {}, globals = {} }: RunOptions = {}) {
  const compiled = compileSource({ file: 'orders.ts', text })
  const factory = await loadFactory(compiled, { host: 'function', node: 'orders' })
  return { compiled, factory, exports: factory(idleHooks, imports, globals) }
}

test('of process a service has the environment that it is given, and nothing else', async () => {
  const text = 'export const name = process.env.NAME; export const pid = () => process.pid'
  const { exports } = await load(text, { globals: { process: { env: { NAME: 'relay-1' } } } })
  expect(exports.name).toBe('relay-1')
  expect(exports.pid).toThrow(ForbiddenGlobalError)
})

describe('imports and exports', () => {
  test('every form of export, live', async () => {
    const { exports } = await load(`export let n = 1
export const { a, b: [c, ...d], ...e } = { a: 1, b: [2, 3], f: 4 }
export function add() { n += 1 }
export class Shop {}
const local = 5
export { local as renamed, local as 'a name' }
export default add`)
    expect(Object.keys(exports)).toEqual([
      'n',
      'a',
      'c',
      'd',
      'e',
      'add',
      'Shop',
      'renamed',
      'a name',
      'default',
    ])
    expect(exports).toMatchObject({
      n: 1,
      a: 1,
      c: 2,
      d: [3],
      e: { f: 4 },
      renamed: 5,
      'a name': 5,
    })
    const { add } = exports
    if (typeof add === 'function') add()
    expect(exports.n).toBe(2)
  })

  test.each([
    ['export default 1 + 1', 2],
    ['export default (1, 3)', 3],
    ['export  default\n{ a: 1 }'.replace('{', '({').replace('}', '})'), { a: 1 }],
    ['export default [1].map((x) => x)\n', [1]],
  ])('%j', async (text, value) => {
    expect((await load(text)).exports.default).toEqual(value)
  })

  test.each([
    'export default function () { return 7 }\n(() => {})()',
    'export default function named() { return 7 }',
    'export default async () => 7',
    'export default class { static x = 1 }\n[1].length',
    'export default class Named {}',
  ])('%j', async (text) => {
    expect((await load(text)).exports.default).toBeTypeOf('function')
  })

  test('every form of import, hoisted', async () => {
    const { exports, compiled } = await load(
      `export const early = a
import first, { a, b as c, 'odd name' as odd } from 'faultline'
import * as all from 'faultline'
import mixed, * as both from './local'
import './effect'
export const got = [first, c, odd, all.a, mixed, both.default]`,
      {
        imports: {
          faultline: { default: 'd', a: 1, b: 2, 'odd name': 3 },
          './local': { default: 4 },
          './effect': {},
        },
      },
    )
    expect(exports).toMatchObject({ early: 1, got: ['d', 2, 3, 1, 4, 4] })
    expect(compiled.imports).toEqual(['faultline', './local', './effect'])
  })

  test('what is not there to import is named', async () => {
    const imports = { faultline: { db: 1, sleep: 2 } }
    await expect(load("import { dbb } from 'faultline'\ndbb()", { imports })).rejects.toThrow(
      'orders.ts imports "dbb" from "faultline", which has no such export. It exports: db, sleep.',
    )
    await expect(load("import pg from 'pg'\npg()", { imports })).rejects.toThrow(
      new MissingImportError(
        'orders.ts imports "pg", which no service can import.',
        'It can import: faultline.',
      ),
    )
    await expect(load("import 'toString'")).rejects.toThrow(
      'which no service can import. It can import: nothing.',
    )
  })

  test('each incarnation has a state of its own', async () => {
    const { factory, exports } = await load('export let n = 0\nexport const add = () => ++n')
    const second = factory(idleHooks, {}, {})
    if (typeof exports.add === 'function') exports.add()
    expect([exports.n, second.n]).toEqual([1, 0])
  })
})

describe('globals', () => {
  test('the list holds each name once, in a form that can be a parameter', () => {
    expect(new Set(shadowedGlobals).size).toBe(shadowedGlobals.length)
    for (const name of shadowedGlobals) expect(name).toMatch(/^[A-Za-z]+$/)
    for (const name of Object.keys(globalReplacements)) {
      expect(shadowedGlobals).toContain(name.split('.')[0])
    }
  })

  test('a stand-in replaces the host, and plain language stays', async () => {
    const { exports } = await load(
      `export const now = Date.now()
export const plain = [typeof Promise, typeof queueMicrotask, typeof structuredClone, JSON.stringify(new Map([[1, 2]]).get(1))]`,
      { globals: { Date: { now: () => 42 } } },
    )
    expect(exports).toMatchObject({ now: 42, plain: ['function', 'function', 'function', '2'] })
  })

  test.each([
    [
      'process.hrtime()',
      '"process.hrtime" does not exist in a simulated process. Use Date.now(), which reads virtual time.',
    ],
    [
      'process.pid',
      '"process.pid" does not exist in a simulated process. A service has no page and no host. Name what you need, or import it from "faultline".',
    ],
    [
      'performance.now()',
      '"performance.now" does not exist in a simulated process. Use Date.now(), which reads virtual time.',
    ],
    [
      'setInterval(f, 1)',
      '"setInterval" does not exist in a simulated process. Use a loop with sleep from "faultline", which waits in virtual time.',
    ],
    [
      'new WebSocket(1)',
      '"WebSocket" does not exist in a simulated process. Use fetch for a call, or the producer and consumer from "faultline" for messages.',
    ],
    [
      "Function('return 1')",
      '"Function" does not exist in a simulated process. Only code that stands in the file can run. Write it there.',
    ],
    [
      'globalThis.Date = 1',
      '"globalThis.Date" does not exist in a simulated process. A service has no page and no host. Name what you need, or import it from "faultline".',
    ],
    [
      "'fetch' in window",
      '"window.fetch" does not exist in a simulated process. A service has no page and no host. Name what you need, or import it from "faultline".',
    ],
    [
      'Object.keys(self)',
      '"self" does not exist in a simulated process. A service has no page and no host. Name what you need, or import it from "faultline".',
    ],
    [
      '1 instanceof Buffer',
      '"Buffer" does not exist in a simulated process. Use Uint8Array with TextEncoder and TextDecoder.',
    ],
    [
      'crypto + 1',
      '"crypto" does not exist in a simulated process. Use randomUUID from "faultline", which repeats with the seed.',
    ],
  ])('%s throws and says what to use', async (expression, message) => {
    await expect(load(`const f = () => {}\nexport const x = ${expression}`)).rejects.toThrow(
      message,
    )
    await expect(load(`const f = () => {}\nexport const x = ${expression}`)).rejects.toBeInstanceOf(
      ForbiddenGlobalError,
    )
  })

  test('typeof of a forbidden name does not throw', async () => {
    const { exports } = await load(
      'export const types = [typeof process, typeof window, typeof Date]',
    )
    expect(exports.types).toEqual(['function', 'function', 'function'])
  })

  test('a service may declare a shadowed name itself', async () => {
    const { exports } = await load(
      "import { fetch } from 'faultline'\nvar location = 1\nlet self = 2\nfunction close() { return 3 }\nexport const all = [fetch, location, self, close()]",
      { imports: { faultline: { fetch: 0 } } },
    )
    expect(exports.all).toEqual([0, 1, 2, 3])
  })

  test('code is strict, and "this" is nothing at the top', async () => {
    const { exports } = await load(
      'export const top = typeof this\nexport const f = function () { return this }()',
    )
    expect(exports).toMatchObject({ top: 'undefined', f: undefined })
  })
})

describe('where an error was thrown', () => {
  const text = `export async function late() {
  await null
  const order: { id?: string } = {}

  return missing(
    order.id.length,
  )
}
export const early = () => null.x
export function outside(call: () => void) {
  call()
}`

  async function caught(name: 'late' | 'early' | 'outside', ...parameters: unknown[]) {
    const { compiled, exports } = await load(text)
    const run = exports[name]
    if (typeof run !== 'function') throw new Error(`No ${name}`)
    try {
      await run(...parameters)
    } catch (error) {
      return { error, compiled }
    }
    throw new Error('Nothing was thrown')
  }

  test('its own line in a statement of several lines', async () => {
    const { error, compiled } = await caught('late')
    expect(locate(error, compiled)).toEqual({ file: 'orders.ts', line: 5 })
  })

  test('sync code, and the innermost of several files', async () => {
    const { error, compiled } = await caught('early')
    expect(locate(error, compiled)).toEqual({ file: 'orders.ts', line: 9 })
    const other = compileSource({ file: 'relay.ts', text: '' })
    expect(locate(error, [other, compiled])).toEqual({ file: 'orders.ts', line: 9 })
    expect(locate(error, [other])).toBeNull()
  })

  test('an error of a callee that is not service code is placed at the call', async () => {
    const { error, compiled } = await caught('outside', () => {
      throw new Error('not ours')
    })
    expect(locate(error, compiled)).toEqual({ file: 'orders.ts', line: 11 })
  })

  test('the top of a file', async () => {
    const compiled = compileSource({ file: 'a b.ts', text: '\n\nnull.x' })
    const factory = await loadFactory(compiled, { host: 'function' })
    let error: unknown
    try {
      factory(idleHooks, {}, {})
    } catch (thrown) {
      error = thrown
    }
    expect(locate(error, compiled)).toEqual({ file: 'a b.ts', line: 3 })
  })

  test('things without a place', () => {
    const compiled = compileSource({ file: 'orders.ts', text: '' })
    expect(locate(new Error('ours'), compiled)).toBeNull()
    expect(locate('text', compiled)).toBeNull()
    expect(locate(undefined, compiled)).toBeNull()
  })
})
