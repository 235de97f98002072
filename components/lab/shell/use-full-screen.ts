/** A lab over the whole window; `root` is what covers it. The rest of the page is inert meanwhile, and does not scroll under it. */
import { type RefObject, useEffect, useState } from 'react'

export function useFullScreen(
  root: RefObject<HTMLElement | null>,
): [full: boolean, setFull: (full: boolean) => void] {
  const [full, setFull] = useState(false)
  useEffect(() => {
    const element = root.current
    if (!full || !element) return
    const others = outside(element)
    for (const other of others) other.inert = true
    const { overflow } = document.documentElement.style
    document.documentElement.style.overflow = 'hidden'
    return () => {
      for (const other of others) other.inert = false
      document.documentElement.style.overflow = overflow
    }
  }, [full, root])
  return [full, setFull]
}

/** Everything beside the element and beside its ancestors. */
function outside(element: HTMLElement): HTMLElement[] {
  const others: HTMLElement[] = []
  for (
    let inner: HTMLElement = element;
    inner.parentElement && inner !== document.body;
    inner = inner.parentElement
  ) {
    for (const sibling of inner.parentElement.children) {
      if (sibling !== inner && sibling instanceof HTMLElement && !sibling.inert)
        others.push(sibling)
    }
  }
  return others
}
