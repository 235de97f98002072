import { describe, expect, test } from 'vitest'
import { CompileError } from './compile-error.ts'
import { compileSource } from './compile-source.ts'
import { recordRun } from './testing/recorded-run.ts'

const compile = (text: string) => compileSource({ file: 'orders.ts', text })

test('hooks are called in order: before, around each await, after', async () => {
  const { hooks } = await recordRun({
    text: `export async function main(log, tick) {
  const a = await tick(1)
  return a +
    await tick(2)
}`,
  })
  expect(hooks).toEqual([
    'before 2',
    'awaiting 2',
    'resumed 2',
    'after 2',
    'before 3',
    'awaiting 4',
    'resumed 4',
    'after 3',
  ])
})

test('only the first statement on a line reports it; what follows there takes a step', async () => {
  const { hooks } = await recordRun({
    text: 'export async function main(log) {\n  log(1); log(2); if (log) log(3)\n  throw 4\n}',
  })
  expect(hooks).toEqual(['before 2', 'after 2', 'step 2', 'step 2', 'step 2', 'before 3'])
})

test('sync code and the top of a file only take steps', async () => {
  const { hooks, compiled } = await recordRun({
    text: 'const a = 1\nfunction twice(x) {\n  return x * 2\n}\nexport const main = () => twice(a)',
  })
  expect(hooks).toEqual(['step 1', 'step 5', 'step 5', 'step 3'])
  expect(compiled.lines).toEqual([])
})

test('for await reports each turn', async () => {
  const { hooks } = await recordRun({
    text: 'export async function main(log) {\n  for await (const x of [1]) {\n    log(x)\n  }\n}',
  })
  expect(hooks.join(', ')).toBe(
    'before 2, awaiting 2, resumed 2, before 3, after 3, awaiting 2, after 2',
  )
})

test('a rejected operand is not resumed', async () => {
  const { hooks } = await recordRun({
    text: 'export async function main() {\n  try {\n    await Promise.reject(1)\n  } catch {\n    return 2\n  }\n}',
  })
  expect(hooks).toEqual(['before 2', 'before 3', 'awaiting 3', 'before 5', 'after 5'])
})

test('types go, lines stay', async () => {
  const { compiled, outcome } = await recordRun({
    text: `import { type Db, tick } from 'faultline'
import type { Order } from './order'
interface Row {
  // not a step
  id: string
}
enum Kind {
  A = 1,
  B,
}
class Box<T> {
  constructor(private readonly value: T, public n?: number) {}
  get(this: Box<T>): T { return this.value! }
}
export async function main(
  log: (x: unknown) => void,
): Promise<Kind | undefined> {
  const box = new Box<Kind>(Kind.B) satisfies Box<Kind>
  return (await tick(box.get())) as Kind
}`,
  })
  expect(outcome).toBe('value 2')
  expect(compiled.imports).toEqual(['faultline'])
  expect(compiled.lines).toEqual([18, 19])
  expect(compiled.labels).toEqual([])
})

describe('step comments', () => {
  test('label the next statement of async code, wherever it is nested', () => {
    const { labels } = compile(`// the whole file
export async function start() {
  // claim the message
  await claim()

  // apply the effect

  await db.transaction(async (tx) => {
    // write both
    await tx.query('…') // not alone
    if (x) {
      //   say "hello"
      return
    }
  })
  /* not a step */
  await end()
  // nothing follows
}`)
    expect(labels).toEqual([
      { label: 'claim the message', line: 4 },
      { label: 'apply the effect', line: 8 },
      { label: 'write both', line: 10 },
      { label: 'say "hello"', line: 13 },
    ])
  })

  test('several comment lines are prose, and words to tools label nothing', () => {
    const { labels } = compile(`async function f() {
  // Two lines explain
  // what happens.
  a()
  // @ts-expect-error: later
  b()
  // biome-ignore lint: here
  c()
  //
  d()
  // in front of a function
  function g() {}
  if (x) e() // behind
  // in front of else
  else f()
}
function sync() {
  // not async
  a()
}`)
    expect(labels).toEqual([])
  })

  test('a label that occurs twice is listed twice', () => {
    const { labels } = compile('async function f() {\n  // again\n  a()\n  // again\n  b()\n}')
    expect(labels).toEqual([
      { label: 'again', line: 3 },
      { label: 'again', line: 5 },
    ])
  })
})

/** Text → the whole message. */
const mistakes: [text: string, message: string][] = [
  ['let x = ', 'line 1, column 9: The file ends here in the middle of a statement.'],
  ['let x = ;', 'line 1, column 9: ";" was not expected here.'],
  [
    'f(1, [2, 3\n)',
    'line 2, column 1: "]" was expected before this ")". The bracket opened at line 1, column 6.',
  ],
  [
    'async function f() {\n  if (x) {\n}\n',
    'line 4, column 1: "}" was expected before the end of the file. The bracket opened at line 1, column 20.',
  ],
  [
    'f(\'(\', "[", /* { */ `(` // (\n',
    'line 2, column 1: ")" was expected before the end of the file. The bracket opened at line 1, column 2.',
  ],
  [
    'const a: number = 1; const a = 2',
    "line 1, column 28: Identifier 'a' has already been declared.",
  ],
  ['export const a = 1\nexport { a }', "line 2, column 10: Duplicate export 'a'."],
  ['export { b }', "line 1, column 10: Export 'b' is not defined."],
  [
    "export * from 'x'",
    'line 1, column 1: "export *" is not supported here. Export each name where it is declared.',
  ],
  [
    "export * as y from 'x'",
    'line 1, column 1: "export *" is not supported here. Export each name where it is declared.',
  ],
  [
    "export { y } from 'x'",
    'line 1, column 1: Exporting from another module is not supported here. Import the name, then export it.',
  ],
  [
    'const x: string = await f()',
    'line 1, column 19: A file cannot wait while it loads. Move this "await" into an async function, such as start().',
  ],
  [
    'for await (const x of y) {}',
    'line 1, column 1: A file cannot wait while it loads. Move this "await" into an async function, such as start().',
  ],
  [
    "async function f() {\n  await import('x')\n}",
    'line 2, column 9: A service cannot import while it runs. Write an import at the top of the file.',
  ],
  [
    'f(import.meta.url)',
    'line 1, column 3: "import.meta" does not exist here: a service has no address of its own. Remove it.',
  ],
  [
    "eval('1')",
    'line 1, column 1: "eval" is not available: only code that stands in the file can run.',
  ],
  [
    "(0, eval)('1')",
    'line 1, column 5: "eval" is not available: only code that stands in the file can run.',
  ],
  [
    'const o = { eval }',
    'line 1, column 13: "eval" is not available: only code that stands in the file can run.',
  ],
  [
    'function f() { return arguments.callee }',
    'line 1, column 23: "arguments.callee" does not exist in modules. Give the function a name and use that.',
  ],
  [
    'f(arguments)',
    'line 1, column 3: "arguments" exists only inside a function. Name the parameters instead.',
  ],
  [
    'const f = () => arguments',
    'line 1, column 17: "arguments" exists only inside a function. Name the parameters instead.',
  ],
  ['let __h = 1', 'line 1, column 5: The name "__h" is kept for the simulation. Choose another.'],
  [
    'f(({ __e }) => 1)',
    'line 1, column 6: The name "__e" is kept for the simulation. Choose another.',
  ],
  [
    'async function __i() {}',
    'line 1, column 16: The name "__i" is kept for the simulation. Choose another.',
  ],
  [
    "import { x as __v } from 'faultline'\n__v()",
    'line 2, column 1: The name "__v" is kept for the simulation. Choose another.',
  ],
  ['with (x) {}', 'line 1, column 1: "with" was not expected here.'],
  ['return 1', "line 1, column 1: 'return' outside of function."],
  [
    'function f() { await g() }',
    "line 1, column 16: Cannot use keyword 'await' outside an async function.",
  ],
  ['const x = <div/>', 'line 1, column 15: "/" stands here, where ">" was expected.'],
  ['#!/usr/bin/env node', 'line 1, column 1: A service has no "#!" line. Remove it.'],
  ['let x = `a${b', 'line 1, column 14: Unterminated template.'],
  [
    'const x = @',
    'line 1, column 1: The file cannot be read as TypeScript: Invalid scope depth at end of file: 1.',
  ],
  [
    'f.n **= 2',
    'line 1, column 1: Here "**=" needs a variable on its left. Write the power out: x.n = x.n ** 2.',
  ],
  ["let x = 'abc", 'line 1, column 9: Unterminated string constant.'],
]

describe('what cannot run is refused with its place', () => {
  test.each(mistakes)('%j', (text, message) => {
    let caught: unknown
    try {
      compile(text)
    } catch (error) {
      caught = error
    }
    expect(caught).toBeInstanceOf(CompileError)
    expect(caught).toMatchObject({ message: `orders.ts, ${message}`, code: 'compile' })
  })

  test('names that only look like it are allowed', () => {
    expect(() =>
      compile(
        'const o = { eval: 1, arguments: 2, __h: 3 }\nf(o.eval, o.arguments, o.__h)\nclass A { eval() {} }',
      ),
    ).not.toThrow()
  })

  test('text that is too long or nested too deeply is refused', () => {
    expect(() => compile('a'.repeat(100_001))).toThrow(
      'The file has 100001 characters; at most 100000 are compiled.',
    )
    expect(() => compile(`f(${'['.repeat(40_000)}${']'.repeat(40_000)})`)).toThrow(
      'The code is nested too deeply to be compiled.',
    )
  })
})
