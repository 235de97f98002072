import { describe, expect, test } from 'vitest'
import { withQuietRejections } from './testing/quiet-rejections.ts'
import { plainRun, recordRun } from './testing/recorded-run.ts'

/** Each text behaves with hooks as without; `lines` are its crash lines. */
const shapes: { title: string; text: string; lines: number[] }[] = [
  {
    title: 'powers, in every place of an expression',
    text: `export async function main(log, tick) {
  const two = () => 2 ** 1
  let x = 2 ** 3 ** 2
  log((-2) ** 2, (two()) /* ** */ ** // **
    (3))
  x **= 2
  x /* **= */ **= two() ** 2
  log(x, [2 ** 2, { n: 3 ** 2 }], \`\${2 ** 5}\`)
  log((await tick(3)) ** 2, await tick(2 ** 4), -(2 ** 2))
  return 2 ** x - 1
}`,
    lines: [2, 3, 4, 6, 7, 8, 9, 10],
  },
  {
    title: 'if and else without braces',
    text: `export async function main(log) {
  for (const x of [0, 1, 2])
    if (x === 0) log('zero')
    else if (x === 1)
      log('one')
    else
      log('more')
  if (log.length) return 'end'
}`,
    lines: [2, 3, 4, 5, 7, 8],
  },
  {
    title: 'lines that begin with a bracket or a template, without semicolons',
    text: `export async function main(log) {
  const list = [3, 1]
  let x = 1

  ;[x, list[0]] = [list[0], x]
  ;(log)(x)
  ;\`a\${x}\`.length
  x
  ++x
  const f = () => x
  ;(() => log(f()))()
  return x
}`,
    lines: [2, 3, 5, 6, 7, 8, 9, 10, 11, 12],
  },
  {
    title: 'a directive keeps its place, with and without a body behind it',
    text: `export async function main(log) {
  'use strict'
  function empty() { 'use strict' }
  const bare = function () { 'use strict'; return this }
  empty()
  log(bare() === undefined)
}`,
    lines: [4, 5, 6],
  },
  {
    title: 'function declarations are hoisted and have no hook',
    text: `export async function main(log) {
  log(later(2))
  function later(x) {
    return x + 1
  }
}`,
    lines: [2],
  },
  {
    title: 'switch cases fall through and break',
    text: `export async function main(log) {
  for (const x of [1, 2, 3]) {
    switch (x) {
      case 1: log('one')
      case 2:
        log('two')
        break
      default: {
        const y = x
        log(y)
      }
    }
  }
}`,
    lines: [2, 3, 4, 6, 7, 9, 10],
  },
  {
    title: 'labels on loops and blocks',
    text: `export async function main(log) {
  outer: for (let i = 0; i < 3; i++) {
    for (;;) {
      if (i === 1) continue outer
      log(i)
      break
    }
    if (i === 2) break outer
  }
  block: {
    log('in')
    if (log) break block
    log('never')
  }
  empty: {}
  do log('once'); while (false) log('same line')
}`,
    lines: [2, 3, 4, 5, 6, 8, 10, 11, 12, 13, 15, 16],
  },
  {
    title: 'loop headers with await, one-line bodies, empty bodies',
    text: `export async function main(log, tick) {
  let n = 0
  while (await tick(n < 2)) n++
  do n++
  while (n < 5)
  for (n = await tick(0); await tick(n < 2); n += await tick(1)) ;
  for (const key in { a: 1, b: 2 }) log(key)
  for (let i = 0; i < 3; i++) {}
  return n
}`,
    lines: [2, 3, 4, 6, 7, 8, 9],
  },
  {
    title: 'return of nothing, of a sequence, of brackets over lines, of a rejected promise',
    text: `async function nothing() { return }
async function sequence() {
  return 1, 2
}
async function brackets(tick) {
  return (
    // a comment
    await tick(1) + await tick(2)
  ) // behind
}
async function rejected() {
  try {
    const no = Promise.reject(new Error('No'))
    no.catch(() => {})
    return no
  } catch {
    return 'not caught here'
  }
}
async function caught(tick) {
  try {
    return await Promise.reject(new Error('No'))
  } catch (error) {
    return error.message
  } finally {
    await tick(0)
  }
}
export async function main(log, tick) {
  log(await nothing()); log(await sequence()); log(await brackets(tick))
  log(await caught(tick))
  return await rejected()
}`,
    lines: [1, 3, 6, 12, 13, 14, 15, 17, 21, 22, 24, 26, 30, 31, 32],
  },
  {
    title: 'async arrows with an expression body',
    text: `export async function main(log, tick) {
  const one = async (x) => tick(x)
  const object = async () => ({ a: await tick(1) })
  const far = async (x) =>
    // why
    (await tick(x), x + 1)
  const nested = async () =>
    async () =>
      3
  const sync = (x) => x * 2
  const pair = (x) => (y) => ({ x, y })
  const list = [1, 2].map((x) => x + 1).filter(x => x in { 2: 0 })
  return [await one(1), await object(), await far(2), await (await nested())(), sync(4), pair(1)(2), list, (() => {}).name, nested.name]
}`,
    lines: [2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13],
  },
  {
    title: 'classes: methods, getters, fields, static blocks, private names',
    text: `class Base { constructor(x) { this.x = x } }
class Shop extends Base {
  static count = 0
  static { Shop.count += 1 }
  #secret = [1].map((x) => x + 1)
  field = () => this.x;
  ['computed' + 1]() { return 'c' }
  get secret() { return this.#secret }
  set secret(value) { this.#secret = value }
  async open(tick) {
    return super.constructor.name + await tick(this.field())
  }
  async *each() { yield 1; yield await Promise.resolve(2) }
}
export async function main(log, tick) {
  const shop = new Shop(7)
  log(await shop.open(tick)); shop.secret = 5
  for await (const x of shop.each()) log(x)
  class Inner { static a = 1 }
  return [shop.secret, shop.computed1(), Shop.count, Inner.a]
}`,
    lines: [11, 13, 16, 17, 18, 19, 20],
  },
  {
    title: 'generators, sync and async, ended early',
    text: `function* numbers() {
  try { for (let i = 0; ; i++) yield i } finally { yield -1 }
}
async function* letters(tick, log) {
  try {
    yield await tick('a')
    yield* ['b', tick('c')]
    return 'd'
  } finally {
    log('closed')
  }
}
export async function main(log, tick) {
  for (const n of numbers()) if (n > 1) break; else log(n)
  for await (const letter of letters(tick, log)) {
    log(letter)
    if (letter === 'b') break
  }
  for await (const x of [1, tick(2), Promise.resolve(3)]) log(x)
  for await (const x of (log('sequence'), [4])) log(x)
  const iterator = letters(tick, log)
  log(await iterator.next())
  log(await iterator.return(9))
}`,
    lines: [5, 6, 7, 8, 10, 14, 15, 16, 17, 19, 20, 21, 22, 23],
  },
  {
    title: 'default parameters, destructuring, optional chaining, templates, spread',
    text: `async function f(a, { b = a + 1, ...rest } = {}, [c] = [() => b], ...others) {
  return [a, b, c(), Object.keys(rest), others]
}
export async function main(log, tick) {
  const o = { deep: { async call() { return 'called' } }, none: null }
  const { x = await tick(5), ...y } = { z: 1 }
  log(\`\${await tick(1)} \${\`\${x}\`} \${JSON.stringify(y)}\`)
  log(await o.deep?.call?.(), await o.none?.call(), o.none ?? 'none')
  log(...(await f(1)), ...await f(1, { b: 2, q: 3 }, [() => 9], 8))
  log((await tick(3)) ** 2, -await tick(1), typeof await tick(1), !(await tick(0)))
  const tag = (parts, ...values) => parts.raw.join('|') + values
  log(tag\`a\${await tick(1)}b\`, new (await tick(Array))(2).length)
  o.deep.n ??= await tick(4); o.deep.n += await tick(1)
  return o.deep.n
}`,
    lines: [2, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14],
  },
  {
    title: 'try, catch and finally with throws and overriding returns',
    text: `async function f(how, log, tick) {
  try {
    try {
      if (how === 1) throw new Error('one')
      await tick(0)
      if (how === 2) return 'two'
    } catch ({ message }) {
      log(message)
      throw new Error('again')
    } finally {
      log('inner')
      if (how === 3) return 'three'
    }
  } catch {
  } finally {
    log('outer')
  }
}
export async function main(log, tick) {
  return [await f(0, log, tick), await f(1, log, tick), await f(2, log, tick), await f(3, log, tick)]
}`,
    lines: [2, 3, 4, 5, 6, 8, 9, 11, 12, 16, 20],
  },
  {
    title: 'sync functions work as they are',
    text: `function* walk(n) { if (n) { yield n; yield* walk(n - 1) } }
function sum(list) {
  let s = 0
  for (const x of list) s += x
  return s
}
const fact = (n) => n < 2 ? 1 : n * fact(n - 1)
export function main(log) {
  log(fact(5))
  log(arguments.length, (() => arguments.length)())
  return sum(walk(4))
}`,
    lines: [],
  },
  {
    title: 'a comment at the end, and no line break there',
    text: `export async function main(log) {
  log(1) // one
  return 2 /* two */ } // end`,
    lines: [2, 3],
  },
  {
    title: 'carriage returns',
    text: 'export async function main(log) {\r\n  // one\r\n  log(1)\r\n  return 2\r\n}\r\n',
    lines: [3, 4],
  },
]

describe('every shape of statement', () => {
  test.each(shapes)('$title', async ({ text, lines }) => {
    const plain = await plainRun(text)
    const run = await recordRun({ text })
    expect(plain.outcome).not.toBe('pending')
    expect({ outcome: run.outcome, log: run.log }).toEqual(plain)
    expect(run.compiled.lines).toEqual(lines)
    expect(run.compiled.code.split(/\r?\n/).length).toBe(text.split(/\r?\n/).length + 1)
  })

  test.each(shapes)('after a crash at any hook nothing more runs: $title', async ({ text }) => {
    const whole = await recordRun({ text })
    const places = whole.hooks.filter((hook) => /^(before|after)/.test(hook)).length
    await withQuietRejections(async () => {
      for (let crashAt = 0; crashAt < places; crashAt += 1) {
        const run = await recordRun({ text, crashAt })
        expect(run.log.length, `crash at hook ${crashAt}`).toBe(run.loggedAtCrash)
        expect(run.outcome, `crash at hook ${crashAt}`).not.toMatch(/^value/)
      }
    })
  })
})
