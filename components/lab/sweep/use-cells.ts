/** The squares of a sweep for hand and keyboard: one tab stop, arrows between neighbours as they are drawn. */
import { type RefObject, useEffect, useEffectEvent } from 'react'

export interface CellsHand {
  onSelect: (index: number) => void
  /** The square under the pointer or with the focus; `null` when there is none. */
  onPeek: (index: number | null) => void
}

export function useCells(root: RefObject<HTMLElement | null>, hand: CellsHand): void {
  const select = useEffectEvent((index: number) => hand.onSelect(index))
  const peek = useEffectEvent((index: number | null) => hand.onPeek(index))
  useEffect(() => {
    const element = root.current
    if (!element) return
    const listeners = new AbortController()
    const { signal } = listeners
    const onPointer = (event: Event) => peek(indexOf(cellOf(event.target)))
    element.addEventListener('pointerover', onPointer, { signal })
    element.addEventListener('focusin', onPointer, { signal })
    element.addEventListener('pointerleave', () => peek(null), { signal })
    element.addEventListener(
      'focusout',
      (event) => {
        if (!element.contains(event.relatedTarget as Node | null)) peek(null)
      },
      { signal },
    )
    element.addEventListener(
      'click',
      (event) => {
        const index = indexOf(cellOf(event.target))
        if (index !== null) select(index)
      },
      { signal },
    )
    element.addEventListener(
      'keydown',
      (event) => {
        const from = cellOf(event.target)
        if (!from || event.ctrlKey || event.metaKey || event.altKey) return
        const to = neighbour(element, from, event.key)
        if (!to) return
        event.preventDefault()
        to.focus()
      },
      { signal },
    )
    return () => listeners.abort()
  }, [root])
}

function cellOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('[data-run]') : null
}

function indexOf(cell: HTMLElement | null): number | null {
  return cell ? Number(cell.dataset.run) : null
}

function neighbour(root: HTMLElement, from: HTMLElement, key: string): HTMLElement | null {
  const cells = [...root.querySelectorAll<HTMLElement>('[data-run]')]
  const place = cells.indexOf(from)
  switch (key) {
    case 'ArrowRight':
      return cells[place + 1] ?? null
    case 'ArrowLeft':
      return cells[place - 1] ?? null
    case 'Home':
      return cells[0] ?? null
    case 'End':
      return cells.at(-1) ?? null
    case 'ArrowDown':
      return nearestLine(cells.slice(place + 1), from, 1)
    case 'ArrowUp':
      return nearestLine(cells.slice(0, place).reverse(), from, -1)
    default:
      return null
  }
}

/** Of the next line of squares, the one nearest above or below; lines wrap with the width. */
function nearestLine(
  candidates: readonly HTMLElement[],
  from: HTMLElement,
  way: 1 | -1,
): HTMLElement | null {
  const here = from.getBoundingClientRect()
  let line: number | null = null
  let best: HTMLElement | null = null
  let distance = Number.POSITIVE_INFINITY
  for (const cell of candidates) {
    const { top, left } = cell.getBoundingClientRect()
    if ((top - here.top) * way < here.height / 2) continue
    line ??= top
    if (Math.abs(top - line) > here.height / 2) break
    if (Math.abs(left - here.left) >= distance) continue
    distance = Math.abs(left - here.left)
    best = cell
  }
  return best
}
