'use client'

/** A lab on paper: what ran, what it kept, the whole diagram in ink, the last rows, the story, and where to run it again. */
import { useId, useMemo } from 'react'
import { Mark } from '@/components/ui/mark'
import { formatMs, type Microseconds } from '@/simulations/kernel/time'
import { meaningOf } from '../promises/promises'
import { RowsPanel } from '../rows/rows-panel'
import type { LabParts } from '../session/lab-parts'
import { endOfRun, playheadAfter } from '../session/moves'
import { writeAddress } from '../session/recipe-address'
import { drawRun } from '../space-time/drawing'
import { HatchPattern, ShapeList } from '../space-time/shape-view'
import { StoryText } from '../story/story-panel'
import { promiseStates, PromiseTimeline } from '../views/promise-states'
import { databasesOf } from '../views/schema-tables'
import styles from './print-sheet.module.css'
import type { RunView } from './run-view'
import { usePrinting } from './use-printing'

export type PrintSheetProps = {
  place: string
  view: RunView
  parts: LabParts
  /** Events that may go on paper while a question of the page is open; `null` for all. */
  seen: number | null
}

/** Nothing on the screen. */
export function PrintSheet(props: PrintSheetProps) {
  return usePrinting() ? <Sheet {...props} /> : null
}

function Sheet({ place, view, parts, seen }: PrintSheetProps) {
  const { trace, lab, variant, run, story } = view
  const end = seen === null ? endOfRun(trace) : playheadAfter(trace, seen - 1)
  const promises = promiseStates(
    lab.invariants.map((invariant) => new PromiseTimeline(invariant, trace)),
    variant,
    trace,
    end,
  )
  const databases = useMemo(
    () => databasesOf(lab, variant.id, parts.content.sources),
    [lab, variant, parts],
  )
  return (
    <div className={styles.sheet}>
      <h3>
        {lab.title}: {variant.title}
      </h3>
      <p>
        Schedule: <code>{run.report.schedule}</code>, seed {run.recipe.seed}, run{' '}
        <code>{run.report.fingerprint}</code>
      </p>
      <ul>
        {promises.map((promise) => (
          <li key={promise.id}>
            <b>
              <Mark meaning={meaningOf[promise.word]} size={10} /> {promise.word}
            </b>
            {': '}
            {promise.title}. {promise.status}
          </li>
        ))}
      </ul>
      {seen === null ? null : (
        <p>
          Printed up to {formatMs(end.at)}, as far as it was seen: a question on this page is about
          the rest.
        </p>
      )}
      <Diagram view={view} until={seen === null ? null : end.at} />
      <RowsPanel
        trace={trace}
        playhead={end}
        lab={lab}
        databases={databases}
        secret={seen !== null}
      />
      <ol>
        {story
          .filter(({ index }) => index < end.index)
          .map((item) => (
            <li key={item.index}>
              <time>{formatMs(item.at)}</time> <StoryText item={item} />
            </li>
          ))}
      </ol>
      <p className={styles.address}>
        {writeAddress(location.href, place, run.recipe, { fingerprint: run.report.fingerprint })}
      </p>
    </div>
  )
}

const width = 760

interface DiagramProps {
  view: RunView
  /** Nothing behind it is drawn; `null` for the whole run. */
  until: Microseconds | null
}

function Diagram({ view: { trace, lab, variant }, until }: DiagramProps) {
  const hatch = useId()
  const clip = useId()
  const drawing = drawRun(trace, lab, variant.id, {
    direction: 'right',
    width,
    laneHeight: 33,
    stores: true,
  })
  const { frame } = drawing
  const isSeen = (at: Microseconds) => until === null || at <= until
  return (
    <svg viewBox={`0 0 ${frame.width} ${frame.height}`} className={styles.diagram}>
      <title>
        {until === null
          ? 'The run from its start to its end'
          : 'The run from its start, as far as it was seen'}
      </title>
      <defs>
        <HatchPattern id={hatch} />
        {until === null ? null : (
          <clipPath id={clip}>
            <rect y={-10} width={frame.scale.toX(until)} height={frame.height + 20} />
          </clipPath>
        )}
      </defs>
      <g clipPath={until === null ? undefined : `url(#${clip})`}>
        <ShapeList shapes={drawing.body} hatch={hatch} />
      </g>
      {[
        drawing.names,
        drawing.axis,
        drawing.verdicts
          .filter(({ judgedAt }) => isSeen(judgedAt))
          .flatMap((verdict) => verdict.shapes),
        drawing.labels.filter(({ at }) => isSeen(at)).map((label) => label.shape),
      ].map((shapes, layer) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: layers are their order
        <ShapeList key={layer} shapes={shapes} hatch={hatch} />
      ))}
    </svg>
  )
}
