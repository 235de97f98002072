import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { itemsMax, textCharactersMax } from '@/simulations/schedule/bounds'
import { parseScheduleSyntax } from '@/simulations/schedule/parse-schedule'
import { type LabMode, runMode } from './lab-mode'
import { seedMax } from './lab-recipe'
import { readAddress, writeAddress } from './recipe-address'

const defaults = { variant: 'dual-write', seed: 7, schedule: '' }
const variants = ['dual-write', 'outbox']
const read = (search: string, hash = '') =>
  readAddress({ search, hash }, 'outbox', defaults, variants)

describe('an address', () => {
  it.each([
    ['speaks of no lab', ''],
    ['speaks of another lab', '?lab=saga&variant=outbox'],
  ])('gives nothing where it %s', (_, search) => {
    expect(read(search)).toBeNull()
  })

  it('gives the defaults for what it leaves out', () => {
    expect(read('?lab=outbox')).toEqual({
      recipe: defaults,
      fingerprint: null,
      at: null,
      mode: runMode,
      refused: [],
    })
  })

  it.each([
    ['variant=saga', 'This lab has no variant "saga".'],
    ['seed=seven', 'The seed in this address is no whole number.'],
    ['seed=-1', 'The seed in this address is no whole number.'],
    [`seed=${seedMax + 1}`, `The seed is at most ${seedMax}.`],
    ['beside=saga', 'This lab has no variant "saga".'],
    ['at=soon', 'The moment in this address is no time in milliseconds.'],
    ['run=%3Cscript%3E', 'The fingerprint in this address cannot be read.'],
    [
      `schedule=${'x'.repeat(textCharactersMax + 1)}`,
      'The schedule in this address is longer than 20000 characters.',
    ],
  ])('is refused in its part, and the default stands: %.20s', (part, sentence) => {
    expect(read(`?lab=outbox&${part}`)).toEqual({
      recipe: defaults,
      fingerprint: null,
      at: null,
      mode: runMode,
      refused: [sentence],
    })
  })

  it('keeps what is right beside what is wrong', () => {
    expect(read('?lab=outbox&variant=outbox&seed=x')?.recipe).toEqual({
      ...defaults,
      variant: 'outbox',
    })
  })

  it('takes the longest schedule that can run', () => {
    const items = Array.from({ length: itemsMax }, (_, index) => `crash orders at ${index + 1}ms`)
    const schedule = items.join('; ').padEnd(textCharactersMax)
    expect(parseScheduleSyntax(schedule).ok).toBe(true)
    const address = writeAddress(
      'https://example.org/',
      'outbox',
      { ...defaults, schedule },
      { fingerprint: null },
    )
    const { search, hash } = new URL(address)
    expect(read(search, hash)).toMatchObject({ recipe: { schedule }, refused: [] })
    // A host would refuse it in the part that it gets.
    expect(search.length).toBeLessThan(200)
    expect(hash).toMatch(/^#lab-outbox;schedule=/)
    const { schedule: short } = defaults
    const shorter = writeAddress(
      address,
      'outbox',
      { ...defaults, schedule: short },
      { fingerprint: null },
    )
    expect(new URL(shorter).hash).toBe('#lab-outbox')
  })

  it('gives back any recipe that was written into it, and keeps the rest of the address', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...variants),
        fc.nat(seedMax),
        fc.string({ maxLength: 200, unit: 'grapheme' }),
        fc.option(fc.constant('2526229b')),
        fc.nat(9_000_000),
        fc.constantFrom<LabMode>(
          runMode,
          { name: 'beside', variant: 'outbox' },
          { name: 'sweep' },
          { name: 'orders' },
        ),
        (variant, seed, schedule, fingerprint, at, mode) => {
          const recipe = { variant, seed, schedule }
          const address = writeAddress(
            'https://example.org/chapters/outbox/?theme=x&lab=old&run=12345678&sweep=&beside=x#lab-outbox',
            'outbox',
            recipe,
            { fingerprint, at, mode },
          )
          const { search, hash, searchParams } = new URL(address)
          expect(read(search)).toEqual({
            recipe,
            fingerprint,
            at: at === 0 ? null : at,
            mode,
            refused: [],
          })
          expect(hash).toBe('#lab-outbox')
          expect(searchParams.get('theme')).toBe('x')
        },
      ),
    )
  })
})
