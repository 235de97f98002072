/**
 * The contract that every lab is held to, as tests: what a variant says it breaks is broken by a featured run of it; what
 * it promises is broken by no run of its whole sweep, nor by random schedules within its fault model; and two runs of one
 * recipe are equal.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LabDefinition, Recipe } from '../../kernel/lab'
import { explore, sweep } from '../campaign'
import { readLabSources } from '../node/load-lab'
import { loadNodeAssets } from '../node/node-assets'
import { fingerprint, type RunResult, runRecipe } from '../run-recipe'
import { createWorld, type LabBundle, type World } from '../world'

const randomSchedules = 200
const seed = 7
const campaignTimeoutMs = 300_000

/** @example describeContract('outbox', lab) in `simulations/outbox/lab.test.ts` */
export function describeContract(id: string, lab: LabDefinition): void {
  describe(`the contract of ${id}`, () => {
    let world: World
    const bundle: LabBundle = { definition: lab, sources: readLabSources(id) }
    beforeAll(async () => {
      world = createWorld(await loadNodeAssets(), { host: 'function' })
    })
    afterAll(() => world.databases.close())

    it('names only invariants that it has', () => {
      const known = lab.invariants.map((invariant) => invariant.id)
      for (const variant of lab.variants) {
        expect(known).toEqual(expect.arrayContaining([...variant.promises, ...variant.breaks]))
        expect(variant.promises.filter((promise) => variant.breaks.includes(promise))).toEqual([])
      }
    })

    for (const run of lab.featured) {
      it(`${run.variant}: "${run.title}" violates ${run.violates.join(', ') || 'nothing that is promised'}`, async () => {
        const recipe = recipeOf(id, run.variant, run.faults, run.seed)
        const result = await runRecipe(world, bundle, recipe)
        const variant = lab.variants.find((candidate) => candidate.id === run.variant)
        const expected = [...(variant?.promises ?? []), ...run.violates]
        expect({
          ...pasted(recipe),
          violated: violated(result, expected),
          unmet: result.unmet,
        }).toEqual({
          ...pasted(recipe),
          violated: [...run.violates].sort(),
          unmet: [],
        })
        expect(fingerprint(await runRecipe(world, bundle, recipe))).toBe(fingerprint(result))
      })
    }

    for (const variant of lab.variants) {
      for (const broken of variant.breaks) {
        it(`${variant.id} breaks ${broken} in a featured run`, () => {
          const runs = lab.featured.filter((run) => run.variant === variant.id)
          expect(runs.flatMap((run) => run.violates)).toContain(broken)
        })
      }
      if (variant.promises.length === 0) continue
      const promised = variant.promises.join(', ')
      it(`${variant.id} keeps ${promised} in its whole sweep`, {
        timeout: campaignTimeoutMs,
      }, async () => {
        const result = await sweep(world, bundle, variant.id, { seed })
        expect(result.schedules).toBeGreaterThan(0)
        expect(blame(result)).toBeNull()
      })
      it(`${variant.id} keeps ${promised} in ${randomSchedules} random schedules`, {
        timeout: campaignTimeoutMs,
      }, async () => {
        const result = await explore(world, bundle, variant.id, {
          seed,
          schedules: randomSchedules,
        })
        expect(blame(result)).toBeNull()
      })
    }

    for (const [from, to] of Object.entries(lab.remedy)) {
      it(`${to} survives what breaks ${from}`, async () => {
        for (const run of lab.featured.filter((candidate) => candidate.variant === from)) {
          const result = await runRecipe(world, bundle, recipeOf(id, to, run.faults, run.seed))
          expect(violated(result, run.violates)).toEqual([])
        }
      })
    }
  })
}

/** Of the given invariants, those that a run violated, sorted. */
function violated(result: RunResult, among: readonly string[]): string[] {
  return result.invariants
    .filter((item) => item.holds === false && among.includes(item.id))
    .map((item) => item.id)
    .sort()
}

/** A broken promise as a line that pastes into a terminal. */
function blame(result: Awaited<ReturnType<typeof sweep>>): string | null {
  const [promise] = result.brokenPromises
  if (promise === undefined) return null
  const faults = result.firstFailure?.shrunkFaults ?? ''
  return `${promise}: npm run lab -- run ${result.lab} --variant ${result.variant} --seed ${result.seed} --faults '${faults}'`
}

function recipeOf(lab: string, variant: string, schedule: string, runSeed: number): Recipe {
  return { lab, variant, seed: runSeed, schedule }
}

function pasted(recipe: Recipe): { run: string } {
  return {
    run: `npm run lab -- run ${recipe.lab} --variant ${recipe.variant} --seed ${recipe.seed} --faults '${recipe.schedule}'`,
  }
}
