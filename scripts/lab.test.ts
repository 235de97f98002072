import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test, vi } from 'vitest'

// Each test is a process of its own, and other tests share the cores.
vi.setConfig({ testTimeout: 240_000 })

const script = fileURLToPath(new URL('./lab.ts', import.meta.url))
const folder = mkdtempSync(path.join(tmpdir(), 'faultline-lab-'))

afterAll(() => rmSync(folder, { recursive: true }))

interface Answer {
  status: number | null
  out: string
  error: string
}

function lab(...words: string[]): Promise<Answer> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--import', 'tsx', script, ...words], {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 240_000,
    })
    const answer = { out: '', error: '' }
    child.stdout.on('data', (chunk) => {
      answer.out += chunk
    })
    child.stderr.on('data', (chunk) => {
      answer.error += chunk
    })
    child.on('close', (status) => resolve({ status, ...answer }))
  })
}

function file(name: string, content: string): string {
  const full = path.join(folder, name)
  writeFileSync(full, content)
  return full
}

const crash = 'crash orders before orders.ts:"announce it" #2'
const dualWrite = ['run', 'outbox', '--variant', 'dual-write']
const sources = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../simulations/outbox/${name}`, import.meta.url)), 'utf8')

describe('list', () => {
  test('--json describes every lab', async () => {
    const { status, out } = await lab('list', '--json')
    expect(status).toBe(0)
    const all = JSON.parse(out) as Record<string, unknown>[]
    expect(all.map((one) => one.id)).toContain('outbox')
    for (const one of all) {
      expect(Object.keys(one)).toEqual([
        'id',
        'chapter',
        'title',
        'invariants',
        'variants',
        'nodes',
        'links',
        'actions',
        'featured',
      ])
      expect(one).toMatchObject({
        invariants: expect.arrayContaining([
          {
            id: expect.any(String),
            title: expect.any(String),
            kind: expect.stringMatching(/^(always|eventually)$/),
          },
        ]),
        variants: expect.arrayContaining([
          {
            id: expect.any(String),
            title: expect.any(String),
            promises: expect.any(Array),
            breaks: expect.any(Array),
            faultModel: { kinds: expect.any(Array), mostAtOnce: expect.any(Number) },
          },
        ]),
        nodes: expect.arrayContaining([{ id: expect.any(String), kind: expect.any(String) }]),
        links: expect.arrayContaining([{ from: expect.any(String), to: expect.any(String) }]),
        featured: expect.arrayContaining([
          {
            title: expect.any(String),
            variant: expect.any(String),
            seed: expect.any(Number),
            faults: expect.any(String),
            violates: expect.any(Array),
          },
        ]),
      })
    }
  })

  test('without --json it is for reading', async () => {
    const { status, out } = await lab('list')
    expect(status).toBe(0)
    expect(out).toContain('outbox')
    expect(() => JSON.parse(out)).toThrow()
  })
})

describe('run', () => {
  test('--json has exactly the fields agreed on; status 1 where one is violated, and the same again', async () => {
    const [one, two] = await Promise.all([
      lab(...dualWrite, '--seed', '7', '--faults', crash, '--json'),
      lab(...dualWrite, '--seed', '7', '--faults', crash, '--json'),
    ])
    expect(one.status).toBe(1)
    expect(two.out).toBe(one.out)
    const result = JSON.parse(one.out) as { invariants: object[] }
    expect(Object.keys(result)).toEqual([
      'lab',
      'variant',
      'seed',
      'faults',
      'fingerprint',
      'virtualMs',
      'traceEvents',
      'outcome',
      'invariants',
    ])
    expect(result).toMatchObject({
      lab: 'outbox',
      variant: 'dual-write',
      seed: 7,
      faults: crash,
      fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
      outcome: 'violated',
    })
    for (const invariant of result.invariants) {
      expect(Object.keys(invariant)).toEqual([
        'id',
        'title',
        'kind',
        'holds',
        'violatedAtMs',
        'evidence',
      ])
    }
    expect(result.invariants[0]).toMatchObject({
      id: 'announced',
      holds: false,
      violatedAtMs: expect.any(Number),
      evidence: { text: expect.any(String) },
    })
  })

  test('status 0 where all hold, and the story without --json ends with each invariant', async () => {
    const { status, out } = await lab('run', 'outbox', '--variant', 'outbox-with-inbox')
    expect(status).toBe(0)
    expect(out).toMatch(/ms {2}An order arrives/)
    expect(out).toContain('Every committed order is announced: kept.')
    expect(out).toMatch(/\d+ events, quiet at [\d.]+ ms, fingerprint [0-9a-f]{16}\n$/)
  })

  test('the story of a broken promise ends with its evidence', async () => {
    const { status, out } = await lab(...dualWrite, '--seed', '7', '--faults', crash)
    expect(status).toBe(1)
    expect(out).toMatch(
      /Every committed order is announced: broken.*\n {2}Order 1042, committed at [\d.]+ ms\./,
    )
  })

  test('--trace writes JSON lines that hold the whole run', async () => {
    const trace = path.join(folder, 'trace.jsonl')
    const { out } = await lab(...dualWrite, '--trace', trace, '--json')
    const lines = readFileSync(trace, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string })
    expect(lines).toHaveLength((JSON.parse(out) as { traceEvents: number }).traceEvents)
    expect(lines.at(-1)?.kind).toBe('end')
  })

  test('--edits runs the edited text', async () => {
    const name = 'services/dual-write/orders.ts'
    const edits = file(
      'edits.json',
      JSON.stringify({ [name]: sources(name).replace(/status: 201/, 'status: 202') }),
    )
    const trace = path.join(folder, 'edited.jsonl')
    const { status } = await lab(...dualWrite, '--edits', edits, '--trace', trace)
    expect(status).toBe(0)
    expect(readFileSync(trace, 'utf8')).toContain('"status":202')
  })
})

describe('sweep and explore', () => {
  const fields = [
    'lab',
    'variant',
    'seed',
    'schedules',
    'violations',
    'brokenPromises',
    'notTried',
    'firstFailure',
    'wallMs',
    'schedulesPerSecond',
  ]

  test('explore --json has exactly the fields agreed on, and its smallest failure repeats', async () => {
    const { status, out, error } = await lab(
      'explore',
      'outbox',
      '--variant',
      'dual-write',
      '--schedules',
      '60',
      '--seed',
      '3',
      '--json',
    )
    expect(status).toBe(0)
    expect(error).toContain('60 of 60')
    const result = JSON.parse(out) as {
      firstFailure: { faults: string; invariant: string; shrunkFaults: string }
    }
    expect(Object.keys(result)).toEqual(fields)
    expect(result).toMatchObject({
      schedules: 60,
      brokenPromises: [],
      notTried: expect.arrayContaining([expect.any(String)]),
    })
    expect(Object.keys(result.firstFailure)).toEqual(['faults', 'invariant', 'shrunkFaults'])
    const again = await lab(
      'run',
      'outbox',
      '--variant',
      'dual-write',
      '--seed',
      '3',
      '--faults',
      result.firstFailure.shrunkFaults,
      '--json',
    )
    const { invariants } = JSON.parse(again.out) as { invariants: { id: string; holds: boolean }[] }
    expect(invariants.find((one) => one.id === result.firstFailure.invariant)?.holds).toBe(false)
  })

  test('sweep --json has the same fields; a variant may break what it does not promise', async () => {
    const { status, out } = await lab('sweep', 'outbox', '--variant', 'publish-first', '--json')
    expect(status).toBe(0)
    const result = JSON.parse(out) as object
    expect(Object.keys(result)).toEqual(fields)
    expect(result).toMatchObject({
      brokenPromises: [],
      violations: { 'no-ghost': expect.any(Number) },
    })
  })
})

test.each([['help'], ['--help'], ['-h']])('%s says how it is used', async (word) => {
  const { status, out, error } = await lab(word)
  expect(out).toMatch(/^Usage:/)
  expect({ status, error }).toEqual({ status: 0, error: '' })
})

describe.concurrent('input that cannot be used is answered with status 2 and what would be right', () => {
  const run = (...more: string[]) => [...dualWrite, ...more]
  const faults = (text: string) => run('--faults', text)
  const service = 'services/dual-write/orders.ts'
  const edits = (content: object | string) => [
    '--edits',
    file(`edits-${edited++}.json`, typeof content === 'string' ? content : JSON.stringify(content)),
  ]
  let edited = 0

  test.concurrent.each<[string, string[], RegExp]>([
    ['no command', [], /Usage/],
    ['an unknown command', ['rum', 'outbox'], /no command "rum".*run/],
    ['one word too many', ['list', 'outbox', 'x'], /too many/],
    ['an unknown option', run('--fault', 'x'), /--fault/],
    [
      'an unknown lab',
      ['run', 'outbux', '--variant', 'outbox'],
      /No lab is called "outbux".*outbox/,
    ],
    ['no lab', ['run'], /Name a lab: shared-database, outbox/],
    ['a lab of the language', ['run', 'constructor', '--variant', 'x'], /No lab is called/],
    ['no variant', ['run', 'outbox'], /--variant: dual-write/],
    [
      'an unknown variant',
      ['run', 'outbox', '--variant', 'dual-wirte'],
      /no variant "dual-wirte".*dual-write/,
    ],
    ['an unknown node', faults('crash ordes at 5ms'), /line 1, column 7.*"ordes".*orders/is],
    ['a node of another variant', faults('crash relay at 5ms'), /"relay"/],
    ['a client that never crashes', faults('crash shop at 5ms'), /never crash/],
    ['a line past the end', faults('crash orders before orders.ts:999'), /999/],
    ['an unknown step', faults('crash orders before orders.ts:"anounce it"'), /announce it/],
    ['an unknown file', faults('crash orders before order.ts:3'), /orders\.ts/],
    ['a negative time', faults('crash orders at -5ms'), /negative/],
    ['a time past every run', faults('crash orders at 9999999s'), /\d/],
    ['a link that is none', faults('cut shop->broker from 1ms'), /column 5/],
    ['a message of a connection', faults('drop orders->orders-db #1'), /connection/],
    [
      'faults that exclude each other',
      faults('pause orders at 1ms for 9ms; pause orders at 5ms for 9ms'),
      /paused.*already/,
    ],
    [
      'a cut that ends before it begins',
      faults('cut orders->broker from 9ms to 5ms'),
      /before it begins/,
    ],
    [
      'an action with a wrong parameter',
      faults('do place-order with custmer=Ada at 5ms'),
      /customer/,
    ],
    ['half a word', faults('crash orders befo'), /column/],
    [
      'a schedule of 100 kB',
      faults('crash orders at 1ms; '.repeat(5_000)),
      /20000|20,000|long|characters/,
    ],
    ['a seed that is no number', run('--seed', 'x'), /--seed.*whole number/],
    ['a negative seed', run('--seed=-1'), /--seed.*whole number/],
    ['a seed that is too large', run('--seed', '99999999999'), /4294967295/],
    ['a seed with a fraction', run('--seed', '1.5'), /whole number/],
    ['a negative seed behind a space', run('--seed', '-1'), /^--seed is a whole number.*"-1"/],
    ['an option that is misspelt', run('--sed', '1'), /no option "--sed".*Closest: --seed/],
    ['an option that is none', run('--wat'), /^There is no option "--wat"/],
    ['an option without its value', run('--seed'), /--seed needs a value/],
    ['an option that is given twice', run('--variant', 'outbox'), /--variant is given twice/],
    ['a word behind list', ['list', 'zzz'], /"zzz" is one word too many/],
    [
      'an action with a value that cannot be',
      faults('do place-order with cents=abc at 5ms'),
      /line 1, column 27: "abc" cannot be cents\. A price is a whole number/i,
    ],
    ['no number of schedules', ['explore', 'outbox', '--variant', 'outbox'], /--schedules/],
    [
      'no schedules at all',
      ['explore', 'outbox', '--variant', 'outbox', '--schedules', '0'],
      /--schedules/,
    ],
    [
      'an option of another command',
      ['sweep', 'outbox', '--variant', 'outbox', '--faults', 'crash orders at 5ms'],
      /--faults does not belong to sweep/,
    ],
    ['edits that are not there', run('--edits', '/nowhere/edits.json'), /no file/],
    ['edits that are a folder', run('--edits', folder), /--edits/],
    ['edits that are not JSON', run(...edits('{')), /not JSON/],
    ['edits of another shape', run(...edits({ [service]: 3 })), /object of file texts/],
    [
      'edits of an unknown file',
      run(...edits({ 'services/dual-write/order.ts': '' })),
      /no file "services\/dual-write\/order\.ts".*orders\.ts/,
    ],
    [
      'edits that do not compile',
      run(...edits({ [service]: 'const a = 1\nconst b = = 2\n' })),
      /orders\.ts, line 2, column 11/,
    ],
    [
      'edits that import what there is not',
      run(...edits({ [service]: "import { dbb } from 'faultline'\ndbb.query('x')\n" })),
      /dbb/,
    ],
    [
      'a schema that is wrong',
      run(
        ...edits({
          'schema/orders.sql': 'CREATE TABLE orders (\n  id integer,\n  nope nothing\n);',
        }),
      ),
      /orders\.sql.*nothing/s,
    ],
    [
      'edits that read real time',
      run(
        ...edits({
          [service]: sources(service).replace(
            'const { id, customer, item, cents } = body',
            'performance.now(); const { id, customer, item, cents } = body',
          ),
        }),
      ),
      /orders, orders\.ts:\d+: "performance/,
    ],
    [
      'a trace that cannot be written',
      run('--trace', '/nowhere/trace.jsonl'),
      /--trace.*cannot be written.*no folder "\/nowhere"/,
    ],
  ])('%s', async (_title, words, message) => {
    const { status, out, error } = await lab(...words)
    expect(error).toMatch(message)
    expect(error).not.toMatch(/\n\s+at /)
    expect({ status, out }).toEqual({ status: 2, out: '' })
  })
})
