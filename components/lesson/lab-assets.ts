/** Where the build has put the parts that a page loads when a lab is started. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { GeneratedManifest, LabAssets } from '@/components/lab/session/lab-content'
import type { AssetManifest } from '@/simulations/worker/protocol'

export async function readLabAssets(id: string): Promise<LabAssets> {
  const generated = await readManifest<GeneratedManifest>('generated')
  const postgres = await readManifest<AssetManifest>('postgres')
  const content = generated.labs[id]
  if (content === undefined) throw new Error(`public/generated/ has nothing for the lab "${id}".`)
  const bytes = Object.values(postgres.files).reduce((sum, file) => sum + file.bytes, 0)
  return {
    worker: `/generated/${generated.worker}`,
    frame: `/generated/${generated.frame}`,
    content: `/generated/${content}`,
    postgres: '/postgres/',
    megabytes: Math.round(bytes / 100_000) / 10,
  }
}

async function readManifest<T>(folder: string): Promise<T> {
  return JSON.parse(
    await readFile(path.join(process.cwd(), 'public', folder, 'manifest.json'), 'utf8'),
  )
}
