/**
 * The contract of a lab, as tests: what a variant promises holds under its fault model, what it breaks is seen broken.
 * Each lab's `lab.test.ts` calls it.
 *
 * @example describeContract('outbox', lab)
 */
import { beforeAll, describe, expect, test } from 'vitest'
import type { LabDefinition, Recipe, VariantDefinition } from '../../kernel/lab'
import { type CampaignResult, explore, sweep } from '../campaign'
import { readLabSources } from '../node/load-lab'
import { fingerprint, type RunResult, runRecipe } from '../run-recipe'
import type { LabBundle, World } from '../world'
import { testWorld } from './tiny-lab'

const schedulesPerVariant = 200
const exploreSeed = 1

/** @param only the variants to test, where a lab has so many that they are shared among files that run side by side */
export function describeContract(
  id: string,
  definition: LabDefinition,
  only: readonly string[] = definition.variants.map((variant) => variant.id),
): void {
  const variants = definition.variants.filter((variant) => only.includes(variant.id))
  const bundle: LabBundle = { definition, sources: readLabSources(id) }
  let world: World
  const run = (recipe: Omit<Recipe, 'lab'>) => runRecipe(world, bundle, { lab: id, ...recipe })

  describe(`the contract of ${id}`, () => {
    beforeAll(async () => {
      world = await testWorld()
    })

    describeNames(definition)

    describe.each(definition.featured.filter(({ variant }) => only.includes(variant)))(
      '$title ($variant)',
      ({ variant, seed, faults, violates }) => {
        test(`violates ${violates.join(', ') || 'nothing'}, and nothing else`, async () => {
          const result = await run({ variant, seed, schedule: faults })
          expect({ violated: violated(result), unmet: result.unmet }, paste(result.recipe)).toEqual(
            {
              violated: violates,
              unmet: [],
            },
          )
        })

        test('gives the same trace twice', async () => {
          const recipe = { variant, seed, schedule: faults }
          const [one, two] = [await run(recipe), await run(recipe)]
          expect(fingerprint(two), paste(one.recipe)).toBe(fingerprint(one))
        })

        const remedy = definition.remedy[variant]
        if (remedy === undefined) return
        test(`${remedy} survives the same schedule`, async () => {
          const result = await run({ variant: remedy, seed, schedule: faults })
          const kept = promisesOf(definition, remedy)
          const broken = violated(result).filter((one) => kept.includes(one))
          expect(broken, paste(result.recipe)).toEqual([])
        })
      },
    )

    describe.each(variants)('$id', (variant) => {
      test('holds every promise without faults', async () => {
        const result = await run({ variant: variant.id, seed: 7, schedule: '' })
        const broken = violated(result).filter((one) => variant.promises.includes(one))
        expect(broken, paste(result.recipe)).toEqual([])
      })

      test('breaks what it says it breaks, in a featured run', () => {
        const seen = definition.featured
          .filter((one) => one.variant === variant.id)
          .flatMap((one) => one.violates)
        expect(seen).toEqual(expect.arrayContaining(variant.breaks))
      })

      test('keeps its promises in its whole sweep', async () => {
        const result = await sweep(world, bundle, variant.id, { seed: 7 })
        expectKept(variant, result)
      })

      test(`keeps its promises in ${schedulesPerVariant} random schedules within its fault model`, async () => {
        const options = { seed: exploreSeed, schedules: schedulesPerVariant }
        expectKept(variant, await explore(world, bundle, variant.id, options))
      })
    })
  })
}

export interface PinnedRun extends Omit<Recipe, 'lab'> {
  /** Ids of the invariants that it breaks. */
  violates: string[]
  fingerprint: string
}

/** One run, kept as it was: what it breaks, and its trace to the last byte. The page's "Copy as test" writes it. */
export function pinRun(id: string, definition: LabDefinition, pinned: PinnedRun): void {
  const { violates, fingerprint: print, ...recipe } = pinned
  test(`${id}, ${pinned.variant}: ${pinned.schedule || 'the default workload'}`, async () => {
    const bundle = { definition, sources: readLabSources(id) }
    const result = await runRecipe(await testWorld(), bundle, { lab: id, ...recipe })
    expect({ violates: violated(result), fingerprint: fingerprint(result) }).toEqual({
      violates,
      fingerprint: print,
    })
  })
}

/** Whatever is named is there. */
function describeNames(lab: LabDefinition): void {
  const ids = lab.invariants.map((invariant) => invariant.id)
  test('every variant promises or breaks invariants that there are, none of them both', () => {
    for (const { promises, breaks } of lab.variants) {
      expect(ids).toEqual(expect.arrayContaining([...promises, ...breaks]))
      expect(promises.filter((one) => breaks.includes(one))).toEqual([])
    }
  })

  test('every remedy keeps something that was broken, and says of the rest that it breaks it too', () => {
    for (const [variant, remedy] of Object.entries(lab.remedy)) {
      const breaks = lab.variants.find((one) => one.id === variant)?.breaks ?? []
      const promises = promisesOf(lab, remedy)
      const admitted = lab.variants.find((one) => one.id === remedy)?.breaks ?? []
      expect([...promises, ...admitted]).toEqual(expect.arrayContaining(breaks))
      expect(breaks.some((one) => promises.includes(one))).toBe(true)
    }
  })
}

function expectKept(variant: VariantDefinition, result: CampaignResult): void {
  const { firstFailure, lab, seed, brokenPromises } = result
  const broken = firstFailure && brokenPromises.length > 0 ? firstFailure : null
  const recipe = { lab, variant: variant.id, seed, schedule: broken?.shrunkFaults ?? '' }
  expect(brokenPromises, broken ? paste(recipe) : '').toEqual([])
  expect(result.failedAudits, 'every variant passes every audit').toEqual({})
  expect(result.schedules).toBeGreaterThan(0)
}

function promisesOf(lab: LabDefinition, variant: string): string[] {
  return lab.variants.find((one) => one.id === variant)?.promises ?? []
}

function violated(result: RunResult): string[] {
  return result.invariants.filter((one) => one.holds === false).map((one) => one.id)
}

/** A failing recipe as it is typed. */
export function paste({ lab, variant, seed, schedule }: Recipe): string {
  return `npm run -s lab -- run ${lab} --variant ${variant} --seed ${seed} --faults '${schedule}'`
}
