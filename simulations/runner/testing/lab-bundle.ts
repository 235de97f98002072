/** A lab from the registry with its sources from disk. */
import { labs } from '../../registry'
import { readLabSources } from '../node/load-lab'
import type { LabBundle } from '../world'

export async function labBundle(id: string): Promise<LabBundle> {
  const definition = await labs[id]?.()
  if (!definition) throw new Error(`No lab is called "${id}".`)
  return { definition, sources: readLabSources(id) }
}
