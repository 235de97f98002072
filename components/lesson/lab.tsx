/** A lab in a lesson: a poster in the page, and where its parts are for when the reader starts it. */
import type { ReactNode } from 'react'
import { LabPlate } from '@/components/lab/lab'
import { Poster } from '@/components/lab/space-time/poster'
import { labs } from '@/simulations/registry'
import { Figure } from './figure'
import { readLabAssets } from './lab-assets'
import { readPosterRun } from './poster-run'

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
  /** What stands on the plate at first; without it what the lab is about. */
  opens?: 'run' | 'sweep'
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
  opens,
  caption,
}: LabProps) {
  const definition = await labs[id]?.()
  if (!definition) throw new Error(`No lab is called "${id}". See simulations/registry.ts.`)
  const chosen = variant ?? definition.variants[0]?.id ?? ''
  const goal = definition.variants.find((one) => one.id === chosen)?.goal ?? definition.goal
  const poster = await readPosterRun(id, { variant: chosen, seed, schedule: faults })
  const without = definition.variants.find((one) => one.id === chosen)?.without ?? []
  const kinds = definition.nodes.filter(({ id }) => !without.includes(id)).map(({ kind }) => kind)
  const services = kinds.filter((kind) => kind === 'service').length
  const databases = kinds.filter((kind) => kind === 'postgres').length
  const broker = kinds.includes('broker') ? ', a broker' : ''
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
          opens: opens ?? (definition.interleaving ? 'orders' : 'run'),
        }}
        assets={await readLabAssets(id)}
        title={definition.title}
        text={`${count(services, 'service')}, ${count(databases, 'database')}${broker}. ${goal}`}
        poster={
          poster ? (
            <Poster
              trace={poster.trace}
              lab={definition}
              variant={chosen}
              label={
                faults === ''
                  ? 'The beginning of the run. And then?'
                  : `The beginning of the run: ${faults}. And then?`
              }
            />
          ) : null
        }
      />
    </Figure>
  )
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
