/** Postgres' files for Node: the wasm and support files of the installed package, and the prepared data directory. */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { readArchive } from '../../engines/postgres/data-directory'
import type { PostgresAssets } from '../../engines/postgres/instance'

const root = fileURLToPath(new URL('../../../', import.meta.url))
export const preparedFolder = path.join(root, 'public', 'postgres')
export const preparedDirectory = path.join(preparedFolder, 'data-directory.tar.gz')

/** Folder of the installed PGlite's files. */
export function pgliteFolder(): string {
  return path.dirname(createRequire(import.meta.url).resolve('@electric-sql/pglite'))
}

/** @throws when the prepared directory is missing: `npm run prepare:postgres` makes it */
export async function loadNodeAssets(): Promise<PostgresAssets> {
  if (!existsSync(preparedDirectory))
    throw new Error('The prepared database directory is missing. Run: npm run prepare:postgres')
  const folder = pgliteFolder()
  return {
    wasm: await WebAssembly.compile(readFileSync(path.join(folder, 'pglite.wasm'))),
    bundle: new Blob([readFileSync(path.join(folder, 'pglite.data'))]),
    dataDirectory: readArchive(gunzipSync(readFileSync(preparedDirectory))),
  }
}
