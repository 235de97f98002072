/** Every order of every exercise can be run, and one of them does all that is wanted. */
import { beforeAll, describe, expect, it } from 'vitest'
import { exercises } from '@/content/sagas/exercises'
import { judge } from '@/simulations/challenges/challenge'
import { labs } from '@/simulations/registry'
import { readLabSources } from '@/simulations/runner/node/load-lab'
import { loadNodeAssets } from '@/simulations/runner/node/node-assets'
import { runRecipe } from '@/simulations/runner/run-recipe'
import { createWorld, type World } from '@/simulations/runner/world'
import { printSchedule } from '@/simulations/schedule/print-schedule'
import { idsOf } from './order-exercise'

let world: World
beforeAll(async () => {
  world = await createWorld(await loadNodeAssets(), { host: 'function' })
})

describe.each(Object.entries(exercises))('exercise %s', (_, exercise) => {
  const ids = exercise.steps.map(({ id }) => id)
  const keys = Object.keys(exercise.code)

  /** @returns for each thing that is wanted, whether the run of this order does it */
  async function met(key: string): Promise<boolean[]> {
    const definition = await labs[exercise.lab]?.()
    if (!definition) throw new Error(`no lab ${exercise.lab}`)
    const { start, wanted, code } = exercise
    const edits = code[key] ?? {}
    const bundle = { definition, sources: readLabSources(exercise.lab) }
    const { trace, schedule, unmet } = await runRecipe(world, bundle, {
      lab: exercise.lab,
      ...start,
      edits,
    })
    expect(unmet).toEqual([])
    const goal = { start, conditions: wanted.map(({ condition }) => condition) }
    const { variant, seed } = start
    const ran = { variant, seed, schedule: printSchedule(schedule), edits, trace, swept: null }
    return judge(goal, ran, definition)?.map((one) => one.met) ?? []
  }

  it('has code for every order of its steps', () => {
    expect(new Set(keys).size).toBe(6)
    for (const key of keys) expect(idsOf(key).sort()).toEqual([...ids].sort())
  })

  it('is solved by one order, and what is wanted is missed by some', async () => {
    const results = new Map<string, boolean[]>()
    for (const key of keys) results.set(key, await met(key))
    const solving = keys.filter((key) => results.get(key)?.every(Boolean))
    expect(solving).toEqual(['reserve charge ship'])
    const missed = exercise.wanted.map((_wanted, index) =>
      keys.some((key) => results.get(key)?.[index] === false),
    )
    // That an order which can be carried out is carried out holds for all of them.
    expect(missed).toEqual([false, true, true, true])
  })

  it('does not begin with the order that solves it', () => {
    expect(ids.join(' ')).not.toBe('reserve charge ship')
  })
})
