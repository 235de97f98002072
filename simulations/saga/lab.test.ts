import { describe, expect, test } from 'vitest'
import { readLabSources } from '../runner/node/load-lab'
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
    const counts = new Map<string, number>()
    for (const event of trace) {
      if (event.kind !== 'send' || event.payload.type !== 'record') continue
      const link = `${event.from}->${event.to}`
      counts.set(link, (counts.get(link) ?? 0) + 1)
    }
    const schedules = [...counts].flatMap(([link, count]) =>
      Array.from({ length: count }, (_, index) => `duplicate ${link} #${index + 1} by 40ms`),
    )
    expect(schedules.length).toBeGreaterThan(20)
    for (const schedule of schedules) {
      const { invariants, unmet } = await run(schedule)
      const broken = invariants.filter(({ holds }) => holds === false).map(({ id }) => id)
      expect({ broken, unmet }, schedule).toEqual({ broken: [], unmet: [] })
    }
  })
})
