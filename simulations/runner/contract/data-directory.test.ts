import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { preparedDirectory } from '../node/node-assets'
import { readArchive } from '../../engines/postgres/data-directory'

const archive = gunzipSync(readFileSync(preparedDirectory))

describe('readArchive', () => {
  it('gives every file with its bytes, each after its folder', () => {
    const entries = readArchive(archive)
    const version = entries.find(({ path }) => path === 'PG_VERSION')
    expect(new TextDecoder().decode(version?.bytes ?? undefined)).toMatch(/^\d+\n$/)
    const seen = new Set([''])
    for (const { path, bytes } of entries) {
      expect(seen).toContain(path.slice(0, Math.max(0, path.lastIndexOf('/'))))
      if (bytes === null) seen.add(path)
    }
  })

  it('refuses an archive that ends early or is none', () => {
    const files = readArchive(archive).filter(({ bytes }) => bytes !== null)
    const last = files.at(-1)?.bytes
    if (!last) throw new Error('an archive without files')
    const end = last.byteOffset - archive.byteOffset + last.length
    expect(() => readArchive(archive.subarray(0, end - 1))).toThrow(/damaged/)
    expect(() => readArchive(new TextEncoder().encode('x'.repeat(2_000)))).toThrow(/damaged/)
  })
})
