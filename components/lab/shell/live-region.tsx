'use client'

/**
 * What a screen reader is told without asking. While a run plays: faults, broken promises and the end, at most one
 * sentence in two seconds, the newest. While stepping: the sentence of each step. Never the clock, never rows.
 */
import { useEffect, useRef, useState } from 'react'
import type { StoryItem } from '@/simulations/story/story'

const everyMs = 2_000

export type LiveRegionProps = {
  sentence: StoryItem | null
  playing: boolean
  notice: string | null
}

export function LiveRegion({ sentence, playing, notice }: LiveRegionProps) {
  const loud =
    sentence !== null &&
    (!playing ||
      sentence.importance === 'fault' ||
      sentence.importance === 'violation' ||
      sentence.importance === 'end')
  const wanted = loud ? sentence.text : null
  const said = useThrottled(wanted)
  return (
    <div aria-live="polite" className="sr-only">
      <p>{said}</p>
      <p>{notice}</p>
    </div>
  )
}

function useThrottled(wanted: string | null): string {
  const [said, setSaid] = useState('')
  const last = useRef(Number.NEGATIVE_INFINITY)
  useEffect(() => {
    if (wanted === null) return
    const wait = Math.max(0, last.current + everyMs - performance.now())
    const timer = setTimeout(() => {
      last.current = performance.now()
      setSaid(wanted)
    }, wait)
    return () => clearTimeout(timer)
  }, [wanted])
  return said
}
