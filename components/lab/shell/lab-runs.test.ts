import { describe, expect, it } from 'vitest'
import { labs } from '@/simulations/registry'
import { featuredRuns } from './lab-runs'

describe.each(Object.entries(labs))('the runs of %s', (_, load) => {
  it('are all that it features, each once, under the variant that runs it', async () => {
    const lab = await load()
    const groups = featuredRuns(lab)
    const titles = groups.flatMap(({ runs }) => runs.map(({ title }) => title))
    expect(titles.toSorted()).toEqual(lab.featured.map(({ title }) => title).toSorted())
    for (const { title, runs } of groups)
      for (const { recipe } of runs)
        expect(lab.variants.find(({ id }) => id === recipe.variant)?.title).toBe(title)
  })

  it('have a key of their own each, and a title of their own', async () => {
    const lab = await load()
    const runs = featuredRuns(lab).flatMap((group) => group.runs)
    expect(new Set(runs.map(({ key }) => JSON.stringify(key))).size).toBe(runs.length)
    expect(new Set(runs.map(({ title }) => title)).size).toBe(runs.length)
  })

  it('are opened with the seed and the schedule that the tests replay', async () => {
    const lab = await load()
    const recipes = featuredRuns(lab).flatMap(({ runs }) => runs.map(({ recipe }) => recipe))
    for (const { variant, seed, faults } of lab.featured)
      expect(recipes).toContainEqual({ variant, seed, schedule: faults })
  })
})
