/** What a lab is, once it has been loaded: its definition comes with the page's code, its texts from the site's files. */
import type { LabDefinition } from '@/simulations/kernel/lab'
import { labs } from '@/simulations/registry'
import type { LabAssets, LabContent } from './lab-content'

export interface LabParts {
  definition: LabDefinition
  content: LabContent
}

/** @throws where one of the two cannot be fetched */
export async function loadParts(lab: string, assets: LabAssets): Promise<LabParts> {
  const [definition, content] = await Promise.all([labs[lab]?.(), loadContent(assets.content)])
  if (!definition) throw new Error(`No lab is called "${lab}".`)
  return { definition, content }
}

async function loadContent(address: string): Promise<LabContent> {
  const answer = await fetch(address)
  if (!answer.ok) throw new Error(`The lab's sources could not be loaded (${answer.status}).`)
  return (await answer.json()) as LabContent
}
