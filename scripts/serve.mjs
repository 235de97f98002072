/**
 * A static file server without dependencies: what `npm start` and the browser tests run. It answers
 * like a plain host for files: directories by their index.html, everything else by 404.html.
 */
import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import path from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const types = {
  '.css': 'text/css; charset=utf-8',
  '.data': 'application/octet-stream',
  '.gz': 'application/gzip',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.xml': 'application/xml; charset=utf-8',
}

/** Worth compressing; fonts and pictures already are. */
const compressible = /^(text\/|application\/(json|manifest|wasm|xml|octet)|image\/svg)/
/** Larger files are sent as they are, unless the build left a compressed copy beside them. */
const compressAtMostBytes = 2 * 1024 * 1024

const brotli = (bytes) =>
  promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })
const encoders = { br: brotli, gzip: promisify(gzip) }
const endings = { br: '.br', gzip: '.gz' }

/**
 * Serves `folder` on 127.0.0.1. Tries `port`, then the next ones while they are taken.
 * Resolves to the server and its address.
 */
export async function serve({ folder, port, tries = 20 }) {
  const root = path.resolve(folder)
  const compressed = new Map()
  const server = createServer((request, response) => {
    answer({ root, compressed, request, response }).catch((error) => {
      console.error(error)
      if (!response.headersSent) response.writeHead(500)
      response.end()
    })
  })
  const chosen = await listen({ server, port, tries })
  return { server, address: `http://127.0.0.1:${chosen}/` }
}

async function listen({ server, port, tries }) {
  for (let offset = 0; offset < tries; offset += 1) {
    const taken = await new Promise((resolve, reject) => {
      server.once('error', (error) =>
        error.code === 'EADDRINUSE' || error.code === 'EACCES' ? resolve(true) : reject(error),
      )
      server.listen(port + offset, '127.0.0.1', () => resolve(false))
    })
    server.removeAllListeners('error')
    if (!taken) return port + offset
  }
  throw new Error(`Ports ${port} to ${port + tries - 1} are taken. Choose one with PORT=…`)
}

async function answer({ root, compressed, request, response }) {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end()
    return
  }
  const url = new URL(request.url ?? '/', 'http://localhost')
  const found = await find(root, url.pathname)
  if (found?.redirect !== undefined) {
    response.writeHead(308, { location: found.redirect + url.search }).end()
    return
  }
  const status = found === undefined ? 404 : 200
  const file = found?.file ?? path.join(root, '404.html')
  const bytes = await readFile(file).catch(() => Buffer.from('404: no such page\n'))
  const type = types[path.extname(file)] ?? 'application/octet-stream'
  const body = await encode({ file, bytes, type, compressed, accepts: request.headers })
  const etag = `"${createHash('sha1').update(bytes).digest('base64url')}-${body.encoding}"`
  const headers = {
    'content-type': type,
    'cache-control': cacheControl(url.pathname, status),
    'x-content-type-options': 'nosniff',
    vary: 'accept-encoding',
    etag,
  }
  if (status === 200 && request.headers['if-none-match'] === etag) {
    response.writeHead(304, headers).end()
    return
  }
  if (body.encoding !== 'identity') headers['content-encoding'] = body.encoding
  headers['content-length'] = body.bytes.length
  response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : body.bytes)
}

/** The file for a path, the address with its slash for a folder, or undefined. */
async function find(root, pathname) {
  let decoded
  try {
    decoded = decodeURIComponent(pathname)
  } catch {
    return undefined
  }
  const file = path.join(root, path.normalize(decoded))
  // The root itself, or below it: never beside it.
  if (file !== root && !file.startsWith(root + path.sep)) return undefined
  if (decoded.includes('\0')) return undefined
  const facts = await stat(file).catch(() => undefined)
  if (facts?.isFile()) return { file }
  if (!facts?.isDirectory()) return undefined
  const index = path.join(file, 'index.html')
  if (!(await stat(index).catch(() => undefined))) return undefined
  return decoded.endsWith('/') ? { file: index } : { redirect: `${pathname}/` }
}

async function encode({ file, bytes, type, compressed, accepts }) {
  const accepted = String(accepts['accept-encoding'] ?? '')
  const plain = { bytes, encoding: 'identity' }
  if (!compressible.test(type)) return plain
  for (const encoding of ['br', 'gzip']) {
    if (!accepted.includes(encoding)) continue
    const beside = await readFile(file + endings[encoding]).catch(() => undefined)
    if (beside !== undefined) return { bytes: beside, encoding }
  }
  const encoding = ['br', 'gzip'].find((name) => accepted.includes(name))
  if (encoding === undefined || bytes.length > compressAtMostBytes) return plain
  const { mtimeMs } = await stat(file)
  const key = `${encoding} ${mtimeMs} ${file}`
  const kept = compressed.get(key)
  if (kept !== undefined) return { bytes: kept, encoding }
  const small = await encoders[encoding](bytes)
  compressed.set(key, small)
  return { bytes: small, encoding }
}

/** A file whose name holds a hash of its content never changes; all below /_next/static/ are such. */
const hashedName = /^\/_next\/static\/|\.[0-9a-f]{12,}\./

function cacheControl(pathname, status) {
  if (status === 200 && hashedName.test(pathname)) {
    return 'public, max-age=31536000, immutable'
  }
  return 'no-cache'
}
