'use client'

/** The same schedule in two variants: one above the other on one axis, side by side where time runs down. */
import { useEffect, useEffectEvent, useId, useMemo } from 'react'
import { Button } from '@/components/ui/button'
import { choiceOfVariants, type VariantDefinition } from '@/simulations/kernel/lab'
import { formatMs } from '@/simulations/kernel/time'
import type { LabLayout } from '../shell/layout'
import type { RunView } from '../shell/run-view'
import type { Commands } from '../shell/use-commands'
import type { Secrets } from '../shell/use-run-desk'
import { type DrawingOptions, drawRun } from '../space-time/drawing'
import { RunDiagram } from '../space-time/run-diagram'
import { useFollow } from '../space-time/use-follow'
import { type Beside, tellingNodes } from './beside'
import { BesidePlayer } from './beside-player'
import styles from './beside-view.module.css'
import type { Difference } from './differences'
import { SideVerdict } from './side-verdict'

export type BesideViewProps = {
  beside: Beside
  layout: LabLayout
  /** Of the place for the diagrams, in CSS pixels. */
  width: number
  playing: boolean
  /** Sides of which nothing is given away before it was seen. */
  secrets: Secrets
  commands: Commands
  onOther: (variant: string) => void
  onSwap: () => void
  onKeep: () => void
}

/** Beside the diagrams of a wide lab stand the names and verdicts. */
const headWidth = 212

export function BesideView(props: BesideViewProps) {
  const { beside, layout, width, playing, secrets, commands, onOther, onSwap, onKeep } = props
  const { one, other, variant, failure } = beside
  const diagrams = layout === 'wide' ? width - headWidth : width
  const keeps = beside.seenToEnd && other !== null && isWorse(one, other)
  const player = (
    <BesidePlayer
      beside={beside}
      width={diagrams}
      playing={playing}
      next={keeps}
      commands={commands}
    />
  )
  return (
    <div className={styles.beside} data-layout={layout}>
      <div className={styles.top}>
        <Parting beside={beside} commands={commands} />
        <span className={styles.acts}>
          {other ? <Button onClick={onSwap}>Swap sides</Button> : null}
          {other ? (
            <Button kind={keeps && !playing ? 'do' : 'default'} onClick={onKeep}>
              Keep {lowered(variant.title)}
            </Button>
          ) : null}
        </span>
      </div>
      <div className={styles.head} data-side="A">
        <h5 className={styles.name}>
          <b>A</b> {one.variant.title}
        </h5>
        <SideVerdict view={one} />
      </div>
      <div className={styles.head} data-side="B">
        <OtherChoice beside={beside} onOther={onOther} />
        {other ? <SideVerdict view={other} /> : null}
        {failure === null ? null : (
          <p className={styles.failure} role="status">
            <b>{variant.title} cannot run this schedule.</b> {failure}
          </p>
        )}
        {other === null && failure === null ? (
          <p className={styles.waiting} role="status">
            It runs the same schedule.
          </p>
        ) : null}
      </div>
      {layout === 'narrow' ? (
        <Pair {...props} width={width} />
      ) : (
        <>
          <Side
            view={one}
            beside={beside}
            side="A"
            secret={secrets.run}
            width={diagrams}
            layout={layout}
            commands={commands}
          />
          {other ? (
            <Side
              view={other}
              beside={beside}
              side="B"
              secret={secrets.beside}
              width={diagrams}
              layout={layout}
              commands={commands}
            />
          ) : null}
        </>
      )}
      <div className={styles.player}>{player}</div>
    </div>
  )
}

/** The run beside kept what this one broke. */
function isWorse(one: RunView, other: RunView): boolean {
  const broken = (view: RunView) =>
    view.run.report.invariants.filter((invariant) => invariant.holds === false).length
  return broken(one) > broken(other)
}

/** "Keep outbox": a title inside a sentence. */
function lowered(title: string): string {
  return `${title.charAt(0).toLowerCase()}${title.slice(1)}`
}

function Parting({ beside, commands }: { beside: Beside; commands: Commands }) {
  const { differences, one, other } = beside
  if (!differences || !other) return <p className={styles.parting} />
  const { first } = differences
  if (!first)
    return <p className={styles.parting}>Both do the same from start to end under this schedule.</p>
  return (
    <p className={styles.parting}>
      Both do the same until{' '}
      <button type="button" className={styles.time} onClick={() => commands.seek(first.at)}>
        {formatMs(first.at)}
      </button>
      . There, {didThere(first, 'one', one.variant)} {didThere(first, 'other', other.variant)}
    </p>
  )
}

/** "in Outbox, orders sends INSERT outbox to orders-db." */
function didThere(first: Difference, side: 'one' | 'other', variant: VariantDefinition): string {
  const did = first[side]
  const start = side === 'one' ? `in ${variant.title},` : `In ${variant.title},`
  if (!did) return `${start} nothing of the kind happens.`
  const later = did.at - first.at >= 100 ? ` (at ${formatMs(did.at)})` : ''
  return `${start} ${did.text.replace(/\.$/, '')}${later}.`
}

function OtherChoice({ beside, onOther }: Pick<BesideViewProps, 'beside' | 'onOther'>) {
  const id = useId()
  const { one, variant } = beside
  return (
    <h5 className={styles.name}>
      <label htmlFor={id}>
        <b>B</b> <span className="sr-only">the variant beside it</span>
      </label>
      <select id={id} value={variant.id} onChange={({ target }) => onOther(target.value)}>
        {choiceOfVariants(one.lab, variant.id)
          .filter(({ id: candidate }) => candidate !== one.variant.id || candidate === variant.id)
          .map((candidate) => (
            <option key={candidate.id} value={candidate.id}>
              {candidate.title}
            </option>
          ))}
      </select>
    </h5>
  )
}

type SideProps = {
  view: RunView
  beside: Beside
  side: 'A' | 'B'
  width: number
  layout: LabLayout
  commands: Commands
  own?: ReadonlySet<string>
  secret: boolean
}

function Side({ view, beside, side, width, layout, commands, own, secret }: SideProps) {
  const { trace, lab, variant, playhead, furthestAt } = view
  const other = side === 'A' ? beside.other?.trace : beside.one.trace
  const narrow = layout === 'narrow'
  const drawing = useMemo(() => {
    const options: DrawingOptions = narrow
      ? {
          direction: 'down',
          width,
          own,
          gutters: { left: side === 'A' ? 44 : 22, right: 16 },
          beside: other,
        }
      : {
          direction: 'right',
          width,
          laneHeight: layout === 'wide' ? 30 : 28,
          head: side === 'A' ? 16 : 0,
          beside: other,
        }
    return drawRun(trace, lab, variant.id, options)
  }, [trace, lab, variant, other, width, layout, narrow, side, own])
  const first = beside.differences?.first
  if (width < leastWidth) return null
  return (
    <section className={styles.side} data-side={side} aria-label={`${side}: ${variant.title}`}>
      <RunDiagram
        trace={trace}
        playhead={playhead}
        lab={lab}
        drawing={drawing}
        furthest={furthestAt}
        secret={secret}
        parting={first ? { at: first.at, labelled: side === 'A' } : undefined}
        scrolls={false}
        listed
        // What happens at one moment has an order in each run, and none between the two.
        onSeek={(at) => commands.seek(at)}
      />
    </section>
  )
}

const leastWidth = 120
/** Of each side where time runs down. */
const ownLanes = 3

/** Two columns of lanes, scrolled as one. */
function Pair({ beside, layout, width, playing, secrets, commands }: BesideViewProps) {
  const { one, other } = beside
  const telling = [...tellingNodes(beside, ownLanes)].join(' ')
  const own = useMemo(() => new Set(telling.split(' ')), [telling])
  const half = Math.floor(width / 2)
  const place = useMemo(() => {
    const { frame } = drawRun(one.trace, one.lab, one.variant.id, {
      direction: 'down',
      width: half,
      beside: other?.trace,
    })
    return frame.scale
  }, [one.trace, one.lab, one.variant, other?.trace, half])
  const scroll = useFollow(place.toX(one.playhead.at))
  // Who asked for a replay wants to see it; it stands below the words.
  const show = useEffectEvent(() => {
    if (playing) scroll.current?.scrollIntoView({ block: 'nearest' })
  })
  useEffect(() => show(), [])
  const shared = { beside, layout, commands, own }
  return (
    <>
      {/* The headings above say it too; here it stands over its half. */}
      <p className={styles.names} aria-hidden="true">
        {[one, ...(other ? [other] : [])].map(({ variant }, side) => (
          <span key={variant.id}>
            <b>{side === 0 ? 'A' : 'B'}</b> {variant.title}
          </span>
        ))}
      </p>
      <div ref={scroll} className={styles.pair}>
        <Side {...shared} view={one} side="A" width={half} secret={secrets.run} />
        {other ? (
          <Side {...shared} view={other} side="B" width={half} secret={secrets.beside} />
        ) : null}
      </div>
    </>
  )
}
