/** Fetches Postgres' files with progress, decompresses them, and keeps them for the next visit where the browser allows. */
import { readArchive } from '../engines/postgres/data-directory'
import type { PostgresAssets } from '../engines/postgres/instance'
import type { AssetBlobs, AssetFile, AssetManifest, LoadProgress } from './protocol'

const cachePrefix = 'faultline-postgres-'

/**
 * @param base address of the folder with `manifest.json`
 * @throws TypeError or Error when a file cannot be had; the message says which
 */
export async function loadAssets(
  base: string,
  onProgress: (progress: LoadProgress) => void,
): Promise<PostgresAssets> {
  const files = await fetchFiles(base, onProgress)
  const [wasm, bundle, dataDirectory] = await Promise.all([
    files.wasm.then((response) => WebAssembly.compileStreaming(response)),
    blob(files.bundle),
    blob(files.dataDirectory).then(unpacked),
  ])
  onProgress({ phase: 'compile', done: 1, total: 1 })
  return { wasm, bundle, dataDirectory }
}

/** The same files as they are, for a worker that cannot fetch them. @throws as `loadAssets` */
export async function loadAssetBlobs(
  base: string,
  onProgress: (progress: LoadProgress) => void,
): Promise<AssetBlobs> {
  const files = await fetchFiles(base, onProgress)
  const [wasm, bundle, dataDirectory] = await Promise.all([
    blob(files.wasm),
    blob(files.bundle),
    blob(files.dataDirectory),
  ])
  return { wasm, bundle, dataDirectory }
}

/** What `loadAssetBlobs` gave, on the other side. */
export async function compileAssets(
  { wasm, bundle, dataDirectory }: AssetBlobs,
  onProgress: (progress: LoadProgress) => void,
): Promise<PostgresAssets> {
  const streamed = new Response(wasm, { headers: { 'content-type': 'application/wasm' } })
  const [compiled, unpackedDirectory] = await Promise.all([
    WebAssembly.compileStreaming(streamed),
    unpacked(dataDirectory),
  ])
  onProgress({ phase: 'compile', done: 1, total: 1 })
  return { wasm: compiled, bundle, dataDirectory: unpackedDirectory }
}

async function unpacked(archive: Blob): Promise<PostgresAssets['dataDirectory']> {
  return readArchive(new Uint8Array(await archive.arrayBuffer()))
}

async function blob(response: Promise<Response>): Promise<Blob> {
  return (await response).blob()
}

/** Begins to fetch all files; each comes as a response with its decompressed content. */
async function fetchFiles(
  base: string,
  onProgress: (progress: LoadProgress) => void,
): Promise<Record<keyof AssetManifest['files'], Promise<Response>>> {
  const { manifest, cache } = await loadManifest(`${base}manifest.json`)
  const total = Object.values(manifest.files).reduce((sum, file) => sum + file.bytes, 0)
  let done = 0
  const count = (bytes: number) => {
    done += bytes
    onProgress({ phase: 'download', done: Math.min(done, total), total })
  }
  count(0)
  const load = (file: AssetFile, type: string) =>
    loadFile(`${base}${file.name}`, file.bytes, type, cache, count)
  return {
    wasm: loadWasm(base, manifest.files.wasm, cache, count),
    bundle: load(manifest.files.bundle, 'application/octet-stream'),
    dataDirectory: load(manifest.files.dataDirectory, 'application/x-tar'),
  }
}

/**
 * The network's manifest, which says what is newest; where there is no network, the one that was kept with its files.
 * @throws TypeError where it cannot be fetched and none is kept
 */
async function loadManifest(
  url: string,
): Promise<{ manifest: AssetManifest; cache: Cache | null }> {
  const fetched = await fetch(url, { cache: 'no-cache' }).catch(async (error: unknown) => {
    const kept = await keptAnywhere(url)
    if (!kept) throw error
    return kept
  })
  if (!fetched.ok) throw new Error(`manifest.json could not be loaded (${fetched.status}).`)
  const copy = fetched.clone()
  const manifest = (await fetched.json()) as AssetManifest
  const cache = await openCache(manifest.version)
  cache?.put(url, copy).catch(() => undefined)
  return { manifest, cache }
}

/** From whichever version's cache: there is one at most, `openCache` deletes the others. */
async function keptAnywhere(url: string): Promise<Response | undefined> {
  try {
    return await caches.match(url)
  } catch {
    return undefined
  }
}

/**
 * A browser keeps what it has compiled only for a response that came from the network as it is. So the plain file is asked
 * for first, and taken where the host compresses it by itself: the next start is faster by a quarter of a second. A copy of
 * it is kept too, for when there is no network: a browser need not hold on to what it has compiled.
 */
async function loadWasm(
  base: string,
  file: AssetManifest['files']['wasm'],
  cache: Cache | null,
  count: (bytes: number) => void,
): Promise<Response> {
  const url = `${base}${file.name}`
  const plain = await fetch(`${base}${file.plain.name}`).catch(() => null)
  if (plain?.ok && plain.headers.has('content-encoding')) {
    const share = file.bytes / file.plain.bytes
    keepContent(url, plain.clone(), cache).catch(() => undefined)
    countContent(plain.clone(), (bytes) => count(bytes * share)).catch(() => undefined)
    return plain
  }
  plain?.body?.cancel().catch(() => undefined)
  return loadFile(url, file.bytes, 'application/wasm', cache, count)
}

/** Without the headers of the answer: what is kept is its decompressed content. */
async function keepContent(url: string, copy: Response, cache: Cache | null): Promise<void> {
  if (!cache || (await cache.match(url))) {
    await copy.body?.cancel()
    return
  }
  await cache.put(url, new Response(copy.body, { headers: { 'content-type': 'application/wasm' } }))
}

async function countContent(copy: Response, count: (bytes: number) => void): Promise<void> {
  const sink = new WritableStream<Uint8Array>({ write: (chunk) => count(chunk.length) })
  await copy.body?.pipeTo(sink)
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
