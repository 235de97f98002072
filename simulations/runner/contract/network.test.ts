import { describe, expect, test } from 'vitest'
import { endlessLoopOf } from '../../kernel/endless-loop'
import { defineInvariant } from '../../kernel/invariant'
import { millisecond } from '../../kernel/time'
import { eventsOf, play } from '../testing/tiny-lab'

const answering = `\nhttp.post('/', async ({ body }) => { log.info('got ' + body); return { status: 200 } })
http.get('/slow', async () => { log.info('begin'); await sleep(30); log.info('end'); return { status: 200 } })`

/** Asks b after 5 ms and tells how that ended. */
const asking = (path: string, method = 'POST') => `
export async function start() {
  await sleep(5)
  try {
    const answer = await fetch('http://b${path}', { method: '${method}', body: 'x' })
    log.info('answered ' + answer.status)
  } catch (error) { log.info(error.code + ' definite ' + error.definite) }
}`

describe('HTTP: what the caller learns', () => {
  test('refused by a process that is down: definite', async () => {
    const run = await play({
      services: { a: asking('/'), b: answering },
      schedule: 'crash b at 1ms, restart after 100ms',
    })
    expect(run.logs).toEqual(['a ECONNREFUSED definite true'])
  })

  test('reset by a crash while it was handled: not definite', async () => {
    const run = await play({
      services: { a: asking('/slow', 'GET'), b: answering },
      schedule: 'crash b at 20ms',
    })
    expect(run.logs).toEqual(['b begin', 'a ECONNRESET definite false'])
  })

  test('a cut is a timeout after 500 ms: not definite, and it may have happened', async () => {
    const before = await play({
      services: { a: asking('/'), b: answering },
      schedule: 'cut a->b from 0ms',
    })
    const after = await play({
      services: { a: asking('/'), b: answering },
      schedule: 'cut b->a from 0ms',
    })
    expect(before.timedLogs).toEqual(['505 a ETIMEDOUT definite false'])
    expect(after.logs).toEqual(['b got x', 'a ETIMEDOUT definite false'])
  })

  test('a route that is not there is a 404, an error in a handler a 500 with its line', async () => {
    const b = `\nhttp.post('/', async () => {\n  throw new Error('broken')\n})`
    const run = await play({ services: { a: asking('/'), b } })
    const missing = await play({ services: { a: asking('/other'), b } })
    expect(run.logs).toEqual(['a answered 500'])
    expect(missing.logs).toEqual(['a answered 404'])
    expect(eventsOf(run.trace, 'error')[0]).toMatchObject({
      message: 'broken',
      place: { file: 'b.ts', line: 3 },
    })
  })

  test.each(['', 'return 200', 'return { status: 200, body: 1n }'])(
    'a handler that does "%s" is answered with 500',
    async (body) => {
      const run = await play({
        services: { a: asking('/'), b: `\nhttp.post('/', async () => { ${body} })` },
      })
      expect(run.logs).toEqual(['a answered 500'])
    },
  )

  test('a name that no node has is not found, at once', async () => {
    const run = await play({
      services: {
        a: `export async function start() { try { await fetch('http://nobody/') } catch (error) { log.info(error.code) } }`,
      },
    })
    expect(run.timedLogs).toEqual(['0 a ENOTFOUND'])
  })

  test('a client sends each request once and remembers how it ended', async () => {
    const run = await play({
      services: { b: answering },
      requests: [{ at: 5 * millisecond, to: 'b', path: '/', body: 'x' }],
      schedule: 'cut b->client from 0ms',
    })
    expect(run.logs).toEqual(['b got x'])
    expect(eventsOf(run.trace, 'answer')).toMatchObject([
      { outcome: 'timeout', request: 'client-1' },
    ])
  })
})

describe('links', () => {
  test('a cut that begins while a message is under way loses it', async () => {
    const lab = { services: { a: asking('/'), b: answering } }
    expect((await play({ ...lab, schedule: 'cut a->b from 6ms to 10ms' })).logs).toEqual([
      'a ETIMEDOUT definite false',
    ])
    expect((await play({ ...lab, schedule: 'cut a->b from 10ms to 20ms' })).logs).toContain(
      'a answered 200',
    )
  })

  test('a cut both ways cuts both ways', async () => {
    const run = await play({
      services: { a: asking('/'), b: answering },
      schedule: 'cut a<->b from 7ms to 20ms',
    })
    expect(run.logs).toEqual(['b got x', 'a ETIMEDOUT definite false'])
  })

  test('lag adds its time to every message of that direction', async () => {
    const lab = { services: { a: asking('/'), b: answering } }
    const at = (run: Awaited<ReturnType<typeof play>>) => Number(run.timedLogs[1]?.split(' ')[0])
    const [free, there, both] = [
      at(await play(lab)),
      at(await play({ ...lab, schedule: 'lag a->b by 40ms' })),
      at(await play({ ...lab, schedule: 'lag a<->b by 40ms' })),
    ]
    expect(there - free).toBeCloseTo(40, 5)
    expect(both - free).toBeCloseTo(80, 5)
  })

  test('faults at a time come before events at that time', async () => {
    const lab = {
      services: { a: `export async function start() { await sleep(10); log.info('on') }` },
    }
    expect((await play({ ...lab, schedule: 'crash a at 10ms, no restart' })).logs).toEqual([])
  })

  test('faults at one time strike in the order in which they stand', async () => {
    const lab = {
      services: { a: `export async function start() {}`, b: `export async function start() {}` },
    }
    const run = await play({ ...lab, schedule: 'crash b at 10ms; crash a at 10ms' })
    expect(eventsOf(run.trace, 'crash').map((event) => event.node)).toEqual(['b', 'a'])
  })
})

describe('phases', () => {
  test('heal ends cuts, lags and pauses; crashed nodes are back', async () => {
    const idle = `export async function start() { for (;;) await sleep(20) }`
    const run = await play({
      services: { a: idle, b: idle },
      schedule:
        'cut a->b from 1ms; lag b->a by 10ms from 1ms; pause a at 1ms for 40ms; crash b at 10ms',
    })
    const heal = run.trace.findIndex((event) => event.kind === 'phase' && event.phase === 'heal')
    const ended = run.trace.flatMap((event) =>
      event.kind === 'fault' && event.edge === 'end' ? [event.fault] : [],
    )
    const after = run.trace.slice(heal).filter((event) => event.kind === 'fault')
    expect(ended.sort()).toEqual(['cut', 'lag', 'pause'])
    expect(after.map((event) => event.edge)).toEqual(['end', 'end'])
    expect(eventsOf(run.trace, 'phase').map((event) => event.phase)).toEqual([
      'workload',
      'heal',
      'settle',
      'judge',
    ])
    expect(eventsOf(run.trace, 'boot').filter((event) => event.node === 'b')).toHaveLength(2)
  })

  test('quiet means every pending timer fired twice without a change', async () => {
    const run = await play({
      services: {
        a: `export async function start() { for (;;) { await sleep(15); log.info('turn') } }`,
      },
    })
    // Two turns without a change end the workload, two more the run.
    expect(run.timedLogs).toEqual(['15 a turn', '30 a turn', '45 a turn', '60 a turn'])
  })

  test('a slow timer is waited for although a quick one fires meanwhile', async () => {
    const run = await play({
      services: {
        a: `export async function start() { for (;;) await sleep(1) }`,
        b: `export async function start() { for (;;) { await sleep(70); log.info('slow') } }`,
      },
    })
    expect(run.timedLogs).toEqual(['70 b slow', '140 b slow', '210 b slow', '280 b slow'])
  })

  test('a workload that fails for ever under a fault is healed after a while', async () => {
    const a = `export async function start() { for (;;) { try { await fetch('http://b/', { method: 'POST' }); log.info('through'); return } catch { await sleep(5) } } }`
    const run = await play({ services: { a, b: answering }, schedule: 'cut a->b from 0ms' })
    expect(run.logs).toContain('a through')
  })
})

const happened = (kind: 'always' | 'eventually', text: string) =>
  defineInvariant<{ seen: boolean }>({
    id: `${kind}-${text}`,
    title: text,
    kind,
    initial: { seen: false },
    step: (state, event) => (event.kind === 'log' && event.text === text ? { seen: true } : state),
    judge: (state) => ({
      holds: kind === 'always' ? !state.seen : state.seen,
      status: '',
      evidence: null,
    }),
  })

describe('promises', () => {
  test('always-promises are folded at every event and broken at the moment itself', async () => {
    const run = await play({
      services: {
        a: `export async function start() { await sleep(12); log.info('bad'); await sleep(5) }`,
      },
      invariants: [happened('always', 'bad')],
    })
    expect(run.outcome).toBe('violated')
    expect(run.invariants[0]).toMatchObject({ holds: false, violatedAt: 12 * millisecond })
  })

  test('eventually-promises are judged at quiet only', async () => {
    const run = await play({
      services: { a: `export async function start() { await sleep(12); log.info('good') }` },
      invariants: [happened('eventually', 'good'), happened('eventually', 'never')],
    })
    expect(run.invariants.map((one) => one.holds)).toEqual([true, false])
  })

  test('a bound is a result and eventually-promises count as broken', async () => {
    const run = await play({
      services: {
        a: `export async function start() { log.info('good'); for (;;) { await sleep(1); log.info('turn') } }`,
      },
      invariants: [happened('eventually', 'good'), happened('always', 'bad')],
      requests: [{ at: 1_000 * millisecond, to: 'a', path: '/' }],
      bounds: { events: 100, virtualUs: 10 * millisecond },
    })
    expect(run.outcome).toBe('bound')
    expect(run.invariants.map((one) => one.holds)).toEqual([false, true])
  })

  test.each([
    [
      'events',
      { events: 40, virtualUs: 1e9 },
      'for (;;) { await sleep(1); log.info(String(Math.random())) }',
      '40 events',
    ],
    [
      'virtual time',
      { events: 1e6, virtualUs: 50_000 },
      'for (;;) { await sleep(7); log.info("x") }',
      '0.05 s of virtual time',
    ],
    [
      'events within one turn',
      { events: 40, virtualUs: 1e9 },
      'for (let n = 0; n < 1e4; n++) log.info("x")',
      '40 events',
    ],
  ])('%s are bounded', async (_name, bounds, code, reason) => {
    const run = await play({
      services: {
        a: `export async function start() { await sleep(1); ${code} }`,
        b: `export async function start() { for (let n = 0; ; n++) { await sleep(n) } }`,
      },
      requests: [{ at: 1_000 * millisecond, to: 'a', path: '/' }],
      bounds,
    })
    expect(run).toMatchObject({ outcome: 'bound', reason })
    expect(run.trace.at(-1)).toMatchObject({ kind: 'end', outcome: 'bound' })
  })

  test.each([
    'for (;;) {}',
    'for (;;) { try { f() } catch {} }',
    'for (;;) await null',
    'function f() { f() }\n f()',
  ])('code that never asks for anything again reaches a bound: %s', async (code) => {
    const run = await play({
      services: {
        a: `\nconst g = () => 1\nexport async function start() {\n  await sleep(1)\n  ${code}\n}`,
      },
    }).catch((error: unknown) => error)
    expect(String(run)).not.toMatch(/Error/)
  })

  test('an endless loop names the process and the line', async () => {
    const run = await play({
      services: { a: `\nexport async function start() {\n  await sleep(1)\n  for (;;) {}\n}` },
    })
    expect(run.outcome).toBe('bound')
    expect(run.reason).toBe('2000000 steps of a at a.ts:4 without an effect')
    expect(endlessLoopOf(run.trace)).toEqual({ node: 'a', place: { file: 'a.ts', line: 4 } })
    expect(run.trace.filter(({ kind }) => kind === 'error')).toHaveLength(1)
  })
})
