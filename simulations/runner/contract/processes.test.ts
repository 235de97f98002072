import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, test, vi } from 'vitest'
import { SimulationError } from '../../kernel/errors'
import { millisecond } from '../../kernel/time'
import { eventsOf, play } from '../testing/tiny-lab'

const echo = `
http.post('/', async () => {
  log.info('begin')
  await sleep(10)
  log.info('end')
  return { status: 200 }
})`

describe('a crash', () => {
  test('drops the incarnation: its promises never settle and not even a finally runs', async () => {
    const run = await play({
      services: {
        a: `
export async function start() {
  try {
    log.info('begin')
    await sleep(30)
    log.info('slept')
  } catch { log.info('caught') } finally { log.info('finally') }
}`,
      },
      schedule: 'crash a at 10ms, no restart',
    })
    expect(run.logs).toEqual(['a begin'])
  })

  test('restarts after 20 ms unless the schedule says otherwise, and start() runs again', async () => {
    const a = `export async function start() { log.info('up') }`
    const usual = await play({ services: { a }, schedule: 'crash a at 10ms' })
    const later = await play({ services: { a }, schedule: 'crash a at 10ms, restart after 35ms' })
    expect(usual.timedLogs).toEqual(['0 a up', '30 a up'])
    expect(later.timedLogs).toEqual(['0 a up', '45 a up'])
  })

  test('leaves nothing in memory, however many there were', async () => {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    const a = `
const ballast = new Array(1e6).fill(0)
export async function start() {
  await sleep(30)
  log.info(String(ballast.length))
}`
    const heapBytes = async () => {
      for (let round = 0; round < 10; round++) {
        await play({ services: { a }, schedule: 'crash a before a.ts:5, no restart' })
      }
      collect()
      return process.memoryUsage().heapUsed
    }
    const before = await heapBytes()
    // Ten kept runs would be 80 MB.
    expect((await heapBytes()) - before).toBeLessThan(20e6)
  })

  test('takes module state with it', async () => {
    const run = await play({
      services: {
        a: `\nlet boots = 0\nexport async function start() { log.info('boot ' + ++boots) }`,
      },
      schedule: 'crash a at 10ms',
    })
    expect(run.logs).toEqual(['a boot 1', 'a boot 1'])
  })

  test('takes the timers with it', async () => {
    const run = await play({
      services: {
        a: `export async function start() { setTimeout(() => log.info('rang'), 15); await sleep(1) }`,
      },
      schedule: 'crash a at 10ms, restart after 100ms',
    })
    expect(run.timedLogs).toEqual(['125 a rang'])
  })

  test('before a line: that line does not run, after it: it did and nothing more', async () => {
    const a = `
export async function start() {
  // first
  log.info('first')
  // second
  log.info('second')
}`
    const before = await play({ services: { a }, schedule: 'crash a before a.ts:"second"' })
    const after = await play({ services: { a }, schedule: 'crash a after a.ts:"first"' })
    expect(before.logs).toEqual(['a first', 'a first', 'a second'])
    expect(after.logs).toEqual(['a first', 'a first', 'a second'])
    expect(eventsOf(before.trace, 'crash')[0]?.place).toEqual({
      file: 'a.ts',
      line: 6,
      when: 'before',
    })
    expect(eventsOf(after.trace, 'crash')[0]?.place).toEqual({
      file: 'a.ts',
      line: 4,
      when: 'after',
    })
  })

  test('at the Nth passage counts over the whole run, boots included', async () => {
    const run = await play({
      services: {
        a: `export async function start() { log.info('up'); await sleep(5)\n // here\nlog.info('on') }`,
      },
      schedule: 'crash a before a.ts:"here"; crash a before a.ts:"here" #2',
    })
    expect(run.logs).toEqual(['a up', 'a up', 'a up', 'a on'])
  })

  test('whose moment never came is told', async () => {
    const run = await play({
      services: { a: `export async function start() {\n // here\nlog.info('on') }` },
      schedule: 'crash a before a.ts:"here" #2',
    })
    expect(run.unmet).toEqual(['crash a before a.ts:"here" #2'])
  })

  test('at a time at which the node is down already is told as one that never came', async () => {
    const a = `export async function start() { await sleep(1) }`
    const schedule = 'crash a at 10ms, restart after 50ms; crash a at 20ms'
    expect((await play({ services: { a }, schedule })).unmet).toEqual(['crash a at 20ms'])
  })

  test('without a restart is for good, also where a supervisor was about to start the process', async () => {
    const run = await play({
      services: {
        a: `export async function start() { log.info('up'); await sleep(10); throw new Error('no') }`,
      },
      schedule: 'crash a at 30ms, no restart',
    })
    expect(run.logs).toEqual(['a up'])
  })
})

describe('an exit', () => {
  test('an error that start() throws ends the process and a supervisor restarts it after 50 ms', async () => {
    const run = await play({
      services: {
        a: `
export async function start() {
  log.info('up')
  await sleep(10)
  if (Date.now() % 1000 < 50) throw new Error('boom')
}`,
      },
    })
    expect(run.timedLogs).toEqual(['0 a up', '60 a up'])
    const [crash] = eventsOf(run.trace, 'crash')
    expect(crash).toMatchObject({ at: 10 * millisecond, cause: 'exit', message: 'boom' })
    expect(eventsOf(run.trace, 'error')[0]).toMatchObject({
      message: 'boom',
      place: { file: 'a.ts', line: 5 },
    })
  })

  test('an unhandled rejection is an exit and a supervisor restarts it after 50 ms', async () => {
    const run = await play({
      services: {
        a: `
async function work() { await sleep(10); if (Date.now() % 1000 < 50) throw new Error('floating') }
export async function start() { log.info('up'); void work(); await sleep(30); log.info('on') }`,
      },
    })
    expect(run.timedLogs).toEqual(['0 a up', '60 a up', '90 a on'])
    expect(eventsOf(run.trace, 'crash')[0]).toMatchObject({ cause: 'exit', message: 'floating' })
  })

  test('an unhandled rejection of an effect is an exit too', async () => {
    const run = await play({
      services: {
        a: `export async function start() { log.info('up'); await sleep(2); void fetch('http://b/'); await sleep(30); log.info('on') }`,
        b: `export async function start() {}`,
      },
      schedule: 'crash b at 1ms, restart after 40ms',
    })
    expect(run.logs.filter((text) => text === 'a up').length).toBeGreaterThan(1)
  })

  test('ends the process that left the rejection, also where runs of one host take turns', async () => {
    const quiet = `export async function start() { await sleep(1); await sleep(1) }`
    const failing = `
const failing = async () => { throw new Error('floating') }
export async function start() {
  await sleep(1)
  if (Date.now() % 1000 < 50) void failing()
  await sleep(1)
}`
    const runs = await Promise.all(
      [0, 1, 2, 3].map((index) => play({ services: { a: index === 2 ? failing : quiet } })),
    )
    const crashes = runs.map((run) => eventsOf(run.trace, 'crash').map(({ at }) => at))
    expect(crashes).toEqual([[], [], [millisecond], []])
  })

  test('what a microtask throws is an exit', async () => {
    const run = await play({
      services: {
        a: `
export async function start() {
  await sleep(10)
  queueMicrotask(() => { if (Date.now() % 1000 < 50) throw new Error('micro') })
}`,
      },
    })
    expect(eventsOf(run.trace, 'crash')).toMatchObject([{ cause: 'exit', message: 'micro' }])
  })

  test('a rejection that is handled in the same turn is none', async () => {
    const run = await play({
      services: {
        a: `
export async function start() {
  const failing = (async () => { await sleep(5); throw new Error('late') })()
  const results = await Promise.allSettled([failing, sleep(10)])
  log.info(results.map((one) => one.status).join())
}`,
      },
    })
    expect(run.logs).toEqual(['a rejected,fulfilled'])
  })

  test('a rejection that dead code leaves behind is nobody’s', async () => {
    const run = await play({
      services: {
        a: `
function fail() { for (const x of [1]) { if (x) throw new Error('dead') } }
export async function start() {
  log.info('up')
  const floating = (async () => { await null; fail() })()
  // here
  log.info('on')
  await floating.catch(() => log.info('caught'))
}`,
      },
      schedule: 'crash a before a.ts:"here"',
    })
    expect(run.logs).toEqual(['a up', 'a up', 'a on', 'a caught'])
    expect(eventsOf(run.trace, 'crash').map((event) => event.cause)).toEqual(['fault'])
  })

  test('a process that ends again and again comes to rest, and the run ends', async () => {
    const run = await play({
      services: { a: `export async function start() { throw new Error('no') }` },
    })
    expect(run.outcome).toBe('holds')
    expect(eventsOf(run.trace, 'boot').length).toBeLessThan(6)
  })

  test('the top level of a module that throws is an exit', async () => {
    const run = await play({ services: { a: `\nlog.info('loading')\nJSON.parse('{')` } })
    expect(eventsOf(run.trace, 'crash')[0]).toMatchObject({ cause: 'exit' })
  })
})

describe('a pause', () => {
  test('stops the world: a sleep that is over meanwhile ends when the process resumes', async () => {
    const run = await play({
      services: {
        a: `export async function start() { await sleep(20); log.info('on ' + Date.now() % 1000) }`,
      },
      schedule: 'pause a at 10ms for 50ms',
    })
    expect(run.timedLogs).toEqual(['60 a on 60'])
  })

  test('a paused process takes what arrived in its order when it resumes', async () => {
    const run = await play({
      services: {
        a: `\nhttp.post('/', async ({ body }) => { log.info(String(body)); return { status: 200 } })`,
      },
      requests: [10, 12, 14, 58].map((at) => ({
        at: at * millisecond,
        to: 'a',
        path: '/',
        body: `${at}`,
      })),
      schedule: 'pause a at 5ms for 55ms',
    })
    expect(run.logs).toEqual(['a 10', 'a 12', 'a 14', 'a 58'])
    expect(run.timedLogs.slice(0, 3).every((text) => text.startsWith('60 '))).toBe(true)
  })

  test('what waited comes before what arrives in the moment in which the process resumes', async () => {
    // The arrival time is drawn from the seed, so the pause is made to end exactly then.
    const lab = {
      services: {
        a: `\nhttp.post('/', async ({ body }) => { log.info(String(body)); return { status: 200 } })`,
      },
      requests: [10, 30].map((at) => ({ at: at * millisecond, to: 'a', path: '/', body: `${at}` })),
    }
    const free = await play(lab)
    const second = eventsOf(free.trace, 'log')[1]?.at ?? 0
    const run = await play({
      ...lab,
      schedule: `pause a at 5ms for ${(second - 5 * millisecond) / millisecond}ms`,
    })
    expect(run.logs).toEqual(['a 10', 'a 30'])
  })

  test('ends with a crash, and what had arrived is refused', async () => {
    const run = await play({
      services: { a: echo },
      requests: [{ at: 10 * millisecond, to: 'a', path: '/' }],
      schedule: 'pause a at 5ms for 100ms; crash a at 20ms',
    })
    expect(eventsOf(run.trace, 'answer')[0]?.outcome).toBe('refused')
    expect(run.logs).toEqual([])
  })
})

describe('code that breaks a rule of the simulation', () => {
  async function failure(a: string, more: Record<string, string> = {}): Promise<SimulationError> {
    const error: unknown = await play({
      services: { a, ...more },
      requests: a.includes('http.') ? [{ at: millisecond, to: 'a', path: '/' }] : [],
    }).catch((reason: unknown) => reason)
    if (!(error instanceof SimulationError))
      throw new Error(`no SimulationError but ${String(error)}`)
    return error
  }

  test('a live process that awaits a foreign promise is named with its line', async () => {
    const error = await failure(
      `\nexport async function start() {\n  await sleep(1)\n  await new Promise(() => {})\n}`,
    )
    expect(error).toMatchObject({ code: 'foreign-promise', node: 'a', file: 'a.ts', line: 4 })
    expect(error.message).toContain('a waits at a.ts:4')
  })

  test('a handler that awaits a foreign promise is named when the run has ended', async () => {
    const error = await failure(
      `\nhttp.post('/', async () => {\n  await new Promise(() => {})\n  return { status: 200 }\n})`,
    )
    expect(error).toMatchObject({ code: 'foreign-promise', node: 'a', line: 3 })
  })

  test('the line named is the one still open, not one whose await was rejected', async () => {
    const error = await failure(`
async function failing() { await sleep(1); throw new Error('no') }
export async function start() {
  const stuck = (async () => {
    await new Promise(() => {})
  })()
  try {
    await failing()
  } catch {}
  await sleep(1)
  await stuck
}`)
    expect([5, 11]).toContain(error.line)
  })

  test('a process that goes on outside its turn is caught', async () => {
    // Names of the host that nobody thought of: one process waits for what another does.
    let goOn: () => void = () => undefined
    vi.stubGlobal('waitInTheHost', () => new Promise<void>((done) => (goOn = done)))
    vi.stubGlobal('goOnInTheHost', () => goOn())
    const error = await failure(
      `
export async function start() {
  const real = (async () => {
    await waitInTheHost()
    log.info('out of turn')
  })()
  await sleep(600)
  await real
}`,
      { b: `export async function start() { await sleep(5); goOnInTheHost(); await sleep(5) }` },
    )
    expect(error).toMatchObject({ code: 'out-of-turn', node: 'a' })
  })

  test.each([
    ['process.hrtime()', 'process.hrtime'],
    ['performance.now()', 'performance'],
    ['Math.sin(1)', 'Math.sin'],
    ['2 ** 0.5', 'exponent 0.5'],
    ['Math.pow(2, 0.5)', 'exponent 0.5'],
    ['new Intl.NumberFormat()', 'Intl'],
    ["'a'.localeCompare('B')", 'localeCompare'],
    ["'i'.toLocaleUpperCase()", 'toLocaleUpperCase'],
    ['(1234.5).toLocaleString()', 'toLocaleString'],
    ['new Date(0).toLocaleDateString()', 'toLocaleDateString'],
    ["Date.parse('Jan 1 2026 10:00')", 'Date.parse'],
  ])(
    'a service that reads %s fails the run with process and line, though it swallows the error',
    async (code, name) => {
      const swallowing = `
export async function start() {
  try {
    await sleep(1)
    log.info(String(${code}))
  } catch {}
  await sleep(5)
}`
      const error = await failure(swallowing)
      expect(error).toMatchObject({ code: 'nondeterminism', node: 'a', file: 'a.ts', line: 5 })
      expect(error.message).toContain(name)
      expect(error.message).toMatch(/^a, a\.ts:5: /)
    },
  )

  const kinds = {
    Function: '() => {}',
    AsyncFunction: 'async () => {}',
    GeneratorFunction: 'function* () {}',
    AsyncGeneratorFunction: 'async function* () {}',
  }
  const text = "('return globalThis')"
  test.each(
    Object.entries(kinds).flatMap(([kind, made]) => [
      [kind, `(${made}).constructor${text}()`],
      [kind, `new (${made})['constr' + 'uctor']${text}`],
      [kind, `Reflect.construct((${made}).constructor, ['return globalThis'])`],
      [kind, `Object.getPrototypeOf(${made})['constructor']${text}`],
      [
        'Function',
        `Object.getPrototypeOf((async ${made.replace('async ', '')}).constructor)${text}`,
      ],
      ['Function', `(${made}).constructor.constructor${text}()`],
      [kind, `new (class extends (${made}).constructor {})${text}`],
    ]),
  )('%s makes no code of a text: %s', async (kind, code) => {
    const swallowing = `
export async function start() {
  try {
    await sleep(1)
    log.info(String(${code}))
  } catch {}
  await sleep(5)
}`
    const error = await failure(swallowing)
    expect(error).toMatchObject({ code: 'nondeterminism', node: 'a', file: 'a.ts', line: 5 })
    expect(error.message).toBe(
      `a, a.ts:5: ${kind} makes code of a text, which no simulated process can. Only code that stands in the file can run: write it there.`,
    )
  })

  test('what a run leaves behind makes no code of a text either', async () => {
    await play({ services: { a: 'export async function start() {}' } })
    const { constructor: found } = async () => undefined
    expect(() => Reflect.apply(found, null, ['return globalThis'])).toThrow(
      /^AsyncFunction makes code of a text/,
    )
  })

  test('a function is still an instance of its constructor, and has one of its own where it is set', async () => {
    const { logs } = await play({
      services: {
        a: `export async function start() {
  const made = () => {}
  const named = () => {}
  named.constructor = Map
  log.info([made instanceof made.constructor, made.constructor.name, named.constructor === Map].join(' '))
}`,
      },
    })
    expect(logs).toEqual(['a true Function true'])
  })

  test('a forbidden global in a handler is not taken for a 500', async () => {
    const error = await failure(
      `\nhttp.post('/', async () => {\n  return { status: 200, body: performance.now() }\n})`,
    )
    expect(error).toMatchObject({ code: 'nondeterminism', node: 'a', line: 3 })
  })

  test('a forbidden global in sync code names the line of the sync code', async () => {
    const error = await failure(
      `\nfunction stamp() {\n  const x = 1\n  return performance.now() + x\n}\nhttp.post('/', async () => {\n  return { status: 200, body: stamp() }\n})`,
    )
    expect(error.line).toBe(4)
  })

  test('a service that uses what its lab did not give it fails the run, though it swallows the error', async () => {
    const error = await failure(
      `\nexport async function start() {\n  try {\n    await db.query('SELECT 1')\n  } catch {}\n  await sleep(1)\n}`,
    )
    expect(error).toMatchObject({ code: 'lab', node: 'a', line: 4 })
  })
})

describe('virtual time and chance', () => {
  test('a promise of setTimeout is an effect like any other', async () => {
    const run = await play({
      services: {
        a: `export async function start() { await new Promise((done) => setTimeout(done, 12, 'x')); log.info('on') }`,
      },
    })
    expect(run.timedLogs).toEqual(['12 a on'])
  })

  test('a power of whole numbers is exact, of bigints too, and of both none', async () => {
    const { logs } = await play({
      services: {
        a: `export async function start() {
  let backoff = 3
  backoff **= 4
  log.info([2 ** 10 * 100, 10 ** -3, Math.pow(7, 2), 2n ** 70n, backoff, '3' ** 2].join(' '))
  try { log.info(String(2n ** 2)) } catch (error) { log.info(error.name) }
}`,
      },
    })
    expect(logs).toEqual(['a 102400 0.001 49 1180591620717411303424 81 9', 'a TypeError'])
  })

  test('a sleep of what is no number is none', async () => {
    const { logs, trace } = await play({
      services: {
        a: `export async function start() { await sleep(); await sleep(NaN); log.info('awake') }`,
      },
    })
    expect(logs).toEqual(['a awake'])
    expect(trace.every(({ at }) => Number.isSafeInteger(at))).toBe(true)
  })

  test('a timer that is cancelled never rings, and an interval rings until it is', async () => {
    const run = await play({
      services: {
        a: `
export async function start() {
  clearTimeout(setTimeout(() => log.info('never'), 5))
  let turns = 0
  const interval = setInterval(() => { log.info('turn'); if (++turns === 2) clearInterval(interval) }, 10)
}`,
      },
    })
    expect(run.timedLogs).toEqual(['10 a turn', '20 a turn'])
  })

  test('Date.now() is whole milliseconds of virtual time, and repeats', async () => {
    const services = {
      a: `export async function start() { await sleep(1.7); log.info(new Date().toISOString()) }`,
    }
    expect((await play({ services })).logs).toEqual(['a 2026-01-01T00:00:00.001Z'])
  })

  test('one more draw in one stream moves nothing elsewhere', async () => {
    const b = `export async function start() { log.info(Math.random() + ' ' + randomUUID()) }`
    const one = await play({
      services: { a: `export async function start() { Math.random() }`, b },
    })
    const two = await play({
      services: {
        a: `export async function start() { Math.random(); Math.random(); randomUUID() }`,
        b,
      },
    })
    expect(one.logs).toEqual(two.logs)
  })

  test('chance differs between seeds and repeats with one', async () => {
    const services = { a: `export async function start() { log.info(randomUUID()) }` }
    const [one, again, other] = [
      await play({ services, seed: 1 }),
      await play({ services, seed: 1 }),
      await play({ services, seed: 2 }),
    ]
    expect(one.logs).toEqual(again.logs)
    expect(one.logs).not.toEqual(other.logs)
  })
})
