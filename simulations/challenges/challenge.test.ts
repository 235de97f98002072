import { beforeAll, describe, expect, it } from 'vitest'
import { endlessLoopCode } from '../kernel/endless-loop'
import type { TraceEvent } from '../kernel/trace-event'
import { lab } from '../outbox/lab'
import { sampleRun, schedules } from '../story/testing/sample-runs'
import { type Attempted, type Challenge, type Condition, costOf, judge } from './challenge'

const ordersFile = 'services/dual-write/orders.ts'
const start = { variant: 'dual-write', seed: 7, schedule: '' }

function challengeOf(kind: Challenge['kind'], ...conditions: Condition[]): Challenge {
  return {
    id: 'outbox/test',
    title: 'Test',
    text: 'Do it.',
    kind,
    lab: 'outbox',
    place: 'outbox',
    start,
    conditions,
    par: 1,
    hints: ['One.', 'Two.', 'Three.'],
    solution: { schedule: '' },
  }
}

let lost: TraceEvent[]
beforeAll(async () => {
  lost = await sampleRun('dual-write', schedules.lost)
})

function attemptedOf(changes: Partial<Attempted> = {}): Attempted {
  const { variant, seed } = start
  return {
    variant,
    seed,
    schedule: schedules.lost,
    edits: {},
    trace: lost,
    swept: null,
    ...changes,
  }
}

function judgeOne(condition: Condition, changes: Partial<Attempted> = {}) {
  const results = judge(challengeOf('repair', condition), attemptedOf(changes), lab)
  expect(results).toHaveLength(1)
  return results?.[0]
}

describe('a run is judged', () => {
  it('not at all where its code loops for ever', () => {
    const code = endlessLoopCode
    const looped: TraceEvent[] = [
      { at: 9, kind: 'error', node: 'orders', place: null, message: '', code },
      { at: 9, kind: 'end', outcome: 'bound', reason: 'steps' },
    ]
    const challenge = challengeOf('repair', { kind: 'code', whose: 'lab' })
    expect(judge(challenge, attemptedOf({ trace: looped }), lab)).toBeNull()
  })

  it('by counts in its trace and by its verdicts', () => {
    const payments = {
      kind: 'rows',
      node: 'payments-db',
      table: 'payments',
      about: '1042',
    } as const
    expect(judgeOne({ kind: 'measure', measure: payments, is: 0 })).toEqual({
      met: true,
      asked: 'payments-db, rows of payments about order 1042: no row',
      found: 'no row',
    })
    expect(judgeOne({ kind: 'measure', measure: payments, is: 1 })).toMatchObject({
      met: false,
      found: 'no row',
    })
    const announced = { kind: 'verdict', invariant: 'announced' } as const
    expect(judgeOne({ kind: 'measure', measure: announced, is: 'broken' })?.met).toBe(true)
  })

  it.each([
    ['crash orders at 5ms', 'crash', undefined, false],
    ['crash orders at 5ms', 'crash', 'orders', false],
    ['crash orders at 5ms', 'crash', 'relay', true],
    ['crash orders at 5ms', 'cut', undefined, true],
    ['cut orders->broker from 3ms', 'cut', 'broker', false],
    ['cut orders->broker from 3ms', 'cut', 'payments', true],
    ['do place-order at 2ms', 'crash', undefined, true],
  ] as const)('by its schedule: "%s" is without a %s of %s: %s', (schedule, fault, node, met) => {
    const condition: Condition = { kind: 'without', fault, ...(node ? { node } : {}) }
    expect(judgeOne(condition, { schedule })?.met).toBe(met)
  })

  it('by whose code it ran', () => {
    const edits = { [ordersFile]: '// mine' }
    expect(judgeOne({ kind: 'code', whose: 'lab' })?.met).toBe(true)
    expect(judgeOne({ kind: 'code', whose: 'lab' }, { edits })?.met).toBe(false)
    const condition: Condition = { kind: 'code', whose: 'reader', files: [ordersFile] }
    expect(judgeOne(condition)).toMatchObject({ met: false, found: 'nothing changed' })
    expect(judgeOne(condition, { edits })?.met).toBe(true)
    const more = { ...edits, 'services/shared/payments.ts': '// mine' }
    expect(judgeOne(condition, { edits: more })).toEqual({
      met: false,
      asked: 'your code in orders.ts, and in no other file',
      found: 'payments.ts changed as well',
    })
  })

  it('not at all in another variant or with another seed', () => {
    const challenge = challengeOf('break', { kind: 'code', whose: 'lab' })
    expect(judge(challenge, attemptedOf({ variant: 'outbox' }), lab)).toBeNull()
    expect(judge(challenge, attemptedOf({ seed: 8 }), lab)).toBeNull()
  })
})

describe('a sweep is judged', () => {
  const condition: Condition = { kind: 'sweep', keeps: ['announced', 'no-ghost'] }
  const clean = { seed: 7, actions: '', runs: 94, stopped: 0, violations: { 'billed-once': 3 } }

  it('by the promises that it has to keep', () => {
    expect(judgeOne(condition, { swept: clean })).toMatchObject({
      met: true,
      found: '0 of 94 runs break one',
    })
    const swept = { ...clean, violations: { announced: 2, 'no-ghost': 5 } }
    expect(judgeOne(condition, { swept })).toMatchObject({
      met: false,
      found: '5 of 94 runs break one',
    })
  })

  it('by what it must not give up beyond them', () => {
    const asking: Condition = { kind: 'sweep', keeps: ['announced', 'announced-billed'] }
    const swept = { ...clean, violations: { 'announced-billed': 3 } }
    expect(judgeOne(asking, { swept })).toEqual({
      met: false,
      asked:
        'a sweep of your code that breaks nothing of: Every committed order is announced; Every announced order is billed',
      found: '3 of 94 runs break one',
    })
  })

  it('only if all its runs could be finished', () => {
    expect(judgeOne(condition, { swept: { ...clean, stopped: 2 } })).toMatchObject({
      met: false,
      found: '2 of 94 runs did not finish',
    })
  })

  it('once there is one', () => {
    expect(judgeOne(condition)).toMatchObject({ met: false, found: 'not swept yet' })
  })

  it('only with the seed of the challenge', () => {
    expect(judgeOne(condition, { swept: { ...clean, seed: 8 } })).toMatchObject({
      met: false,
      found: 'swept with another seed',
    })
  })

  it('only with the workload of the challenge: where nobody orders, nothing breaks', () => {
    const swept = { ...clean, actions: 'do place-order at 2ms' }
    expect(judgeOne(condition, { swept })).toMatchObject({
      met: false,
      found: 'swept with another workload',
    })
    const own = { ...start, schedule: 'do place-order at 2ms; crash orders at 5ms' }
    const challenge = { ...challengeOf('repair', condition), start: own }
    expect(judge(challenge, attemptedOf({ swept }), lab)?.[0]?.met).toBe(true)
    expect(judge(challenge, attemptedOf({ swept: clean }), lab)?.[0]?.met).toBe(false)
  })
})

describe('the cost', () => {
  it('of breaking something is its faults', () => {
    const challenge = challengeOf('break')
    const cost = (schedule: string) => costOf(challenge, attemptedOf({ schedule }), {})
    expect(cost('')).toBe(0)
    expect(cost('do place-order at 2ms')).toBe(0)
    expect(cost('do place-order at 2ms; crash orders at 5ms; cut orders->broker from 3ms')).toBe(2)
  })

  it('of a repair is its new lines: neither comments nor empty ones, nor what only moved', () => {
    const challenge = challengeOf('repair')
    const originals = { [ordersFile]: 'one\n  two\ntwo\n' }
    const cost = (text: string) =>
      costOf(challenge, attemptedOf({ edits: { [ordersFile]: text } }), originals)
    expect(cost('two\none\n\n    two\n// three\n-- four\n')).toBe(0)
    expect(cost('one\ntwo\ntwo\ntwo\nthree\n')).toBe(2)
    expect(cost('')).toBe(0)
  })
})
