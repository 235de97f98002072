/** What highlights changed texts, once it has been fetched. Until then they are plain. */
import { useEffect, useState } from 'react'
import { type Highlighter, plainLines } from '../session/edited-parts'

/** @param wanted there is a changed text */
export function useHighlighter(wanted: boolean): Highlighter {
  const [loaded, setLoaded] = useState<{ highlightText: Highlighter } | null>(null)
  useEffect(() => {
    if (!wanted) return
    import('./highlight-text').then(setLoaded, () => undefined)
  }, [wanted])
  return loaded?.highlightText ?? plainLines
}
