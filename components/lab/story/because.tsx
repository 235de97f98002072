'use client'

/**
 * What led to the thing that is pointed at, or else to this moment, as a list: opened by the reader, so nothing moves by
 * itself. Not there while there is nothing to open.
 */
import { useRef, useState } from 'react'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import type { WordsLab } from '@/simulations/story/causes/cause-words'
import { type CauseActions, ChainList } from '../causes/chain-list'
import { usePointedState } from '../causes/pointed'
import { chainOfThing } from '../views/pointed-chain'
import styles from './because.module.css'

export interface BecauseProps extends CauseActions {
  trace: readonly TraceEvent[]
  lab: WordsLab
  /** Events before this place have happened. */
  until: number
  /** Of the sentence of this moment in the trace, or `null`. */
  now: number | null
}

export function Because({ trace, lab, until, now, onSeek, onLine }: BecauseProps) {
  const [open, setOpen] = useState(false)
  const toggle = useRef<HTMLButtonElement>(null)
  const { last } = usePointedState()
  const chain = last ?? (now === null ? [] : chainOfThing(trace, `event ${now}`, until, lab))
  // What was opened stays open, for the moments that have a cause again.
  if (chain.length === 0 && !open) return null
  return (
    <section className={styles.because} aria-label="Because">
      <button
        ref={toggle}
        type="button"
        className={styles.toggle}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        Because
      </button>
      {open ? (
        <div className={styles.list}>
          {chain.length === 0 ? (
            <p>The run does not show one cause of this.</p>
          ) : (
            <ChainList
              trace={trace}
              lab={lab}
              chain={chain}
              label="What led to it, oldest first"
              onLine={onLine}
              onSeek={(at, index) => {
                onSeek(at, index)
                // The list is another one there.
                toggle.current?.focus()
              }}
            />
          )}
        </div>
      ) : null}
    </section>
  )
}
