import { describe, expect, test } from 'vitest'
import { parseSchedule, parseScheduleSyntax } from './parse-schedule.ts'
import { formatProblem } from './problem-list.ts'
import type { ScheduleItem, ScheduleNames } from './schedule.ts'

const names: ScheduleNames = {
  nodes: [
    { id: 'shop', crashable: false, description: 'the customers' },
    { id: 'bank', crashable: false },
    { id: 'orders', crashable: true },
    { id: 'orders-db', crashable: true },
    { id: 'relay', crashable: true },
    { id: 'broker', crashable: true },
    { id: 'payments', crashable: true },
  ],
  links: [
    { from: 'shop', to: 'orders', droppable: false },
    { from: 'orders', to: 'shop', droppable: false },
    { from: 'orders', to: 'orders-db', droppable: false },
    { from: 'orders-db', to: 'orders', droppable: false },
    { from: 'orders', to: 'broker', droppable: true },
    { from: 'broker', to: 'orders', droppable: true },
    { from: 'broker', to: 'payments', droppable: true },
  ],
  actions: [
    { id: 'place-order', parameters: ['id', 'total'] },
    { id: 'tick', parameters: [] },
  ],
  code: [
    {
      node: 'orders',
      file: 'orders.ts',
      lines: [4, 9, 18, 21],
      labels: [
        { label: 'store the order', line: 9 },
        { label: 'announce it', line: 18 },
        { label: 'try', line: 4 },
        { label: 'try', line: 21 },
      ],
    },
    { node: 'relay', file: 'relay.ts', lines: [3], labels: [] },
    { node: 'relay', file: 'outbox.ts', lines: [], labels: [] },
  ],
}

function itemsOf(text: string): Omit<ScheduleItem, 'span'>[] {
  const result = parseSchedule(text, names)
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'))
  return result.schedule.items.map(({ span: _span, ...item }) => item)
}

function problemsOf(text: string): string[] {
  const result = parseSchedule(text, names)
  return result.ok ? [] : result.problems.map(formatProblem)
}

describe('what is understood', () => {
  const restart = { kind: 'default' }

  test('every kind of item', () => {
    expect(
      itemsOf(`do place-order with id=1042, total="129.00" at 2ms;
        crash orders at 29.2ms; crash orders before orders.ts:18, restart after 20ms;
        crash orders after orders.ts:"announce it" #2, no restart;
        pause relay at 0.03s for 1s;
        cut orders->broker from 5ms to 35ms; cut orders <-> orders-db from 5ms;
        lag broker->payments by 40ms; lag orders -> broker by 1ms from 2ms to 3ms;
        drop broker->payments #1; delay orders->broker #2 by 10ms;
        duplicate orders->broker#3; duplicate orders->broker #4 by 7ms; do tick at 600s`),
    ).toEqual([
      { kind: 'do', action: 'place-order', arguments: { id: '1042', total: '129.00' }, at: 2000 },
      { kind: 'crash', node: 'orders', moment: { kind: 'time', at: 29_200 }, restart },
      {
        kind: 'crash',
        node: 'orders',
        moment: { kind: 'code', when: 'before', place: { file: 'orders.ts', line: 18 }, nth: 1 },
        restart: { kind: 'after', delayUs: 20_000 },
      },
      {
        kind: 'crash',
        node: 'orders',
        moment: {
          kind: 'code',
          when: 'after',
          place: { file: 'orders.ts', label: 'announce it' },
          nth: 2,
        },
        restart: { kind: 'never' },
      },
      { kind: 'pause', node: 'relay', at: 30_000, forUs: 1_000_000 },
      { kind: 'cut', link: { from: 'orders', to: 'broker', both: false }, from: 5000, to: 35_000 },
      { kind: 'cut', link: { from: 'orders', to: 'orders-db', both: true }, from: 5000, to: null },
      {
        kind: 'lag',
        link: { from: 'broker', to: 'payments', both: false },
        byUs: 40_000,
        from: 0,
        to: null,
      },
      {
        kind: 'lag',
        link: { from: 'orders', to: 'broker', both: false },
        byUs: 1000,
        from: 2000,
        to: 3000,
      },
      { kind: 'drop', link: { from: 'broker', to: 'payments', both: false }, nth: 1 },
      { kind: 'delay', link: { from: 'orders', to: 'broker', both: false }, nth: 2, byUs: 10_000 },
      {
        kind: 'duplicate',
        link: { from: 'orders', to: 'broker', both: false },
        nth: 3,
        byUs: null,
      },
      {
        kind: 'duplicate',
        link: { from: 'orders', to: 'broker', both: false },
        nth: 4,
        byUs: 7000,
      },
      { kind: 'do', action: 'tick', arguments: {}, at: 600_000_000 },
    ])
  })

  test.each(['', '  \n ', ';', ' ;;\n; '])('%j is an empty schedule', (text) => {
    expect(itemsOf(text)).toEqual([])
  })

  test('space is free around separators, and spans point into the text', () => {
    const text = '\n crash orders at 5ms ;;\n\tdo tick at 1ms; '
    const result = parseSchedule(text, names)
    const spans = result.ok
      ? result.schedule.items.map(({ span }) => text.slice(span.start, span.end))
      : []
    expect(spans).toEqual(['crash orders at 5ms', 'do tick at 1ms'])
  })

  test('quoted values and labels may hold anything', () => {
    const result = parseScheduleSyntax(
      String.raw`do a with b="x; \"y\" \\ \n", c="" at 1ms; crash n before "a b.ts":"c: #; d"`,
    )
    expect(result).toMatchObject({
      schedule: {
        items: [
          { arguments: { b: 'x; "y" \\ \n', c: '' } },
          { moment: { place: { file: 'a b.ts', label: 'c: #; d' } } },
        ],
      },
    })
  })

  test.each([
    ['0ms', 0],
    ['29.2ms', 29_200],
    ['0.03s', 30_000],
    ['0.001ms', 1],
    ['0.000001s', 1],
    ['1.5000ms', 1500],
    ['0005ms', 5000],
    ['599.999999s', 599_999_999],
  ])('%s is %d µs', (text, at) => {
    expect(itemsOf(`do tick at ${text}`)).toMatchObject([{ at }])
  })
})

/** Text → every line that is answered. */
const mistakes: [text: string, ...lines: string[]][] = [
  // Grammar
  [
    'crsh orders at 5ms',
    'Line 1, column 1: "crsh" stands where a fault or "do" was expected. Closest: crash.',
  ],
  [
    'Crash orders at 5ms',
    'Line 1, column 1: "Crash" stands where a fault or "do" was expected. Closest: crash.',
  ],
  ['# a comment', 'Line 1, column 1: "#" stands where a fault or "do" was expected.'],
  ['crash', 'Line 1, column 6: The item ends where a node was expected.'],
  [
    'crash orders',
    'Line 1, column 13: The item ends where "at", "before" or "after" was expected.',
  ],
  [
    'crash orders befor orders.ts:18',
    'Line 1, column 14: "befor" stands where "at", "before" or "after" was expected. Closest: before.',
  ],
  [
    'crash orders before 18',
    'Line 1, column 23: The item ends where ":" and a line, or ":" and a step in quotes, was expected.',
  ],
  [
    'crash orders before orders.ts:',
    'Line 1, column 31: The item ends where a line, or a step in quotes, was expected.',
  ],
  [
    'crash orders before orders.ts:announce it',
    'Line 1, column 31: "announce" stands where a line, or a step in quotes, was expected.',
  ],
  [
    'crash orders before orders.ts:-1',
    'Line 1, column 31: "-1" stands where a line, or a step in quotes, was expected.',
  ],
  [
    'crash orders before orders.ts:0',
    'Line 1, column 31: "0" is too low. Lines are counted from 1.',
  ],
  [
    'crash orders before orders.ts:18 #0',
    'Line 1, column 35: "0" is too low. They are counted from 1.',
  ],
  [
    'crash orders before orders.ts:18 #x',
    'Line 1, column 35: "x" stands where the number of the passage was expected.',
  ],
  [
    'crash orders before orders.ts:"announce it',
    'Line 1, column 31: This quote is not closed on its line.',
  ],
  [
    'crash orders at 5ms,',
    'Line 1, column 21: The item ends where "restart after" or "no restart" was expected.',
  ],
  [
    'crash orders at 5ms, restrt after 2ms',
    'Line 1, column 22: "restrt" stands where "restart after" or "no restart" was expected. Closest: restart.',
  ],
  [
    'crash orders at 5ms, restart at 2ms',
    'Line 1, column 30: "at" stands where "after" was expected. Closest: after.',
  ],
  [
    'crash orders at 5ms pause relay at 5ms for 1ms',
    'Line 1, column 21: "pause" stands where ";" or "," was expected.',
  ],
  [
    'crash orders at 5ms, no restart, no restart',
    'Line 1, column 32: "," stands where ";" was expected.',
  ],
  ['pause relay at 5ms', 'Line 1, column 19: The item ends where "for" was expected.'],
  ['cut orders from 5ms', 'Line 1, column 12: "from" stands where "->" or "<->" was expected.'],
  [
    'cut orders-broker from 5ms',
    'Line 1, column 19: "from" stands where "->" or "<->" was expected.',
  ],
  ['cut orders-> from 5ms', 'Line 1, column 19: "5ms" stands where "from" was expected.'],
  [
    'cut orders->broker for 5ms',
    'Line 1, column 20: "for" stands where "from" was expected. Closest: from.',
  ],
  [
    'drop orders->broker 1',
    'Line 1, column 21: "1" stands where "#" and the number of the message was expected.',
  ],
  ['drop orders->broker #0', 'Line 1, column 22: "0" is too low. They are counted from 1.'],
  [
    'drop orders->broker #1.5',
    'Line 1, column 22: "1.5" stands where the number of the message was expected.',
  ],
  [
    'drop orders->broker #99999999',
    'Line 1, column 22: "99999999" is too high. At most 1000000 are counted.',
  ],
  ['delay orders->broker #1', 'Line 1, column 24: The item ends where "by" was expected.'],
  ['do tick', 'Line 1, column 8: The item ends where "with" or "at" was expected.'],
  ['do place-order with id at 1ms', 'Line 1, column 24: "at" stands where "=" was expected.'],
  [
    'do place-order with id= at 1ms',
    'Line 1, column 28: "1ms" stands where "," or "at" was expected.',
  ],
  ['do place-order with id=1, id=2 at 1ms', 'Line 1, column 27: "id" is given twice.'],
  [
    'do place-order with id=1 total=2 at 1ms',
    'Line 1, column 26: "total" stands where "," or "at" was expected.',
  ],
  // Times
  [
    'do tick at',
    'Line 1, column 11: The item ends where a time such as 5ms or 0.03s was expected.',
  ],
  ['do tick at 5', 'Line 1, column 12: "5" has no unit. Write 5ms or 5s.'],
  [
    'do tick at 5us',
    'Line 1, column 12: "5us" is no time. Write a number and ms or s, such as 29.2ms or 0.03s.',
  ],
  ['do tick at -5ms', 'Line 1, column 12: "-5ms" is negative. Virtual time begins at 0ms.'],
  [
    'do tick at 1e3ms',
    'Line 1, column 12: "1e3ms" is no time. Write a number and ms or s, such as 29.2ms or 0.03s.',
  ],
  [
    'do tick at NaNms',
    'Line 1, column 12: "NaNms" is no time. Write a number and ms or s, such as 29.2ms or 0.03s.',
  ],
  [
    'do tick at .5ms',
    'Line 1, column 12: ".5ms" is no time. Write a number and ms or s, such as 29.2ms or 0.03s.',
  ],
  [
    'do tick at 0.0001ms',
    'Line 1, column 12: "0.0001ms" is finer than a microsecond. Use at most 3 decimals with ms.',
  ],
  [
    'do tick at 1.0000001s',
    'Line 1, column 12: "1.0000001s" is finer than a microsecond. Use at most 6 decimals with s.',
  ],
  [
    'do tick at 600.000001s',
    'Line 1, column 12: "600.000001s" is more than 10 minutes. No run lasts that long.',
  ],
  [
    `do tick at ${'9'.repeat(40)}ms`,
    `Line 1, column 12: "${'9'.repeat(40)}ms" is more than 10 minutes. No run lasts that long.`,
  ],
  // Names
  ['crash ordres at 5ms', 'Line 1, column 7: "ordres" is no node here. Closest: orders.'],
  ['crash Orders at 5ms', 'Line 1, column 7: "Orders" is no node here. Closest: orders.'],
  [
    'crash zzzzzzzzzz at 5ms',
    'Line 1, column 7: "zzzzzzzzzz" is no node here. The nodes are shop, bank, orders, orders-db, relay, broker and payments.',
  ],
  ['pause relais at 5ms for 1ms', 'Line 1, column 7: "relais" is no node here. Closest: relay.'],
  ['crash shop at 5ms', 'Line 1, column 7: shop is the customers: they never crash.'],
  ['crash bank at 5ms', 'Line 1, column 7: bank is outside the system: it never crashes.'],
  [
    'crash orders-db before orders.ts:18',
    'Line 1, column 24: orders-db runs no code of its own. Crash it at a time, as in "crash orders-db at 5ms".',
  ],
  [
    'crash orders before order.ts:18',
    'Line 1, column 21: orders runs no file "order.ts". Closest: orders.ts.',
  ],
  [
    'crash relay before xxxxxxxxxxxxxxxx:3',
    'Line 1, column 20: relay runs no file "xxxxxxxxxxxxxxxx". Its files are relay.ts and outbox.ts.',
  ],
  [
    'crash orders before orders.ts:400',
    'Line 1, column 31: Line 400 of orders.ts is past its last statement of async code. Closest: 21.',
  ],
  [
    'crash orders before orders.ts:12',
    'Line 1, column 31: No statement of async code starts on line 12 of orders.ts; lines 9 and 18 have one. Closest: 9.',
  ],
  [
    'crash orders before orders.ts:17',
    'Line 1, column 31: No statement of async code starts on line 17 of orders.ts; lines 9 and 18 have one. Closest: 18.',
  ],
  [
    'crash orders before orders.ts:1',
    'Line 1, column 31: No statement of async code starts on line 1 of orders.ts; the first is on line 4. Closest: 4.',
  ],
  [
    'crash relay before outbox.ts:1',
    'Line 1, column 30: outbox.ts has no statement of async code to crash at.',
  ],
  [
    'crash orders before orders.ts:"anounce it"',
    'Line 1, column 31: orders.ts has no step "anounce it". Closest: announce it.',
  ],
  [
    'crash orders before orders.ts:"zzz zzz zzz zzz"',
    'Line 1, column 31: orders.ts has no step "zzz zzz zzz zzz". Its steps are "store the order", "announce it", "try" and "try".',
  ],
  [
    'crash orders before orders.ts:"try"',
    'Line 1, column 31: orders.ts has 2 steps "try", at lines 4 and 21. Write the line.',
  ],
  [
    'crash relay before relay.ts:"x"',
    'Line 1, column 29: relay.ts has no step "x". It has no steps; write a line.',
  ],
  ['cut ordres->broker from 5ms', 'Line 1, column 5: "ordres" is no node here. Closest: orders.'],
  ['cut orders -> brokr from 5ms', 'Line 1, column 15: "brokr" is no node here. Closest: broker.'],
  [
    'cut payments->broker from 5ms',
    'Line 1, column 5: No messages go from payments to broker. Closest: broker->payments.',
  ],
  [
    'cut orders->payments from 5ms',
    'Line 1, column 5: No messages go from orders to payments. Closest: broker->payments.',
  ],
  [
    'cut shop<->payments from 5ms',
    'Line 1, column 5: No messages go between shop and payments. Closest: broker<->payments.',
  ],
  [
    'do place-ordr at 1ms',
    'Line 1, column 4: "place-ordr" is no action here. Closest: place-order.',
  ],
  [
    'do something at 1ms',
    'Line 1, column 4: "something" is no action here. The actions are place-order and tick.',
  ],
  [
    'do place-order with totl=1 at 1ms',
    'Line 1, column 21: place-order has no parameter "totl". Closest: total.',
  ],
  ['do tick with speed=1 at 1ms', 'Line 1, column 14: tick has no parameter "speed". It has none.'],
  // Links
  [
    'drop orders->orders-db #1',
    'Line 1, column 6: orders->orders-db is a connection: it loses no single message. Use "cut orders->orders-db from … to …".',
  ],
  [
    'delay shop->orders #1 by 5ms',
    'Line 1, column 7: shop->orders is a connection: it holds up no single message. Use "lag shop->orders by … from … to …".',
  ],
  [
    'duplicate shop->orders #1',
    'Line 1, column 11: shop->orders is a connection: it repeats no message, only its sender does. Use "cut orders->shop from … to …", so that the answer is lost and asked for again.',
  ],
  [
    'drop orders<->broker #1',
    'Line 1, column 6: A message goes one way. Write orders->broker or broker->orders.',
  ],
  // Stretches
  [
    'pause relay at 5ms for 0ms',
    'Line 1, column 24: A stretch of 0ms changes nothing. Write a longer one.',
  ],
  [
    'crash orders at 5ms, restart after 0s',
    'Line 1, column 36: A stretch of 0ms changes nothing. Write a longer one.',
  ],
  [
    'lag orders->broker by 0ms',
    'Line 1, column 23: A stretch of 0ms changes nothing. Write a longer one.',
  ],
  [
    'duplicate orders->broker #1 by 0ms',
    'Line 1, column 32: A stretch of 0ms changes nothing. Write a longer one.',
  ],
  [
    'cut orders->broker from 5ms to 5ms',
    'Line 1, column 32: It ends when it begins. Write a later "to", or none to last until the run heals.',
  ],
  [
    'lag orders->broker by 1ms from 5ms to 4ms',
    'Line 1, column 39: It ends before it begins. Write a later "to", or none to last until the run heals.',
  ],
  // Clashes
  [
    'crash orders at 5ms; crash orders at 0.005s, no restart',
    'Line 1, column 22: orders crashes at 5ms already.',
  ],
  [
    'crash orders before orders.ts:18;crash orders before orders.ts:"announce it"',
    'Line 1, column 34: orders crashes before orders.ts:18 already.',
  ],
  [
    'crash orders after orders.ts:9 #2; crash orders after orders.ts:9 #2',
    'Line 1, column 36: orders crashes after orders.ts:9 #2 already.',
  ],
  [
    'pause relay at 5ms for 10ms; pause relay at 14.999ms for 1ms',
    'Line 1, column 30: relay is paused from 5ms to 15ms already.',
  ],
  [
    'cut orders<->broker from 5ms; cut broker->orders from 900ms to 901ms',
    'Line 1, column 31: broker->orders is cut from 5ms until the run heals already.',
  ],
  [
    'drop orders->broker #3; drop orders->broker #3',
    'Line 1, column 25: Message #3 of orders->broker is dropped already.',
  ],
  [
    'delay orders->broker #3 by 1ms; drop orders->broker #3',
    'Line 1, column 33: Message #3 of orders->broker is delayed already.',
  ],
]

describe('what is not understood is answered with its place, what was expected and the closest name', () => {
  test.each(mistakes)('%s', (text, ...lines) => {
    expect(problemsOf(text)).toEqual(lines)
  })

  test('what only looks like a clash is allowed', () => {
    const texts = [
      'crash orders at 5ms; crash orders at 6ms; crash relay at 5ms',
      'crash orders before orders.ts:18; crash orders after orders.ts:18; crash orders before orders.ts:18 #2',
      'pause relay at 5ms for 10ms; pause relay at 15ms for 1ms; pause orders at 5ms for 10ms',
      'cut orders->broker from 5ms to 10ms; cut orders->broker from 10ms; cut broker->orders from 5ms',
      'drop orders->broker #1; drop broker->orders #1; delay orders->broker #2 by 1ms; duplicate orders->broker #2',
      'do tick at 1ms; do tick at 1ms',
    ]
    for (const text of texts) expect(problemsOf(text)).toEqual([])
  })

  test('all problems are reported, in order of position, over lines', () => {
    expect(
      problemsOf(
        'do tick at 1ms;\n  crash ordres at 5ms;\ndrop orders->orders-db #1; pause relay\n;crash orders at x',
      ),
    ).toEqual([
      'Line 2, column 9: "ordres" is no node here. Closest: orders.',
      'Line 3, column 6: orders->orders-db is a connection: it loses no single message. Use "cut orders->orders-db from … to …".',
      'Line 3, column 39: The item ends where "at" was expected.',
      'Line 4, column 18: "x" is no time. Write a number and ms or s, such as 29.2ms or 0.03s.',
    ])
  })

  test('an unclosed quote ends with its line, so that the rest is still read', () => {
    expect(problemsOf('do place-order with id="1042 at 1ms;\ncrash ordres at 5ms')).toEqual([
      'Line 1, column 24: This quote is not closed on its line.',
    ])
    expect(problemsOf('do place-order with id="1042 at 1ms\n;crash ordres at 5ms')).toEqual([
      'Line 1, column 24: This quote is not closed on its line.',
      'Line 2, column 8: "ordres" is no node here. Closest: orders.',
    ])
  })

  test('at most 20 problems are reported', () => {
    expect(problemsOf('crash nobody at 5ms;'.repeat(60))).toHaveLength(20)
  })

  test('a text or a list that is too long is refused at once', () => {
    expect(problemsOf('crash nobody at 5ms;'.repeat(5000))).toEqual([
      'Line 1, column 20001: The schedule has 100000 characters; at most 20000 are read.',
    ])
    expect(problemsOf('do tick at 1ms;\n'.repeat(201))).toEqual([
      'Line 201, column 1: The schedule has 201 items; at most 200 are read.',
    ])
    expect(problemsOf('do tick at 1ms;'.repeat(200))).toEqual([])
  })

  test('a name as long as the text is not repeated in full', () => {
    expect(problemsOf(`crash ${'x'.repeat(15_000)} at 5ms`)).toEqual([
      `Line 1, column 7: "${'x'.repeat(60)}…" is no node here. The nodes are shop, bank, orders, orders-db, relay, broker and payments.`,
    ])
  })

  test('the grammar alone compares no names', () => {
    expect(parseScheduleSyntax('crash nobody at 5ms; crash nobody at 5ms').ok).toBe(true)
    expect(parseScheduleSyntax('crash nobody at').ok).toBe(false)
  })
})
