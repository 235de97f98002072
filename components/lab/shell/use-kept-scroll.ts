/** Where the page was scrolled to while the run was on the plate: what stands in its place may be higher or lower. */
import { type RefObject, useLayoutEffect, useRef } from 'react'
import type { LabMode } from '../session/lab-mode'

export function useKeptScroll(root: RefObject<HTMLElement | null>, mode: LabMode['name']): void {
  const before = useRef<{ mode: LabMode['name']; top: number | null }>({ mode, top: null })
  useLayoutEffect(() => {
    const element = root.current
    const last = before.current
    if (!element || last.mode === mode) return
    const scroller = element.closest('[data-full]') ?? document.documentElement
    const top = last.mode === 'run' ? scroller.scrollTop : last.top
    before.current = { mode, top }
    if (mode === 'run') scroller.scrollTo({ top: top ?? scroller.scrollTop, behavior: 'instant' })
    else if (element.getBoundingClientRect().top < 0) element.scrollIntoView({ block: 'start' })
  }, [root, mode])
}
