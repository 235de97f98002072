import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serve } from './serve.mjs'

let root: string
let address: string
let server: Server

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'faultline-serve-'))
  const site = path.join(root, 'site')
  await mkdir(path.join(site, 'chapters'), { recursive: true })
  await writeFile(path.join(root, 'secret.txt'), 'not for readers')
  await writeFile(path.join(site, 'index.html'), '<p>home</p>'.repeat(100))
  await writeFile(path.join(site, '404.html'), '<p>nothing here</p>')
  await writeFile(path.join(site, 'chapters', 'index.html'), '<p>chapters</p>')
  await writeFile(path.join(site, 'engine.wasm'), new Uint8Array([0, 97, 115, 109]))
  const started = await serve({ folder: site, port: 4900, tries: 50 })
  server = started.server
  address = started.address
})

afterAll(async () => {
  await new Promise((resolve) => server.close(resolve))
  await rm(root, { recursive: true })
})

const get = (place: string, headers: Record<string, string> = {}) =>
  fetch(new URL(place, address), { redirect: 'manual', headers })

describe('the static server', () => {
  test('answers a folder by its index and sends a folder without a slash there', async () => {
    const folder = await get('chapters/')
    const bare = await get('chapters?from=home')

    expect(await folder.text()).toBe('<p>chapters</p>')
    expect(folder.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(bare.status).toBe(308)
    expect(bare.headers.get('location')).toBe('/chapters/?from=home')
  })

  test('answers an unknown address by 404.html, with that status', async () => {
    const response = await get('no/such/page/')

    expect(response.status).toBe(404)
    expect(await response.text()).toBe('<p>nothing here</p>')
  })

  test.each(['..%2fsecret.txt', '%2e%2e/secret.txt', '..%5csecret.txt', '%00', '%zz'])(
    'gives nothing from outside the folder for %s',
    async (place) => {
      const response = await get(place)

      expect(response.status).toBe(404)
      expect(await response.text()).not.toContain('not for readers')
    },
  )

  test('names the type that WebAssembly needs to compile while it loads', async () => {
    const response = await get('engine.wasm')

    expect(response.headers.get('content-type')).toBe('application/wasm')
  })

  test('compresses text for those who accept it, and says when nothing has changed', async () => {
    const first = await get('', { 'accept-encoding': 'br' })
    const etag = first.headers.get('etag') ?? ''
    const second = await get('', { 'accept-encoding': 'br', 'if-none-match': etag })

    expect(first.headers.get('content-encoding')).toBe('br')
    expect(await first.text()).toBe('<p>home</p>'.repeat(100))
    expect(second.status).toBe(304)
  })

  test('passes over a port that is taken', async () => {
    const port = Number(new URL(address).port)

    const other = await serve({ folder: root, port, tries: 50 })

    expect(Number(new URL(other.address).port)).toBeGreaterThan(port)
    await new Promise((resolve) => other.server.close(resolve))
  })
})
