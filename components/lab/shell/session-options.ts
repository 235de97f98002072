/** What a lab starts with: the recipe that was asked for, the one in the address, or that of its lesson. */
import type { LabPlace } from '../lab'
import type { LabAssets } from '../session/lab-content'
import { runMode } from '../session/lab-mode'
import type { LabRecipe } from '../session/lab-recipe'
import type { LabSessionOptions } from '../session/lab-session'
import { splitHash } from '../session/code-link'
import { readAddress } from '../session/recipe-address'
import { consents } from './consents'

export function sessionOptions(
  place: LabPlace,
  assets: LabAssets,
  play: boolean,
  wanted: LabRecipe | null,
): LabSessionOptions {
  const defaults: LabRecipe = { variant: place.variant, seed: place.seed, schedule: place.schedule }
  const addressed = wanted ? null : readAddress(location, place.place, defaults, place.variants)
  const refused = addressed?.refused.join(' ') ?? ''
  return {
    lab: place.id,
    assets,
    recipe: wanted ?? addressed?.recipe ?? defaults,
    fallback: defaults,
    notice:
      refused === '' ? null : { text: `${refused} The lab’s own stands in its place.`, keep: true },
    fingerprint: addressed?.fingerprint ?? null,
    at: addressed?.at ?? null,
    mode: addressed?.mode ?? (place.opens === 'run' ? runMode : { name: place.opens }),
    code: addressed ? splitHash(location.hash).code : null,
    consents,
    play: play || wanted !== null,
  }
}
