'use client'

/** What led to something, oldest first: each link with its moment, its line, and the faults that bear on it. */
import { Mark } from '@/components/ui/mark'
import { formatTenths, type Microseconds } from '@/simulations/kernel/time'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import type { BearingFault } from '@/simulations/story/causes/bearing-faults'
import { faultInWords, linkInWords, type WordsLab } from '@/simulations/story/causes/cause-words'
import type { CauseLink } from '@/simulations/story/causes/causes'
import type { LinePlace } from '../faults/crash-at-line'
import type { Seek } from '../views/playhead'
import styles from './chain-list.module.css'

/** What a list of causes can do: move the playhead, and open a line in the code panel. */
export interface CauseActions {
  onSeek: Seek
  onLine: (line: LinePlace) => void
}

export interface ChainListProps extends CauseActions {
  trace: readonly TraceEvent[]
  lab: WordsLab
  chain: readonly CauseLink[]
  label: string
}

export function ChainList({ trace, lab, chain, label, onSeek, onLine }: ChainListProps) {
  return (
    <ol className={styles.chain} aria-label={label}>
      {chain.map((link) => (
        <li key={link.index} className={styles.link}>
          <Moment at={link.at} index={link.index} onSeek={onSeek} />
          <span>
            {linkInWords(trace, link, lab)} <LineButton place={link.place} onLine={onLine} />
          </span>
          {link.faults.map((fault) => (
            <FaultLine
              key={`${fault.index} ${fault.effect}`}
              fault={fault}
              trace={trace}
              lab={lab}
              onSeek={onSeek}
            />
          ))}
        </li>
      ))}
    </ol>
  )
}

/** A time that moves the playhead just behind an event. */
export function Moment({ at, index, onSeek }: { at: Microseconds; index: number; onSeek: Seek }) {
  return (
    <button type="button" className={styles.moment} onClick={() => onSeek(at, index + 1)}>
      <time>{formatTenths(at)} ms</time>
    </button>
  )
}

export function LineButton({
  place,
  onLine,
}: {
  place: CauseLink['place']
  onLine: CauseActions['onLine']
}) {
  if (!place) return null
  return (
    <button
      type="button"
      className={styles.line}
      title={`Shows the line of ${place.node}`}
      onClick={() => onLine(place)}
    >
      {place.file}:{place.line}
    </button>
  )
}

/** A fault that bears on something, with its moment and its line of the schedule. */
export function FaultLine({
  fault,
  trace,
  lab,
  onSeek,
}: {
  fault: BearingFault
  trace: readonly TraceEvent[]
  lab: WordsLab
  onSeek: Seek
}) {
  return (
    <p className={styles.fault}>
      <Moment at={fault.at} index={fault.index} onSeek={onSeek} />
      <span>
        <Mark meaning="crack" size={10} /> {faultInWords(trace, fault, lab)}
        <ItemOfSchedule item={fault.item} />
      </span>
    </p>
  )
}

/** The line of the schedule behind a fault. */
export function ItemOfSchedule({ item }: { item: string | null }) {
  return item === null ? null : <code className={styles.item}>{item}</code>
}
