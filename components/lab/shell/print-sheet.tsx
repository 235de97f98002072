'use client'

/** A lab on paper: what ran, what it kept, the whole diagram in ink, the last rows, the story, and where to run it again. */
import { useId, useMemo } from 'react'
import { Mark } from '@/components/ui/mark'
import { formatMs } from '@/simulations/kernel/time'
import { meaningOf } from '../promises/promises'
import { RowsPanel } from '../rows/rows-panel'
import type { LabParts } from '../session/lab-parts'
import { endOfRun } from '../session/moves'
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
}

/** Nothing on the screen. */
export function PrintSheet(props: PrintSheetProps) {
  return usePrinting() ? <Sheet {...props} /> : null
}

function Sheet({ place, view, parts }: PrintSheetProps) {
  const { trace, lab, variant, run, story } = view
  const end = endOfRun(trace)
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
      <Diagram view={view} />
      <RowsPanel trace={trace} playhead={end} lab={lab} databases={databases} />
      <ol>
        {story.map((item) => (
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

function Diagram({ view: { trace, lab, variant } }: { view: RunView }) {
  const hatch = useId()
  const drawing = drawRun(trace, lab, variant.id, { direction: 'right', width, laneHeight: 33 })
  const { frame } = drawing
  return (
    <svg viewBox={`0 0 ${frame.width} ${frame.height}`} className={styles.diagram}>
      <title>The run from its start to its end</title>
      <defs>
        <HatchPattern id={hatch} />
      </defs>
      {[
        drawing.names,
        drawing.body,
        drawing.axis,
        drawing.verdicts.flatMap((verdict) => verdict.shapes),
        drawing.labels.map((label) => label.shape),
      ].map((shapes, layer) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: layers are their order
        <ShapeList key={layer} shapes={shapes} hatch={hatch} />
      ))}
    </svg>
  )
}
