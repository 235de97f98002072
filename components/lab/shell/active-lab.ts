/** The lab of the page that the reader touched last: only that one follows them down the text, and answers the palette. */
import type { PaletteGroup } from '@/components/ui/palette-search'

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

const offers = new Map<string, () => PaletteGroup[]>()

/** @returns takes the offer back */
export function offerPalette(place: string, offer: () => PaletteGroup[]): () => void {
  offers.set(place, offer)
  return () => {
    offers.delete(place)
  }
}

/** What can be done to the active lab at this moment. */
export function offeredByLab(): PaletteGroup[] {
  return (active === null ? undefined : offers.get(active))?.() ?? []
}
