import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addItem, removeItem, removeItemsAt } from './edit-schedule.ts'
import { faultKindOf } from './fault-kind.ts'
import { parseScheduleSyntax } from './parse-schedule.ts'
import { printItem, printSchedule, printTime } from './print-schedule.ts'
import type { ScheduleItem } from './schedule.ts'

const span = { start: 0, end: 0 }
const time = fc.integer({ min: 0, max: 600_000_000 })
const nth = fc.integer({ min: 1, max: 1_000_000 })
const name = fc.stringMatching(/^[a-z][a-z0-9_.]{0,5}(-[a-z0-9]{1,5}){0,2}$/)
const text = fc.oneof(
  name,
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 6 }),
)
const link = fc.record({ from: name, to: name, both: fc.boolean() })
const place = fc.oneof(fc.record({ file: text, line: nth }), fc.record({ file: text, label: text }))

const item: fc.Arbitrary<ScheduleItem> = fc.oneof(
  fc.record({
    kind: fc.constant('crash' as const),
    node: name,
    moment: fc.oneof(
      fc.record({ kind: fc.constant('time' as const), at: time }),
      fc.record({
        kind: fc.constant('code' as const),
        when: fc.constantFrom('before' as const, 'after' as const),
        place,
        nth: fc.oneof(fc.constant(1), nth),
      }),
    ),
    restart: fc.oneof(
      fc.constant({ kind: 'default' as const }),
      fc.constant({ kind: 'never' as const }),
      fc.record({ kind: fc.constant('after' as const), delayUs: time }),
    ),
    span: fc.constant(span),
  }),
  fc.record({
    kind: fc.constant('pause' as const),
    node: name,
    at: time,
    forUs: time,
    span: fc.constant(span),
  }),
  fc.record({
    kind: fc.constant('cut' as const),
    link,
    from: time,
    to: fc.option(time),
    span: fc.constant(span),
  }),
  fc.record({
    kind: fc.constant('lag' as const),
    link,
    byUs: time,
    from: fc.oneof(fc.constant(0), time),
    to: fc.option(time),
    span: fc.constant(span),
  }),
  fc.record({ kind: fc.constant('drop' as const), link, nth, span: fc.constant(span) }),
  fc.record({
    kind: fc.constant('delay' as const),
    link,
    nth,
    byUs: time,
    span: fc.constant(span),
  }),
  fc.record({
    kind: fc.constant('duplicate' as const),
    link,
    nth,
    byUs: fc.option(time),
    span: fc.constant(span),
  }),
  fc.record({
    kind: fc.constant('do' as const),
    action: name,
    arguments: fc.dictionary(name, text, { maxKeys: 3 }),
    at: time,
    span: fc.constant(span),
  }),
)

const runs = { seed: 1, numRuns: 500 }

function parsed(source: string): ScheduleItem[] {
  const result = parseScheduleSyntax(source)
  if (!result.ok) throw new Error(`${source}\n${result.problems[0]?.message}`)
  return result.schedule.items
}

const withoutSpans = (items: readonly ScheduleItem[]) => items.map((one) => ({ ...one, span }))

describe('printing', () => {
  test('what is printed parses to the same schedule', () => {
    fc.assert(
      fc.property(fc.array(item, { maxLength: 5 }), (items) => {
        expect(withoutSpans(parsed(printSchedule({ items })))).toEqual(items)
      }),
      runs,
    )
  })

  test('the text of a parsed schedule is canonical: printing it again changes nothing', () => {
    fc.assert(
      fc.property(fc.array(item, { maxLength: 5 }), (items) => {
        const once = printSchedule({ items })
        expect(printSchedule({ items: parsed(once) })).toBe(once)
      }),
      runs,
    )
  })

  test.each([
    ['crash  orders before "orders.ts" : 18 #1', 'crash orders before orders.ts:18'],
    [
      'crash orders after orders.ts:"announce it"#2,no restart',
      'crash orders after orders.ts:"announce it" #2, no restart',
    ],
    [
      'crash orders before "my orders.ts":18,restart after 0.02s',
      'crash orders before "my orders.ts":18, restart after 20ms',
    ],
    ['lag a -> b by 40ms from 0ms', 'lag a->b by 40ms'],
    ['cut a<->b from 1s to 1.25s', 'cut a<->b from 1000ms to 1250ms'],
    ['duplicate a->b#3', 'duplicate a->b #3'],
    [
      'do x with a="1042" ,b="two words", c="" at 29.200ms',
      'do x with a=1042, b="two words", c="" at 29.2ms',
    ],
  ])('%s', (source, canonical) => {
    expect(parsed(source).map(printItem)).toEqual([canonical])
  })

  test('times are printed in milliseconds, without zeros', () => {
    expect([0, 1, 1000, 29_200, 600_000_000].map(printTime)).toEqual([
      '0ms',
      '0.001ms',
      '1ms',
      '29.2ms',
      '600000ms',
    ])
  })
})

describe('editing keeps the text of the reader', () => {
  const drop: ScheduleItem = {
    kind: 'drop',
    link: { from: 'a', to: 'b', both: false },
    nth: 1,
    span,
  }

  test.each([
    ['', 'drop a->b #1'],
    [' \n', 'drop a->b #1'],
    ['crash  x at 5ms', 'crash  x at 5ms; drop a->b #1'],
    ['crash x at 5ms ; ', 'crash x at 5ms ; drop a->b #1'],
    ['crash x at 5ms;\n  do y at 1ms', 'crash x at 5ms;\n  do y at 1ms;\n  drop a->b #1'],
    ['crash x at 5ms;\ndo y at 1ms;\n', 'crash x at 5ms;\ndo y at 1ms;\ndrop a->b #1\n'],
    ['crash x at 5ms\n', 'crash x at 5ms;\ndrop a->b #1\n'],
  ])('an item is added to %j', (source, result) => {
    expect(addItem(source, drop)).toBe(result)
  })

  test.each([
    ['crash x at 5ms', 0, ''],
    ['crash x at 5ms; ', 0, ''],
    ['crash x at 5ms;  do y at 1ms; do z at 2ms', 0, 'do y at 1ms; do z at 2ms'],
    ['crash x at 5ms;  do y at 1ms; do z at 2ms', 1, 'crash x at 5ms;  do z at 2ms'],
    ['crash x at 5ms;  do y at 1ms; do z at 2ms', 2, 'crash x at 5ms;  do y at 1ms'],
    ['crash x at 5ms;\ndo y with a=";" at 1ms;\n', 1, 'crash x at 5ms;\n'],
    [';;crash x at 5ms;;\ndo y at 1ms', 0, ';;do y at 1ms'],
  ])('from %j item %d is removed', (source, index, result) => {
    expect(removeItem(source, index)).toBe(result)
  })

  test('what is added comes last and can be removed again', () => {
    fc.assert(
      fc.property(fc.array(item, { maxLength: 4 }), item, (items, added) => {
        const before = printSchedule({ items })
        const after = addItem(before, added)
        expect(withoutSpans(parsed(after))).toEqual([...items, added])
        expect(removeItem(after, items.length)).toBe(before)
      }),
      runs,
    )
  })

  test('an item that is not there cannot be removed', () => {
    expect(() => removeItem('crash x at 5ms', 1)).toThrow(RangeError)
  })
})

test('each item is of one kind of fault', () => {
  const kinds: Record<string, string> = { s: 'service', p: 'postgres', r: 'redis', b: 'broker' }
  const kindsOf = (source: string) =>
    parsed(source).map((one) => faultKindOf(one, (node) => kinds[node]))
  expect(
    kindsOf('crash s at 1ms; crash s at 1ms, no restart; crash s at 1ms, restart after 1ms'),
  ).toEqual(['crash-restart', 'crash-stop', 'crash-restart'])
  expect(
    kindsOf(
      'crash p at 1ms; pause r at 1ms for 1ms; crash b at 1ms, no restart; pause s at 1ms for 1ms',
    ),
  ).toEqual(['database', 'database', 'broker', 'pause'])
  expect(
    kindsOf(
      'cut s->p from 1ms; lag s->p by 1ms; drop s->b #1; delay s->b #1 by 1ms; duplicate s->b #1; do x at 1ms',
    ),
  ).toEqual(['cut', 'lag', 'drop', 'delay', 'duplicate', null])
})

test('takes every item out that holds one of the places', () => {
  const text = 'crash a at 1ms; crash b at 2ms; crash c at 3ms'
  const at = (name: string) => ({ start: text.indexOf(name), end: text.indexOf(name) + 1 })
  expect(removeItemsAt(text, [at('a at'), at('c at')])).toBe('crash b at 2ms')
  expect(removeItemsAt(text, [at('a at'), at('b at'), at('c at')])).toBe('')
  expect(removeItemsAt(text, [])).toBe(text)
})
