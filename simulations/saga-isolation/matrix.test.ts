/**
 * The matrix of the lab, from runs. What is expected was worked out by hand first, from what each countermeasure does:
 * of 20 orders of two times three steps, how many show each anomaly. A countermeasure that does more or less than is
 * written here has changed.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { stepOrders } from '../kernel/interleaving'
import { readLabSources } from '../runner/node/load-lab'
import { runRecipe } from '../runner/run-recipe'
import { scheduleInOrder, settingsOf } from '../runner/schedule-in-order'
import { testWorld } from '../runner/testing/tiny-lab'
import { lab } from './lab'

type Line = Record<'dirty-read' | 'lost-update' | 'fuzzy-read', string[]>

// Bo looks between Ada's write and her refusal, and is turned away.
const turnedAway = ['AABABB', 'AABBAB', 'AABBBA']
// Both look before either writes: of these, all but the two where Ada is over before Bo writes.
const bothLookFirst = [
  ...['ABABAB', 'ABABBA', 'ABBAAB', 'ABBABA', 'ABBBAA'],
  ...['BAABAB', 'BAABBA', 'BABAAB', 'BABABA', 'BABBAA'],
]
const nothing: Line = { 'dirty-read': [], 'lost-update': [], 'fuzzy-read': [] }

const nobodyCares: Line = {
  // Or his slip counts what she takes after him, and then gives back.
  'dirty-read': [...turnedAway, 'ABBABA', 'BABABA'],
  'lost-update': bothLookFirst,
  // She gives back between his write and his slip.
  'fuzzy-read': ['ABABAB', 'ABBAAB', 'BAABAB', 'BABAAB'],
}

const expected: Record<string, Record<string, Line>> = {
  none: { '': nobodyCares },
  // The lock is taken with the first read: one saga after the other.
  'semantic-lock': { '': nothing },
  'commutative-updates': {
    '': {
      ...nothing,
      // Both units are taken from one, so his slip counts hers, which then comes back.
      'dirty-read': [...turnedAway, 'ABABBA', 'ABBABA', 'BAABBA', 'BABABA'],
      'fuzzy-read': ['ABABBA', 'ABBABA', 'BAABBA', 'BABABA'],
    },
  },
  'pessimistic-view': {
    // She never reaches the shelf.
    'Ada refused': nothing,
    // All orders but the two in which one saga is over before the other begins.
    'both pay': {
      ...nothing,
      'lost-update': [
        ...['AABABB', 'AABBAB', 'AABBBA', 'ABAABB', 'ABABAB', 'ABABBA', 'ABBAAB', 'ABBABA'],
        ...['ABBBAA', 'BAAABB', 'BAABAB', 'BAABBA', 'BABAAB', 'BABABA', 'BABBAA', 'BBAAAB'],
        ...['BBAABA', 'BBABAA'],
      ],
    },
  },
  'reread-value': {
    '': {
      ...nothing,
      // What he reads again is hers, and comes back: he is turned away as well.
      'dirty-read': [...turnedAway, 'ABABAB', 'ABABBA', 'BAABAB', 'BAABBA'],
    },
  },
  // It keeps the order of one saga's operations. Between two it changes nothing.
  'version-file': { '': nobodyCares },
  'by-value': { over: nothing, under: nobodyCares },
}

const { interleaving } = lab
if (!interleaving) throw new Error('This lab is about orders of steps.')

const lines = lab.variants.flatMap(({ id }) =>
  settingsOf(interleaving, id).map((setting) => ({
    variant: id,
    title: setting?.title ?? '',
    setting,
  })),
)

describe('all 20 orders', () => {
  test('are all there are', () => {
    const orders = stepOrders(interleaving)
    expect(orders).toHaveLength(20)
    expect(new Set(orders.map((order) => order.join('')))).toHaveProperty('size', 20)
  })

  test.each(lines)('$variant $title', async ({ variant, title, setting }) => {
    const world = await testWorld()
    const bundle = { definition: lab, sources: readLabSources(lab.id) }
    const found: Line = { 'dirty-read': [], 'lost-update': [], 'fuzzy-read': [] }
    for (const order of stepOrders(interleaving)) {
      const schedule = scheduleInOrder(interleaving, order, setting)
      const run = await runRecipe(world, bundle, { lab: lab.id, variant, seed: 7, schedule })
      for (const { id, holds } of run.invariants) {
        if (id in found && holds !== true) found[id as keyof Line].push(order.join(''))
        else expect(holds, `${id}: ${schedule}`).toBe(true)
      }
    }
    expect(found).toEqual(expected[variant]?.[title])
  })

  test('without a countermeasure none shows all three with one unit, and one does with two', async () => {
    const all = (order: string) => Object.values(nobodyCares).every((line) => line.includes(order))
    expect(stepOrders(interleaving).filter((order) => all(order.join('')))).toEqual([])
    // The run that the lesson opens with.
    const lesson = readFileSync('content/sagas/lesson.mdx', 'utf8')
    const three = lab.featured.find(({ violates }) => violates.length === 3)
    expect(three?.variant).toBe('none')
    expect(lesson).toContain(`faults="${three?.faults}"`)
  })

  test('no countermeasure shows what it promises to prevent', () => {
    for (const { variant, title } of lines) {
      const promises = lab.variants.find(({ id }) => id === variant)?.promises ?? []
      const line = expected[variant]?.[title] ?? nothing
      for (const [anomaly, orders] of Object.entries(line))
        if (promises.includes(anomaly)) expect(orders).toEqual([])
    }
  })
})
