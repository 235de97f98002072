import { describe, expect, test } from 'vitest'
import { readLabSources } from '../runner/node/load-lab'
import { explore } from '../runner/campaign'
import { runRecipe } from '../runner/run-recipe'
import { describeContract } from '../runner/testing/contract'
import { testWorld } from '../runner/testing/tiny-lab'
import { lab } from './lab'

// Tested in two files, which run side by side: the others are in broken-variants.test.ts.
describeContract('saga', lab, ['orchestrated', 'choreographed'])

describe.each(['orchestrated', 'choreographed'])('%s', (variant) => {
  const bundle = { definition: lab, sources: readLabSources('saga') }
  const run = async (schedule: string) =>
    runRecipe(await testWorld(), bundle, { lab: 'saga', variant, seed: 7, schedule })

  test('survives a duplicate of every message to and from the broker', async () => {
    const { trace } = await run('')
    const links = new Set(
      trace.flatMap((event) =>
        event.kind === 'send' && event.payload.type === 'record'
          ? [`${event.from}->${event.to}`]
          : [],
      ),
    )
    expect(links.size).toBeGreaterThan(5)
    let duplicated = 0
    for (const link of links) {
      // Whatever a link carries counts, also commits of offsets: until there is no further message.
      for (let place = 1; ; place++) {
        const schedule = `duplicate ${link} #${place} by 40ms`
        const { invariants, unmet } = await run(schedule)
        if (unmet.length > 0) break
        const broken = invariants.filter(({ holds }) => holds === false).map(({ id }) => id)
        expect(broken, schedule).toEqual([])
        duplicated += 1
      }
    }
    const records = trace.filter(
      (event) => event.kind === 'send' && event.payload.type === 'record',
    ).length
    expect(duplicated).toBeGreaterThanOrEqual(records)
  })

  // The workload of a sweep cancels nothing: here somebody does, at each of its steps, and a person decides.
  test.each([
    'do place-order at 2ms; do cancel-order with order=1041 at 5ms',
    'do place-order at 2ms; do cancel-order with order=1041 at 25ms; do cancel-order with order=1041,at=orders-2 at 60ms',
    'do place-order at 2ms; do cancel-order with order=1041,at=orders-2 at 49ms; do place-order with card=refused at 9ms',
    'do place-order with card=disputed at 2ms; do cancel-order with order=1041 at 20ms; do retry-refund with order=1041 at 400ms; do paid-by-hand with order=1041 at 402ms',
    'do place-order with card=disputed at 2ms; do cancel-order with order=1041 at 36ms; do paid-by-hand with order=1041,at=orders-2 at 500ms; do retry-refund with order=1041 at 502ms',
  ])('keeps its promises in 60 random schedules beside: %s', async (actions) => {
    const world = await testWorld()
    const alone = await run(actions)
    expect(alone.invariants.filter(({ holds }) => holds !== true)).toEqual([])
    const { brokenPromises, firstFailure } = await explore(world, bundle, variant, {
      seed: 3,
      schedules: 60,
      actions,
    })
    expect({ brokenPromises, firstFailure }).toEqual({ brokenPromises: [], firstFailure: null })
  })
})
