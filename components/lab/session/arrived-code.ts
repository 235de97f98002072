/** Code that came with an address: whether it runs, is asked about, or cannot be used. Nothing of it runs in here. */
import type { LabSources } from '@/simulations/kernel/lab'
import { CodeLinkError, hashOf, unpackCode } from './code-link'
import { changedOnly } from './edits'
import type { CodeLink } from './session-state'

/** Remembers which texts of others the reader has agreed to run. Both may fail: what is kept may be out of reach. */
export interface Consents {
  has(hash: string): Promise<boolean>
  add(hash: string): Promise<void>
}

export type ArrivedCode =
  /** The reader has not agreed to run it. */
  | { kind: 'ask'; link: CodeLink }
  /** Agreed to before, or the lab's own: then there are none. */
  | { kind: 'run'; edits: LabSources }
  /** Why, in whole sentences. */
  | { kind: 'unusable'; why: string }

/** @param sources the lab's own texts */
export async function readArrivedCode(
  code: string,
  sources: LabSources,
  consents: Consents,
): Promise<ArrivedCode> {
  try {
    const edits = changedOnly(await unpackCode(code, sources), sources)
    if (Object.keys(edits).length === 0) return { kind: 'run', edits }
    const hash = await hashOf(edits)
    // Who cannot be remembered is asked again.
    const agreed = await consents.has(hash).catch(() => false)
    return agreed ? { kind: 'run', edits } : { kind: 'ask', link: { edits, hash } }
  } catch (error) {
    if (!(error instanceof CodeLinkError)) throw error
    return {
      kind: 'unusable',
      why: `${error.message} The lab’s own code stands in its place.`,
    }
  }
}
