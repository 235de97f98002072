/**
 * Keeps where somebody reads, for their next visit: whoever only reads leaves no answer behind. Kept once they have moved
 * through the page themselves and rest; who opens it and leaves was not there.
 */
import { loadProgress } from '@/components/progress/use-progress'

/** Shorter than anybody reads a paragraph, longer than one scrolls on. */
const restMs = 1_000

/** @param signal ends it */
export function keepPlace(chapter: string, signal: AbortSignal): void {
  let moved = false
  let rest: ReturnType<typeof setTimeout> | undefined
  const passive = { signal, passive: true, capture: true }
  const move = () => {
    moved = true
  }
  for (const kind of ['wheel', 'touchmove', 'pointerdown', 'keydown'])
    addEventListener(kind, move, passive)
  const onScroll = () => {
    clearTimeout(rest)
    if (moved) rest = setTimeout(() => keep(chapter), restMs)
  }
  addEventListener('scroll', onScroll, { signal, passive: true })
  signal.addEventListener('abort', () => clearTimeout(rest))
}

function keep(chapter: string): void {
  const section = sectionInSight()
  if (section === '') return
  const place = { id: chapter, section, at: Date.now() }
  loadProgress()
    .then((store) =>
      // Of two tabs, where the reader was last.
      store.update('places', chapter, (before) =>
        before && before.at > place.at ? before : place,
      ),
    )
    // Without the store's code nothing is kept, and the page stays as it is.
    .catch(() => undefined)
}

/** As the contents beside the text mark it. */
function sectionInSight(): string {
  const link = document.querySelector('a[href^="#"][aria-current="location"]')
  return decodeURIComponent(link?.getAttribute('href')?.slice(1) ?? '')
}
