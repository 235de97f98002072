import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sourceCharactersMax } from '@/simulations/compile/bounds'
import { hashOf, joinHash, packCode, splitHash, unpackCode, withCode } from './code-link'

const sources = { 'services/a.ts': 'one', 'schema/a.sql': 'two' }

async function deflated(text: string): Promise<string> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'))
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer())
  return Buffer.from(bytes).toString('base64url')
}

describe('code in an address', () => {
  it('comes back as it was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 2_000 }), async (text) => {
        const code = await packCode({ 'services/a.ts': text })
        expect(code).toMatch(/^[\w-]*$/)
        const { anchor, code: found } = splitHash(
          `#${joinHash({ anchor: 'lab-outbox', code, schedule: null })}`,
        )
        expect(anchor).toBe('lab-outbox')
        expect(await unpackCode(found ?? '', sources)).toEqual({ 'services/a.ts': text })
      }),
    )
  })

  it('is not there in an address without it', () => {
    const none = { code: null, schedule: null }
    expect(splitHash('#lab-outbox')).toEqual({ anchor: 'lab-outbox', ...none })
    expect(joinHash({ anchor: 'lab-outbox', ...none })).toBe('lab-outbox')
    expect(splitHash('')).toEqual({ anchor: '', ...none })
  })

  it('stands beside a schedule that is too long for the rest', () => {
    const parts = { anchor: 'lab-outbox', code: 'abc', schedule: 'do a at 2ms; crash b at 3ms' }
    expect(splitHash(`#${joinHash(parts)}`)).toEqual(parts)
    const address = `https://example.org/x#${joinHash(parts)}`
    expect(splitHash(new URL(withCode(address, 'outbox', null)).hash)).toEqual({
      ...parts,
      code: null,
    })
  })

  it('is refused when it is packed, where no link could carry it', async () => {
    let seed = 1
    const noise = Array.from({ length: 90_000 }, () => {
      seed = (seed * 48_271) % 2_147_483_647
      return String.fromCharCode(33 + (seed % 90))
    }).join('')
    await expect(packCode({ 'services/a.ts': noise })).rejects.toThrow(
      /^Your code is too long for a link: packed it has \d+ characters, and a link carries 60000\.$/,
    )
  })

  it.each([
    ['what is no base64', '%%%', 'The code in this address is damaged and cannot be read.'],
    ['what cannot be inflated', 'AAAA', 'The code in this address is damaged and cannot be read.'],
    ['nothing', '', 'The code in this address is damaged and cannot be read.'],
    ['too much', 'A'.repeat(100_000), 'The code in this address is longer than 60000 characters.'],
  ])('of %s is refused', async (_, code, sentence) => {
    await expect(unpackCode(code, sources)).rejects.toThrow(sentence)
  })

  it.each([
    ['no JSON', 'hello', /another version of the site, or is damaged/],
    ['another version', '{"v":2,"files":{}}', /another version of the site, or is damaged/],
    ['files that are no text', '{"v":1,"files":{"services/a.ts":1}}', /another version/],
    [
      'a file that the lab does not have',
      '{"v":1,"files":{"services/b.ts":""}}',
      'This link changes services/b.ts, which this lab does not have.',
    ],
    [
      'a prototype’s name',
      '{"v":1,"files":{"toString":""}}',
      'This link changes toString, which this lab does not have.',
    ],
    [
      'a file that is too long',
      JSON.stringify({ v: 1, files: { 'services/a.ts': 'x'.repeat(sourceCharactersMax + 1) } }),
      'services/a.ts has more than 100000 characters in this link.',
    ],
    [
      'little text that unfolds to much',
      ' '.repeat(5_000_000),
      'The code in this address is too long.',
    ],
  ])('with %s is refused', async (_, text, sentence) => {
    await expect(unpackCode(await deflated(text), sources)).rejects.toThrow(sentence)
  })

  it('is known by its text, in whatever order its files stand', async () => {
    const one = await hashOf({ a: '1', b: '2' })
    expect(await hashOf({ b: '2', a: '1' })).toBe(one)
    expect(await hashOf({ a: '1', b: '3' })).not.toBe(one)
  })
})
