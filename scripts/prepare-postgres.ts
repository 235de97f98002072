/**
 * Builds the files a page needs to start Postgres: PGlite's wasm and support files, compressed, and a data directory
 * that was initialised once and trimmed, so that no reader waits for initdb. Written to `public/postgres/`, not tracked.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { PGlite } from '@electric-sql/pglite'
import { pageinspect } from '@electric-sql/pglite/contrib/pageinspect'
import { pg_walinspect } from '@electric-sql/pglite/contrib/pg_walinspect'
import {
  pgliteFolder,
  preparedDirectory,
  preparedFolder,
} from '../simulations/runner/node/node-assets'
import type { AssetFile, AssetManifest } from '../simulations/worker/protocol'

/** Change it when the settings below change: it is part of the manifest's version. */
const settings = {
  initdb: ['--wal-segsize=1', '--no-data-checksums'],
  configuration: [
    'wal_level=logical',
    'max_prepared_transactions=16',
    'fsync=off',
    'shared_buffers=1MB',
    'max_connections=8',
    'min_wal_size=2MB',
    'max_wal_size=4MB',
    'wal_buffers=64kB',
    'autovacuum=off',
  ],
}

const folder = pgliteFolder()
const manifestFile = path.join(preparedFolder, 'manifest.json')
const pglite = JSON.parse(readFileSync(path.join(folder, '..', 'package.json'), 'utf8')) as {
  version: string
}
/** Change it when the files are written otherwise. */
const layout = 2
const version = createHash('sha256')
  .update(JSON.stringify([pglite.version, settings, layout]))
  .digest('hex')
  .slice(0, 12)

if (!isUpToDate()) await prepare()

function isUpToDate(): boolean {
  if (!existsSync(manifestFile) || !existsSync(preparedDirectory)) return false
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8')) as AssetManifest
  return manifest.version === version && namesOf(manifest).every(isThere)
}

function namesOf({ files }: AssetManifest): string[] {
  const { wasm, bundle, dataDirectory } = files
  return [wasm.name, wasm.plain.name, bundle.name, dataDirectory.name]
}

function isThere(name: string): boolean {
  return existsSync(path.join(preparedFolder, name))
}

async function prepare(): Promise<void> {
  process.stderr.write('Preparing Postgres: initialising a data directory (about 10 s, once) …\n')
  rmSync(preparedFolder, { recursive: true, force: true })
  mkdirSync(preparedFolder, { recursive: true })
  const directory = gzipSync(await dataDirectory(), { level: 9 })
  writeFileSync(preparedDirectory, directory)
  const wasm = readFileSync(path.join(folder, 'pglite.wasm'))
  const support = readFileSync(path.join(folder, 'pglite.data'))
  const plain = store(hashed('pglite', wasm, 'wasm'), wasm)
  const files: AssetManifest['files'] = {
    // Beside the plain file, where a server that sends compressed copies looks for it.
    wasm: { ...store(`${plain.name}.gz`, gzipSync(wasm, { level: 9 })), plain },
    bundle: store(hashed('pglite', support, 'data.gz'), gzipSync(support, { level: 9 })),
    dataDirectory: store(hashed('data-directory', directory, 'tar.gz'), directory),
  }
  writeFileSync(
    manifestFile,
    `${JSON.stringify({ version, files } satisfies AssetManifest, null, 2)}\n`,
  )
  const megabytes = Object.values(files).reduce((sum, file) => sum + file.bytes, 0) / 1e6
  process.stderr.write(
    `Prepared ${readdirSync(preparedFolder).length} files, ${megabytes.toFixed(1)} MB to transfer.\n`,
  )
}

/** The name carries the content's hash, so that a browser may keep the file for ever. */
function hashed(name: string, content: Buffer, ending: string): string {
  return `${name}.${createHash('sha256').update(content).digest('hex').slice(0, 12)}.${ending}`
}

function store(name: string, bytes: Buffer): AssetFile {
  writeFileSync(path.join(preparedFolder, name), bytes)
  return { name, bytes: bytes.length }
}

async function dataDirectory(): Promise<Buffer> {
  const database = await PGlite.create({
    extensions: { pg_walinspect, pageinspect },
    initDbStartParams: settings.initdb,
    postgresqlconf: settings.configuration,
  })
  await database.exec('create extension pg_walinspect; create extension pageinspect')
  // Templates are never used again and are most of the directory.
  await database.exec('update pg_database set datistemplate = false')
  await database.exec('drop database template0')
  await database.exec('drop database template1')
  await database.exec('vacuum full')
  await database.exec('checkpoint')
  const dump = await database.dumpDataDir('none')
  const bytes = Buffer.from(await dump.arrayBuffer())
  await database.close()
  return bytes
}
