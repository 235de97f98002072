import { expect, test } from 'vitest'
import { readLabSources } from '../runner/node/load-lab'
import { runRecipe } from '../runner/run-recipe'
import { describeContract } from '../runner/testing/contract'
import { testWorld } from '../runner/testing/tiny-lab'
import { lab } from './lab'

describeContract('shared-database', lab)

test('an order of a user who leaves is no orphan, at whatever moment it comes', async () => {
  const world = await testWorld()
  const bundle = { definition: lab, sources: readLabSources('shared-database') }
  const outcomes = new Set<string>()
  for (let tenths = 240; tenths < 620; tenths += 7) {
    const { invariants, trace } = await runRecipe(world, bundle, {
      lab: 'shared-database',
      variant: 'per-service-with-events',
      seed: 7,
      schedule: `do delete-user at 20ms; do place-order at ${tenths / 10}ms`,
    })
    const promises = invariants.filter(({ id }) => id !== 'user-exists')
    expect(promises.filter(({ holds }) => holds !== true)).toEqual([])
    const answer = trace.find((event) => event.kind === 'answer' && event.action === 'place-order')
    if (answer?.kind === 'answer') outcomes.add(String(answer.status))
  }
  // Both happened: it came in time and was cancelled, and it came too late.
  expect([...outcomes].sort()).toEqual(['201', '410'])
})
