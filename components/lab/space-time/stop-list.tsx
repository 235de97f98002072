'use client'

/** The diagram for the keyboard: one tab stop, arrows along a lane and between lanes, Enter moves the playhead there. */
import { type KeyboardEvent, useRef, useState } from 'react'
import type { Playhead, Seek } from '../views/playhead'
import type { Direction } from './frame'
import styles from './space-time.module.css'
import { nearestStop, type Stop } from './stops'

export interface StopListProps {
  stops: readonly (readonly Stop[])[]
  playhead: Playhead
  direction: Direction
  onSeek: Seek
  /** The stop that has the focus, or `null`: the diagram draws a ring about it. */
  onFocus: (stop: Stop | null) => void
}

export function StopList({ stops, playhead, direction, onSeek, onFocus }: StopListProps) {
  const [touched, setTouched] = useState<{ lane: number; position: number } | null>(null)
  const list = useRef<HTMLUListElement>(null)
  const firstLane = Math.max(
    0,
    stops.findIndex((lane) => lane.length > 0),
  )
  const current = touched ?? {
    lane: firstLane,
    position: nearestStop(stops[firstLane] ?? [], playhead.at),
  }
  const lane = stops[current.lane] ?? []

  function move(next: { lane: number; position: number }) {
    setTouched(next)
    // The buttons of the new lane are there after the next paint.
    requestAnimationFrame(() =>
      list.current
        ?.querySelector<HTMLButtonElement>('[tabindex="0"]')
        ?.focus({ preventScroll: true }),
    )
  }

  function onKeyDown(event: KeyboardEvent) {
    const [back, forward, up, down] =
      direction === 'right'
        ? ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown']
        : ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight']
    const along = event.key === forward ? 1 : event.key === back ? -1 : 0
    const across = event.key === down ? 1 : event.key === up ? -1 : 0
    if (along !== 0) {
      event.preventDefault()
      move({
        lane: current.lane,
        position: Math.max(0, Math.min(lane.length - 1, current.position + along)),
      })
    } else if (across !== 0) {
      event.preventDefault()
      let next = current.lane + across
      while (stops[next]?.length === 0) next += across
      const target = stops[next]
      if (target)
        move({
          lane: next,
          position: nearestStop(target, lane[current.position]?.at ?? playhead.at),
        })
    }
  }

  return (
    <ul
      ref={list}
      className={styles.stops}
      aria-label="Moments of a lane; arrow keys move, Enter goes there"
    >
      {lane.map((stop, position) => (
        <li key={stop.index}>
          <button
            type="button"
            tabIndex={position === current.position ? 0 : -1}
            data-node={stop.node}
            data-thing={`event ${stop.index}`}
            onKeyDown={onKeyDown}
            onFocus={() => onFocus(stop)}
            onBlur={() => onFocus(null)}
            onClick={() => onSeek(stop.at, stop.index + 1)}
          >
            {stop.text}
          </button>
        </li>
      ))}
    </ul>
  )
}
