/** Whether single letters act inside a lab: the reader may turn them off, for speech input above all. */

const storageKey = 'faultline-letters'
const listeners = new Set<() => void>()
let off: boolean | null = null

export function lettersAct(): boolean {
  if (off === null) {
    try {
      off = localStorage.getItem(storageKey) === 'off'
    } catch {
      off = false
    }
  }
  return !off
}

export function setLettersAct(act: boolean): void {
  off = !act
  try {
    if (act) localStorage.removeItem(storageKey)
    else localStorage.setItem(storageKey, 'off')
  } catch {
    // Storage is blocked: the choice lasts until the page is left.
  }
  for (const listener of listeners) listener()
}

export function onLettersChange(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
