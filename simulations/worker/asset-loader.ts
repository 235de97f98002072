/** Fetches Postgres' files with progress, decompresses them, and keeps them for the next visit where the browser allows. */
import { readArchive } from '../engines/postgres/data-directory'
import type { PostgresAssets } from '../engines/postgres/instance'
import type { AssetFile, AssetManifest, LoadProgress } from './protocol'

const cachePrefix = 'faultline-postgres-'

/**
 * @param base address of the folder with `manifest.json`
 * @throws TypeError or Error when a file cannot be had; the message says which
 */
export async function loadAssets(
  base: string,
  onProgress: (progress: LoadProgress) => void,
): Promise<PostgresAssets> {
  const answer = await fetch(`${base}manifest.json`, { cache: 'no-cache' })
  if (!answer.ok) throw new Error(`manifest.json could not be loaded (${answer.status}).`)
  const manifest = (await answer.json()) as AssetManifest
  const cache = await openCache(manifest.version)
  const total = Object.values(manifest.files).reduce((sum, file) => sum + file.bytes, 0)
  let done = 0
  const count = (bytes: number) => {
    done += bytes
    onProgress({ phase: 'download', done: Math.min(done, total), total })
  }
  count(0)
  const load = (file: AssetFile, type: string) =>
    loadFile(`${base}${file.name}`, file.bytes, type, cache, count)
  const [wasm, bundle, dataDirectory] = await Promise.all([
    load(manifest.files.wasm, 'application/wasm').then((response) =>
      WebAssembly.compileStreaming(response),
    ),
    load(manifest.files.bundle, 'application/octet-stream').then((response) => response.blob()),
    load(manifest.files.dataDirectory, 'application/x-tar').then(async (response) =>
      readArchive(new Uint8Array(await response.arrayBuffer())),
    ),
  ])
  onProgress({ phase: 'compile', done: 1, total: 1 })
  return { wasm, bundle, dataDirectory }
}

/** A response with the decompressed content. */
async function loadFile(
  url: string,
  bytes: number,
  type: string,
  cache: Cache | null,
  count: (bytes: number) => void,
): Promise<Response> {
  const kept = await cache?.match(url)
  if (kept) {
    count(bytes)
    return kept
  }
  const answer = await fetch(url)
  if (!answer.ok || !answer.body)
    throw new Error(
      `${url.slice(url.lastIndexOf('/') + 1)} could not be loaded (${answer.status}).`,
    )
  const compressed = await isCompressed(answer.clone())
  const counted = answer.body.pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(chunk, controller) {
        count(chunk.length)
        controller.enqueue(chunk)
      },
    }),
  )
  const content = compressed ? counted.pipeThrough(new DecompressionStream('gzip')) : counted
  const response = new Response(content, { headers: { 'content-type': type } })
  // A full or forbidden store only costs the next visit a download.
  cache?.put(url, response.clone()).catch(() => undefined)
  return response
}

/** Some hosts declare a `.gz` file as an encoding; then the browser has decompressed it already. */
async function isCompressed(answer: Response): Promise<boolean> {
  const reader = answer.body?.getReader()
  const first = (await reader?.read())?.value
  reader?.cancel().catch(() => undefined)
  return first?.[0] === 0x1f && first[1] === 0x8b
}

async function openCache(version: string): Promise<Cache | null> {
  try {
    const wanted = `${cachePrefix}${version}`
    for (const name of await caches.keys()) {
      if (name.startsWith(cachePrefix) && name !== wanted) await caches.delete(name)
    }
    return await caches.open(wanted)
  } catch {
    return null
  }
}
