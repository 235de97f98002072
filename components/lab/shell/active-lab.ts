/** The lab of the page that the reader touched last: only that one follows them down the text. */
let active: string | null = null
const listeners = new Set<() => void>()

export function activeLab(): string | null {
  return active
}

export function setActiveLab(place: string | null): void {
  if (active === place) return
  active = place
  for (const listener of listeners) listener()
}

export function onActiveLabChange(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
