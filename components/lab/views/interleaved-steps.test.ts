import { describe, expect, it } from 'vitest'
import { readLabSources } from '@/simulations/runner/node/load-lab'
import { runRecipe } from '@/simulations/runner/run-recipe'
import { scheduleInOrder } from '@/simulations/runner/schedule-in-order'
import { testWorld } from '@/simulations/runner/testing/tiny-lab'
import { lab } from '@/simulations/saga-isolation/lab'
import { interleavedSteps } from './interleaved-steps'

const { interleaving } = lab
if (!interleaving) throw new Error('This lab is about orders of steps.')

async function stepsOf(variant: string, order: string) {
  if (!interleaving) return []
  const sides = [...order].map((side) => (side === 'A' ? 'A' : 'B'))
  const schedule = scheduleInOrder(interleaving, sides)
  const bundle = { definition: lab, sources: readLabSources(lab.id) }
  const { trace } = await runRecipe(await testWorld(), bundle, {
    lab: lab.id,
    variant,
    seed: 7,
    schedule,
  })
  return interleavedSteps(trace, interleaving)
}

describe('the steps of two sagas', () => {
  it('stand in their order, each with the value after it and the anomaly that showed with it', async () => {
    const rows = await stepsOf('none', 'ABABBA')
    expect(
      rows.map(({ place, side, text, value, wrote, broken }) =>
        [place, side, text, value, wrote, broken.map(({ title }) => title).join()].join(' | '),
      ),
    ).toEqual([
      '0 | A | reads 1 | 1 | false | ',
      '1 | B | reads 1 | 1 | false | ',
      '2 | A | takes one: 1 becomes 0 | 0 | true | ',
      '3 | B | takes one: 0 becomes 0 | 0 | true | lost update',
      '4 | B | is paid, and reads 0 for its slip | 0 | false | ',
      '5 | A | cannot pay, and gives one back: 0 becomes 1 | 1 | true | ',
    ])
  })

  it('say of one that waited where it was asked for, and later what it did', async () => {
    const rows = await stepsOf('semantic-lock', 'ABABBA')
    expect(rows.map(({ place, side, value }) => `${place} ${side} ${value}`)).toEqual([
      '0 A 1',
      '1 B 1',
      '2 A 0',
      '3 B 0',
      '4 B 0',
      '5 A 1',
      'null B 1',
      'null B 0',
      'null B 0',
    ])
    expect(rows[1]?.text).toBe('begins, and wants the lock; waits')
    expect(rows[6]?.text).toMatch(/^reads 1, \d+\.\d ms after it was asked for$/)
    // The lock is a column of that row, and taking it is no write of the value.
    expect(rows.map(({ wrote }) => wrote)).toEqual([
      ...[false, false, true, false, false, true],
      ...[false, true, false],
    ])
  })

  it('that changed nothing say what they were told', async () => {
    const rows = await stepsOf('none', 'AABABB')
    expect(rows.map(({ text }) => text)).toEqual([
      'reads 1',
      'takes one: 1 becomes 0',
      'reads: 0, sold out',
      'cannot pay, and gives one back: 0 becomes 1',
      '409: changes nothing',
      '409: changes nothing',
    ])
    expect(rows[3]?.broken.map(({ title }) => title)).toEqual(['dirty read'])
  })
})
