import { expect, test } from 'vitest'
import { recordRun } from './testing/recorded-run.ts'

const stepsMax = 5000

/** Bodies of `main` that never end by themselves. */
const shapes: [title: string, body: string][] = [
  ['while with an empty statement', 'while (true);'],
  ['while with an empty block', 'while (true) {}'],
  ['for without a header', 'for (;;);'],
  ['for with a comma', 'for (let i = 0; ; i++, i--) {}'],
  ['do', 'do {} while (true)'],
  ['do without braces', 'do ; while (true)'],
  ['a body of function declarations only', 'while (true) { function f() {} }'],
  ['continue to a label', 'outer: while (true) { for (;;) continue outer }'],
  ['a condition that is a call', 'const yes = () => true\n while (yes());'],
  ['finally that continues', 'while (true) { try { log } finally { continue } }'],
  ['catch that swallows', 'while (true) { try { throw 1 } catch {} }'],
  ['catch and finally that swallow, empty', 'for (;;) { try {} catch {} finally {} }'],
  [
    'finally that returns into a loop',
    'const f = () => { try { return 1 } finally { return 2 } }\n for (;;) f()',
  ],
  [
    'an endless generator in for of',
    'function* g() { while (true) yield 1 }\n for (const x of g()) {}',
  ],
  ['an endless generator spread out', 'function* g() { while (true) yield }\n [...g()]'],
  [
    'an endless iterator',
    'const it = { [Symbol.iterator]() { return this }, next: () => ({ value: 1 }) }\n for (const x of it);',
  ],
  [
    'an endless iterator destructured into a rest',
    'const it = { [Symbol.iterator]() { return this }, next() { return {} } }\n const [...all] = it',
  ],
  [
    'an endless async generator',
    'async function* g() { for (;;) yield 1 }\n for await (const x of g()) {}',
  ],
  ['an await in a header', 'while (await true);'],
  ['an await in a body', 'while (true) await null'],
  [
    'an async function that awaits itself',
    'const f = async () => { await null; return f() }\n await f()',
  ],
  ['a chain of promises', 'const next = () => Promise.resolve().then(next)\n await next()'],
  ['a thenable that answers with itself', 'const t = { then(resolve) { resolve(t) } }\n await t'],
  ['a getter of itself', 'const o = { get x() { return this.x } }\n o.x'],
  ['recursion', 'const f = () => f()\n f()'],
  [
    'mutual recursion of functions',
    'function a() { return b() }\n function b() { return a() }\n a()',
  ],
  ['a switch in a loop', 'for (;;) switch (1) { case 1: continue }'],
  [
    'nested tries that each swallow',
    'for (;;) { try { try { throw 1 } finally { throw 2 } } catch {} finally {} }',
  ],
  ['a class that makes itself', 'class A { a = new A() }\n new A()'],
  ['a proxy that asks itself', 'const p = new Proxy({}, { get: (t, k, r) => r[k] })\n p.x'],
  ['toString of itself', 'const o = { toString: () => String(o) }\n String(o)'],
  ['sort that compares by sorting', 'const s = () => [1, 2].sort(s)\n s()'],
]

// Where the language overflows its stack first, that is what ends it.
const ends = /^error (StepBoundError|RangeError)/

test.each(shapes)('%s ends in async code', async (_title, body) => {
  const run = await recordRun({ text: `export async function main(log) {\n ${body}\n}`, stepsMax })
  expect(run.outcome).toMatch(ends)
})

test.each(shapes.filter(([, body]) => !/await|async/.test(body)))(
  '%s ends in sync code',
  async (_title, body) => {
    const run = await recordRun({ text: `export function main(log) {\n ${body}\n}`, stepsMax })
    expect(run.outcome).toMatch(ends)
  },
)

test('an endless loop at the top of a file ends', async () => {
  await expect(recordRun({ text: 'for (;;);', stepsMax })).rejects.toThrow('Too many steps')
})
