'use client'

/**
 * What changes its height here does not move what the reader looks at below it: the page scrolls along, by as much. A
 * class, because only a class is asked before the document changes.
 */
import { Component, type ReactNode, type RefObject } from 'react'

export interface KeepsPlaceProps {
  /** Id of the element that stays where it is in the window, while any of it can be seen. */
  of: string
  /** While the reader is at work in here, this is what stays in its place instead. */
  here: RefObject<HTMLElement | null>
  children: ReactNode
}

export class KeepsPlace extends Component<KeepsPlaceProps> {
  override getSnapshotBeforeUpdate(): number | null {
    const { of, here } = this.props
    if (here.current?.contains(document.activeElement)) return null
    return topInSight(document.getElementById(of))
  }

  override componentDidUpdate(_props: KeepsPlaceProps, _state: unknown, before: number | null) {
    const element = document.getElementById(this.props.of)
    if (before === null || !element) return
    const moved = element.getBoundingClientRect().top - before
    if (Math.abs(moved) >= 1) scrollBy({ top: moved, behavior: 'instant' })
  }

  override render(): ReactNode {
    return this.props.children
  }
}

/** Pixels from the top of the window; `null` where nothing of it is there to be seen. */
function topInSight(element: HTMLElement | null): number | null {
  if (!element) return null
  const { top, bottom } = element.getBoundingClientRect()
  return bottom > 0 && top < innerHeight ? top : null
}
