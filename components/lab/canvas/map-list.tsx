'use client'

/** The map as a list: every node, link and message under way with its state. One tab stop; arrows move along the calls. */
import { type KeyboardEvent, useRef, useState } from 'react'
import styles from './canvas.module.css'
import type { FaultTarget } from './flow-types'

export interface MapItem {
  key: string
  text: string
  target: FaultTarget
  /** Stores and their links are off the way of the calls: ↑ and ↓ reach them. */
  aside: boolean
}

export interface MapListProps {
  items: readonly MapItem[]
  onOpenFaults: (target: FaultTarget) => void
  /** @returns whether the letter means something there */
  onShortcut?: (target: FaultTarget, letter: string) => boolean
  /** Key of the item with the focus, or `null`. */
  onFocus: (key: string | null) => void
}

export function MapList({ items, onOpenFaults, onShortcut, onFocus }: MapListProps) {
  const [touched, setTouched] = useState<string | null>(null)
  const list = useRef<HTMLUListElement>(null)
  const current = Math.max(
    0,
    items.findIndex((item) => item.key === touched),
  )

  function onKeyDown(event: KeyboardEvent) {
    const item = items[current]
    const by =
      event.key === 'ArrowRight' || event.key === 'ArrowDown'
        ? 1
        : event.key === 'ArrowLeft' || event.key === 'ArrowUp'
          ? -1
          : 0
    if (by === 0) {
      if (
        item &&
        event.key.length === 1 &&
        !event.ctrlKey &&
        !event.metaKey &&
        !event.altKey &&
        onShortcut?.(item.target, event.key.toUpperCase())
      ) {
        event.preventDefault()
        event.stopPropagation()
      }
      return
    }
    event.preventDefault()
    const alongCalls = event.key === 'ArrowRight' || event.key === 'ArrowLeft'
    let next = current + by
    while (alongCalls && items[next]?.aside) next += by
    const target = items[next]
    if (!target) return
    setTouched(target.key)
    list.current?.querySelectorAll('button')[next]?.focus({ preventScroll: true })
  }

  return (
    <ul
      ref={list}
      className={styles.list}
      aria-label="Nodes and links; arrow keys move, Enter opens the faults"
    >
      {items.map((item, index) => (
        <li key={item.key}>
          <button
            type="button"
            tabIndex={index === current ? 0 : -1}
            data-thing={item.target.kind === 'message' ? item.key : undefined}
            data-node={item.target.kind === 'node' ? item.target.node : undefined}
            onKeyDown={onKeyDown}
            onFocus={() => {
              setTouched(item.key)
              onFocus(item.key)
            }}
            onBlur={() => onFocus(null)}
            onClick={() => onOpenFaults(item.target)}
          >
            {item.text}
          </button>
        </li>
      ))}
    </ul>
  )
}
