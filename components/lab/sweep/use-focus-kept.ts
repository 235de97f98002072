/** Keeps the focus near where it was when the button that had it is gone: a campaign changes its buttons as it goes on. */
import { type RefObject, useEffect, useRef } from 'react'

/** Of each section inside, `[data-title]` takes it. */
export function useFocusKept(root: RefObject<HTMLElement | null>): void {
  const last = useRef<{ element: Element; section: Element | null } | null>(null)
  useEffect(() => {
    const element = root.current
    const listener = ({ target }: FocusEvent) => {
      if (target instanceof Element)
        last.current = { element: target, section: target.closest('section') }
    }
    element?.addEventListener('focusin', listener)
    return () => element?.removeEventListener('focusin', listener)
  }, [root])
  useEffect(() => {
    const had = last.current
    if (!had || had.element.isConnected || document.activeElement !== document.body) return
    last.current = null
    const near = had.section?.isConnected ? had.section : root.current
    near?.querySelector<HTMLElement>('[data-title]')?.focus({ preventScroll: true })
  })
}
