/** What the countermeasures do where a request is repeated or fails half-way: pinned recipes, one for each fixed bug. */
import { describe, expect, test } from 'vitest'
import type { Row } from '../kernel/trace-event'
import { noRows, rowsOf, stepRows } from '../promises/stored-rows'
import { readLabSources } from '../runner/node/load-lab'
import { runRecipe } from '../runner/run-recipe'
import { testWorld } from '../runner/testing/tiny-lab'
import { lab } from './lab'

const sources = readLabSources(lab.id)
const tables = ['checkout-db.orders', 'checkout-db.stock']

async function run(variant: string, schedule: string, edits: Record<string, string> = {}) {
  const recipe = { lab: lab.id, variant, seed: 7, schedule, edits }
  const { trace, invariants } = await runRecipe(
    await testWorld(),
    { definition: lab, sources },
    recipe,
  )
  const rows = trace.reduce((stored, event) => stepRows(stored, event, tables), noRows)
  const row = (table: string, key: string): Row | undefined =>
    rowsOf(rows, `checkout-db.${table}`).get(key)
  return {
    order: (id: string) => row('orders', id),
    onHand: () => row('stock', 'oak-shelf')?.on_hand,
    answers: trace.flatMap((event) =>
      event.kind === 'answer' ? [{ status: event.status, body: event.body }] : [],
    ),
    verdict: (id: string) => invariants.find((invariant) => invariant.id === id),
    broken: invariants.filter(({ holds }) => holds !== true).map(({ id }) => id),
  }
}

test.each([
  ['by-value', 'refused', 'good'],
  ['pessimistic-view', 'good', 'refused'],
])(
  '%s: a card that is refused does not cancel an order that another one has paid',
  async (variant, first, second) => {
    const { order, onHand, answers, broken } = await run(
      variant,
      `do ada-read at 2ms; do ada-write at 22ms; do ada-charge with card=${first} at 42ms; do ada-charge with card=${second} at 43ms`,
    )
    expect(order('1041')?.state).toBe('confirmed')
    expect(onHand()).toBe(0)
    expect(answers).toContainEqual({ status: 200, body: { state: 'confirmed' } })
    expect(answers).toContainEqual({ status: 409, body: { state: null } })
    expect(broken).toEqual([])
  },
)

/** A service file with one text in it replaced. */
function edited(file: string, from: string, to: string): Record<string, string> {
  const text = sources[file] ?? ''
  expect(text).toContain(from)
  return { [file]: text.replace(from, to) }
}

describe('changed code', () => {
  test('that writes shelf and order in two commits loses no update by that', async () => {
    const file = 'services/commutative-updates/shelf.ts'
    const text = sources[file] ?? ''
    const apart = text
      .replace(
        'return db.transaction(async (tx) => {\n    // find',
        '{\n    const tx = db\n    // find',
      )
      .replace(`return 'taken'\n  })`, `return 'taken'\n  }`)
    expect(apart).toContain('const tx = db')
    const { onHand, verdict } = await run(
      'commutative-updates',
      'do bo-read at 2ms; do bo-write at 22ms; do bo-charge at 42ms',
      { [file]: apart },
    )
    expect(onHand()).toBe(0)
    expect(verdict('lost-update')).toMatchObject({ holds: true, evidence: null })
  })
})

describe('version-file', () => {
  const providerAway =
    'do bo-read at 2ms; do bo-charge at 22ms; do bo-write at 42ms; cut checkout->provider from 42ms to 80ms'

  test('an operation in the file is done once its fault is over, and nobody has to ask', async () => {
    const { order, onHand, broken } = await run('version-file', providerAway)
    expect(order('1042')).toMatchObject({ state: 'confirmed', remaining: 0 })
    expect(onHand()).toBe(0)
    expect(broken).toEqual([])
  })

  test('one that is left in the file breaks the promise, dated with its answer', async () => {
    const edits = edited(
      'services/saga/versioned-checkout.ts',
      'await goOn(id)',
      'await doInOrder(id)',
    )
    const { order, verdict } = await run('version-file', providerAway, edits)
    expect(order('1042')?.state).toBe('taken')
    expect(verdict('late-operations')).toMatchObject({
      holds: false,
      evidence: {
        subject: '1042',
        at: 28_190,
        text: 'The charge of order 1042 was answered at 28.1 ms, and never took effect',
      },
    })
  })

  test('nothing is owed yet while checkout is gone for good', async () => {
    const { verdict, broken } = await run(
      'version-file',
      'do bo-read at 2ms; do bo-charge at 22ms; do bo-write at 42ms; crash checkout at 58ms, no restart',
    )
    expect(verdict('late-operations')?.holds).toBeNull()
    expect(broken).toEqual(['late-operations'])
  })
})

describe('semantic-lock', () => {
  test('a read that is asked for again goes on where a crash stopped the first', async () => {
    const { order, onHand, broken } = await run(
      'semantic-lock',
      'do ada-read at 2ms; crash checkout at 8ms; do ada-read at 62ms; do ada-write at 102ms; do ada-charge with card=good at 142ms',
    )
    expect(order('1041')).toMatchObject({ state: 'confirmed', seen: 1, remaining: 0 })
    expect(onHand()).toBe(0)
    expect(broken).toEqual([])
  })

  test('two reads of one order at once read for it once, and leave it alone when it is over', async () => {
    const { order, onHand, answers } = await run(
      'semantic-lock',
      'do ada-read at 2ms; do bo-read at 22ms; do bo-read at 24ms; do ada-write at 42ms; do ada-charge with card=good at 62ms; do bo-read at 262ms',
    )
    expect(order('1041')?.state).toBe('confirmed')
    expect(order('1042')).toMatchObject({ state: 'sold out', seen: 0 })
    expect(onHand()).toBe(0)
    expect(answers.filter(({ status }) => status === 409)).toEqual(
      Array(3).fill({ status: 409, body: { state: 'sold out' } }),
    )
  })
})
