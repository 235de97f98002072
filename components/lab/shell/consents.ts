/**
 * Which code from an address may run without a question: what this reader has agreed to once, kept with their progress,
 * and what this very tab has written itself.
 */
import { loadProgress } from '@/components/progress/use-progress'
import type { LabSources } from '@/simulations/kernel/lab'
import type { Consents } from '../session/arrived-code'
import { hashOf } from '../session/code-link'

const ownKey = 'faultline own code'

export const consents: Consents = {
  async has(hash) {
    return ownHash() === hash || (await loadProgress()).get('consents', hash) !== null
  },
  async add(hash) {
    await (await loadProgress()).put('consents', { id: hash, agreedAt: Date.now() })
  },
}

/** Outlives a reload of the tab, and nothing else. */
export async function rememberOwn(edits: LabSources): Promise<void> {
  sessionStorage.setItem(ownKey, await hashOf(edits))
}

function ownHash(): string | null {
  try {
    return sessionStorage.getItem(ownKey)
  } catch {
    // Storage is forbidden: then the reader is asked once more.
    return null
  }
}
