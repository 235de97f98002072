/**
 * A recipe in the address of its page: `?lab=outbox&variant=dual-write&seed=7&schedule=…&run=<fingerprint>&at=27.4`.
 * A schedule that is longer than hosts take stands behind `#`: `#lab-outbox;schedule=…`.
 * `beside=<variant>`, `sweep=` or `orders=` says what stands in place of the run. One address carries the recipe of one lab; `lab` names its place on the page.
 */
import { z } from 'zod'
import { type Microseconds, millisecond } from '@/simulations/kernel/time'
import { textCharactersMax } from '@/simulations/schedule/bounds'
import { joinHash, splitHash } from './code-link'
import { type LabMode, runMode } from './lab-mode'
import { type LabRecipe, seedSchema } from './lab-recipe'

export interface AddressedRecipe {
  recipe: LabRecipe
  /** The fingerprint that the sharer saw, where the link says it. */
  fingerprint: string | null
  /** The moment that the sharer looked at. */
  at: Microseconds | null
  mode: LabMode
  /** What could not be used, in whole sentences; the default stands in its place. */
  refused: string[]
}

const parts = [
  'lab',
  'variant',
  'seed',
  'schedule',
  'run',
  'at',
  'beside',
  'sweep',
  'orders',
] as const

/** Characters of a schedule as an address writes it; hosts refuse a longer request with a page of their own. */
const queriedCharactersMost = 4_000

/** @returns `null` where the address speaks of no lab or of another one */
export function readAddress(
  { search, hash }: { search: string; hash: string },
  place: string,
  defaults: LabRecipe,
  variants: readonly string[],
): AddressedRecipe | null {
  const given = new URLSearchParams(search)
  if (given.get('lab') !== place) return null
  const long = splitHash(hash).schedule
  if (long !== null) given.set('schedule', long)
  const refused: string[] = []
  const take = <T>(name: string, schema: z.ZodType<T>, fallback: T): T => {
    const value = given.get(name)
    if (value === null) return fallback
    const parsed = schema.safeParse(value)
    if (parsed.success) return parsed.data
    refused.push(parsed.error.issues[0]?.message ?? `${name} cannot be read.`)
    return fallback
  }
  const recipe: LabRecipe = {
    variant: take('variant', variantSchema(variants), defaults.variant),
    seed: take('seed', seedText, defaults.seed),
    schedule: take('schedule', scheduleSchema, defaults.schedule),
  }
  const beside = take('beside', variantSchema(variants), null)
  return {
    recipe,
    fingerprint: take('run', fingerprintSchema, null),
    at: take('at', momentSchema, null),
    mode: modeOf(beside, given),
    refused,
  }
}

/** The same address with this lab's recipe in it. */
export function writeAddress(
  address: string,
  place: string,
  recipe: LabRecipe,
  {
    fingerprint,
    at = 0,
    mode = runMode,
  }: { fingerprint: string | null; at?: Microseconds; mode?: LabMode },
): string {
  const url = new URL(address)
  for (const part of parts) url.searchParams.delete(part)
  url.searchParams.set('lab', place)
  url.searchParams.set('variant', recipe.variant)
  url.searchParams.set('seed', String(recipe.seed))
  const { schedule } = recipe
  const long = new URLSearchParams({ schedule }).toString().length > queriedCharactersMost
  if (!long) url.searchParams.set('schedule', schedule)
  const before = splitHash(url.hash)
  url.hash = joinHash({
    ...before,
    anchor: long ? `lab-${place}` : before.anchor,
    schedule: long ? schedule : null,
  })
  if (fingerprint !== null) url.searchParams.set('run', fingerprint)
  if (mode.name === 'beside') url.searchParams.set('beside', mode.variant)
  if (mode.name === 'sweep' || mode.name === 'orders') url.searchParams.set(mode.name, '')
  if (at > 0) url.searchParams.set('at', String(Math.floor(at) / millisecond))
  return url.href
}

function modeOf(beside: string | null, given: URLSearchParams): LabMode {
  if (beside !== null) return { name: 'beside', variant: beside }
  if (given.has('sweep')) return { name: 'sweep' }
  return given.has('orders') ? { name: 'orders' } : runMode
}

const seedText = z
  .string()
  .regex(/^\d+$/, 'The seed in this address is no whole number.')
  .transform(Number)
  .pipe(seedSchema)

/** Whatever can run can be written into an address, so all of that is read again. */
const scheduleSchema = z
  .string()
  .max(
    textCharactersMax,
    `The schedule in this address is longer than ${textCharactersMax} characters.`,
  )

/** Milliseconds, as the page writes times. */
const momentSchema = z
  .string()
  .regex(/^\d{1,7}(\.\d{1,3})?$/, 'The moment in this address is no time in milliseconds.')
  .transform((text): Microseconds | null => Math.round(Number(text) * millisecond))

const fingerprintSchema = z
  .string()
  .regex(/^[0-9a-f]{8,64}$/, 'The fingerprint in this address cannot be read.')
  .nullable()

function variantSchema(variants: readonly string[]) {
  return z.string().refine((id) => variants.includes(id), {
    error: ({ input }) => `This lab has no variant "${String(input).slice(0, 60)}".`,
  })
}
