/** One order of the steps, downwards: one saga on the left, the other on the right, the row that both change between them. */
import { type KeyboardEvent, type PointerEvent, useEffect, useEffectEvent, useRef } from 'react'
import { IconButton } from '@/components/ui/icon-button'
import type { Interleaving, StepOrder } from '@/simulations/kernel/interleaving'
import { formatTenths } from '@/simulations/kernel/time'
import type { StepRow } from '../views/interleaved-steps'
import type { Playhead, Seek } from '../views/playhead'
import { StepBox } from './step-row'
import styles from './step-row.module.css'

export type InterleavedStepsProps = {
  interleaving: Interleaving
  rows: readonly StepRow[]
  /** `null` where the schedule is none of all orders. */
  order: StepOrder | null
  playhead: Playhead
  secret: boolean
  onSeek: Seek
  /** Moves the step at a place up or down and runs that order. @returns how far it has come */
  onMove: (place: number, by: number) => number
}

export function InterleavedSteps(props: InterleavedStepsProps) {
  const { interleaving, rows, order, playhead, secret, onSeek, onMove } = props
  const list = useRef<HTMLOListElement>(null)
  // Where the focus goes when a step has changed places: rows are made anew with the run.
  const moved = useRef<number | null>(null)
  const follow = useEffectEvent((_changed: readonly StepRow[]) => {
    const place = moved.current
    moved.current = null
    if (place !== null) stepAt(list.current, place)?.focus()
  })
  useEffect(() => follow(rows), [rows])
  const move = (place: number, by: number) => {
    const way = onMove(place, by)
    if (way !== 0) moved.current = place + way
  }
  const dragged = useRef<{ step: HTMLElement; y: number } | null>(null)
  const onKeyDown = (event: KeyboardEvent) => {
    const step = (event.target as Element).closest<HTMLElement>('[data-place]')
    const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : null
    if (!step || by === null || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    event.stopPropagation()
    if (event.altKey) return move(Number(step.dataset.place), by)
    const all = [...(list.current?.querySelectorAll<HTMLElement>('[data-place]') ?? [])]
    all[all.indexOf(step) + by]?.focus()
  }
  const onPointerDown = (event: PointerEvent) => {
    const step = (event.target as Element).closest<HTMLElement>('[data-place]')
    if (!step || event.pointerType === 'touch' || event.button !== 0) return
    dragged.current = { step, y: event.clientY }
  }
  const onPointerMove = (event: PointerEvent) => {
    const { step, y } = dragged.current ?? {}
    if (step && y !== undefined) step.style.translate = `0 ${event.clientY - y}px`
  }
  const drop = (): HTMLElement | null => {
    const { step } = dragged.current ?? {}
    dragged.current = null
    if (step) step.style.translate = ''
    return step ?? null
  }
  const onPointerUp = (event: PointerEvent) => {
    const way = event.clientY - (dragged.current?.y ?? event.clientY)
    const step = drop()
    const by = step ? Math.round(way / step.offsetHeight) : 0
    if (step && by !== 0) move(Number(step.dataset.place), by)
  }
  const next = rows.findIndex((row) => row.end.index > playhead.index)
  const { A, B, value } = interleaving
  return (
    <>
      <div className={styles.names} aria-hidden="true">
        <span>ms</span>
        <span>
          <b>{A.name}</b>, order {A.subject}
        </span>
        <span>{value.title}</span>
        <span>
          <b>{B.name}</b>, order {B.subject}
        </span>
      </div>
      <ol
        ref={list}
        className={styles.list}
        aria-label={`Steps of ${A.name} and ${B.name}, in order`}
        onKeyDown={onKeyDown}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerLeave={drop}
        onPointerCancel={drop}
      >
        {rows.map((row, index) => (
          <li
            key={row.key}
            className={styles.row}
            data-side={row.side}
            data-next={index === next || undefined}
            data-future={(next !== -1 && index >= next) || undefined}
          >
            <time className={styles.time}>{formatTenths(row.at)}</time>
            <StepBox
              row={row}
              name={interleaving[row.side].name}
              seen={!secret && row.end.index <= playhead.index}
              stop={row.place === 0}
              value={value.title}
              onSeek={onSeek}
              arrows={
                row.place === null || !order ? null : (
                  <span className={styles.arrows}>
                    {([-1, 1] as const).map((by) => (
                      <IconButton
                        key={by}
                        tabIndex={-1}
                        label={`Move ${row.title} ${by < 0 ? 'up' : 'down'}`}
                        onClick={() => move(row.place ?? 0, by)}
                      >
                        <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
                          <path
                            d={by < 0 ? 'M2 6.5 5 3.5 8 6.5' : 'M2 3.5 5 6.5 8 3.5'}
                            fill="none"
                            stroke="currentColor"
                            strokeWidth="1.5"
                          />
                        </svg>
                      </IconButton>
                    ))}
                  </span>
                )
              }
            />
          </li>
        ))}
      </ol>
    </>
  )
}

function stepAt(list: HTMLElement | null, place: number): HTMLElement | null {
  return list?.querySelector<HTMLElement>(`[data-place="${place}"]`) ?? null
}
