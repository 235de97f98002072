'use client'

/** The run as sentences in order: the text twin of the diagram. Each is a button that moves the playhead to its moment. */
import { memo, useMemo } from 'react'
import { formatTenths, type Microseconds } from '@/simulations/kernel/time'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import type { WordsLab } from '@/simulations/story/causes/cause-words'
import type { StoryItem } from '@/simulations/story/story'
import type { CauseActions } from '../causes/chain-list'
import { Because } from './because'
import { nothingYet } from './nothing-yet'
import type { Playhead, Seek } from '../views/playhead'
import { currentItem } from '../views/story-at'
import styles from './story-panel.module.css'
import { useFollow } from '../space-time/use-follow'

export interface StoryPanelProps {
  trace: readonly TraceEvent[]
  lab: WordsLab
  /** From `storyOf(trace, lab)`. */
  story: readonly StoryItem[]
  playhead: Playhead
  /** The furthest the playhead has been; what lies behind it is not told yet. */
  furthest?: Microseconds
  actions: CauseActions
}

export function StoryPanel({
  trace,
  lab,
  story,
  playhead,
  furthest = playhead.at,
  actions,
}: StoryPanelProps) {
  const { onSeek } = actions
  const current = currentItem(story, playhead)
  const list = useFollow(current === -1 ? null : current, `[data-item="${current}"]`)
  // What is to come would answer the question that the reader was asked.
  const told = useMemo(
    () =>
      story.map((item, position) => ({ item, position })).filter(({ item }) => item.at <= furthest),
    [story, furthest],
  )
  return (
    <div className={styles.panel}>
      <div ref={list} className={styles.scroll}>
        {current === -1 ? <p className={styles.empty}>{nothingYet}</p> : null}
        <ol className={styles.list}>
          {told.map(({ item, position }) => (
            <StoryLine
              key={item.index}
              item={item}
              position={position}
              state={position === current ? 'now' : position < current ? 'past' : 'future'}
              onSeek={onSeek}
            />
          ))}
        </ol>
      </div>
      <Because
        trace={trace}
        lab={lab}
        until={playhead.index}
        now={story[current]?.index ?? null}
        {...actions}
      />
    </div>
  )
}

const StoryLine = memo(function StoryLine({
  item,
  position,
  state,
  onSeek,
}: {
  item: StoryItem
  position: number
  state: 'past' | 'now' | 'future'
  onSeek: Seek
}) {
  return (
    <li
      className={styles.item}
      data-state={state}
      data-importance={item.importance}
      data-item={position}
      data-thing={`event ${item.index}`}
    >
      <button
        type="button"
        aria-current={state === 'now' ? 'step' : undefined}
        onClick={() => onSeek(item.at, item.index + 1)}
      >
        <time>{formatTenths(item.at)} ms</time>
        <span>
          <StoryText item={item} />
        </span>
      </button>
    </li>
  )
})

/** The sentence with what matters in bold. */
export function StoryText({ item }: { item: StoryItem }) {
  const { text, emphasis } = item
  const at = emphasis ? text.indexOf(emphasis) : -1
  if (!emphasis || at === -1) return text
  return (
    <>
      {text.slice(0, at)}
      <b>{emphasis}</b>
      {text.slice(at + emphasis.length)}
    </>
  )
}
