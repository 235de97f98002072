/** A lab in a lesson: a poster in the page, and where its parts are for when the reader starts it. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { ReactNode } from 'react'
import { LabPlate } from '@/components/lab/lab'
import type { GeneratedManifest, LabAssets } from '@/components/lab/session/lab-content'
import { labs } from '@/simulations/registry'
import type { AssetManifest } from '@/simulations/worker/protocol'
import { Figure } from './figure'

export type LabProps = {
  /** The lab's id in the registry. */
  id: string
  variant?: string
  /** The schedule that the lesson puts in place for the reader. */
  faults?: string
  seed?: number
  /** Tells two places of one lab on a page apart; the lab's id without it. */
  place?: string
  /** For example "Lab 6.1". */
  name?: string
  caption: ReactNode
}

const defaultSeed = 7

export async function Lab({
  id,
  variant,
  faults = '',
  seed = defaultSeed,
  place = id,
  name,
  caption,
}: LabProps) {
  const definition = await labs[id]?.()
  if (!definition) throw new Error(`No lab is called "${id}". See simulations/registry.ts.`)
  const chosen = variant ?? definition.variants[0]?.id ?? ''
  const services = definition.nodes.filter((node) => node.kind === 'service').length
  const databases = definition.nodes.filter((node) => node.kind === 'postgres').length
  return (
    <Figure name={name} caption={caption} wide>
      <LabPlate
        place={{
          id,
          place,
          variant: chosen,
          variants: definition.variants.map((one) => one.id),
          seed,
          schedule: faults,
          name: name ?? null,
        }}
        assets={await readLabAssets(id)}
        title={definition.title}
        text={`${services} services, ${databases} databases, a broker. ${definition.goal}`}
      />
    </Figure>
  )
}

/** Where the build has put a lab's parts. */
export async function readLabAssets(id: string): Promise<LabAssets> {
  const generated = await readManifest<GeneratedManifest>('generated')
  const postgres = await readManifest<AssetManifest>('postgres')
  const content = generated.labs[id]
  if (content === undefined) throw new Error(`public/generated/ has nothing for the lab "${id}".`)
  const bytes = Object.values(postgres.files).reduce((sum, file) => sum + file.bytes, 0)
  return {
    worker: `/generated/${generated.worker}`,
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
