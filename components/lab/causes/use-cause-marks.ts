/**
 * Marks the causes of what is pointed at, in every panel: elements say what they draw in `data-thing` and are given
 * `data-cause`. A finger points by what it focuses.
 */
import { type RefObject, useEffect, useEffectEvent, useState } from 'react'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import type { SubjectFinder } from '@/simulations/story/subject'
import { chainOfThing, type Thing, thingsOf } from '../views/pointed-chain'
import { Pointed } from './pointed'

export interface CauseMarks {
  trace: readonly TraceEvent[]
  /** Events before this place have happened. */
  until: number
  lab: SubjectFinder
  /** `false` while something else stands in place of the run. */
  enabled: boolean
}

export function useCauseMarks(
  root: RefObject<HTMLElement | null>,
  { trace, until, lab, enabled }: CauseMarks,
): Pointed {
  const [pointed] = useState(() => new Pointed())
  const answer = useEffectEvent((thing: Thing | null) => {
    const chain = thing === null || !enabled ? [] : chainOfThing(trace, thing, until, lab)
    const { last } = pointed.state()
    pointed.set({ thing, chain, last: chain.length > 0 ? chain : last })
  })
  const mark = useEffectEvent(() => {
    const things = thingsOf(trace, pointed.state().chain)
    for (const element of root.current?.querySelectorAll<Element>('[data-thing], [data-cause]') ??
      []) {
      const thing = element.getAttribute('data-thing')
      element.toggleAttribute('data-cause', thing !== null && things.has(thing))
    }
  })

  useEffect(() => pointed.onPoint(answer), [pointed])

  useEffect(() => {
    let frame = 0
    const stop = pointed.subscribe(() => {
      cancelAnimationFrame(frame)
      frame = requestAnimationFrame(() => mark())
    })
    return () => {
      cancelAnimationFrame(frame)
      stop()
    }
  }, [pointed])

  // The playhead has moved: what is pointed at now has other causes, or has not happened yet.
  // biome-ignore lint/correctness/useExhaustiveDependencies: these are what the answer depends on
  useEffect(() => {
    const { thing, last } = pointed.state()
    if (thing === null && last === null) return
    pointed.set({ thing: null, chain: [], last: null })
    if (thing !== null) answer(thing)
  }, [pointed, trace, until, enabled])

  useEffect(() => {
    const element = root.current
    if (!element) return
    const over = (event: PointerEvent) => {
      if (event.pointerType === 'touch' || event.buttons !== 0) return
      const found = thingAt(event.target)
      // The diagram finds its arrows itself.
      if (found === null && isIn(event.target, '[data-arrows]')) return
      pointed.point(found ?? thingAt(document.activeElement))
    }
    const focus = (event: FocusEvent) => pointed.point(thingAt(event.target))
    const blur = () => pointed.point(null)
    element.addEventListener('pointerover', over)
    element.addEventListener('pointerleave', blur)
    element.addEventListener('focusin', focus)
    element.addEventListener('focusout', blur)
    return () => {
      element.removeEventListener('pointerover', over)
      element.removeEventListener('pointerleave', blur)
      element.removeEventListener('focusin', focus)
      element.removeEventListener('focusout', blur)
    }
  }, [root, pointed])

  return pointed
}

function thingAt(target: EventTarget | null): Thing | null {
  if (!(target instanceof Element)) return null
  return target.closest('[data-thing]')?.getAttribute('data-thing') ?? null
}

function isIn(target: EventTarget | null, selector: string): boolean {
  return target instanceof Element && target.closest(selector) !== null
}
