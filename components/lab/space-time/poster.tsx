/** A run up to its first fault, for a page on which no lab has been started: what comes then is for the reader to see. */
import type { LabDefinition } from '@/simulations/kernel/lab'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { type Drawing, drawRun } from './drawing'
import { HatchPattern, ShapeList } from './shape-view'
import styles from './space-time.module.css'

export interface PosterProps {
  trace: readonly TraceEvent[]
  lab: LabDefinition
  variant: string
  /** A sentence that stands for the picture. */
  label: string
}

export function Poster({ trace, lab, variant, label }: PosterProps) {
  const shown = untilFault(trace)
  const wide = drawRun(shown, lab, variant, {
    direction: 'right',
    width: 850,
    laneHeight: 33,
    endOffset: 180,
    // "and then?" begins 34 px behind the end.
    reserved: 152,
    fold: false,
  })
  const narrow = drawRun(shown, lab, variant, {
    direction: 'down',
    width: 358,
    length: 460,
    endOffset: 80,
    fold: false,
  })
  return (
    <div className={styles.poster} role="img" aria-label={label}>
      <div className={styles.wide}>
        <StaticDrawing drawing={wide} id={`poster-${lab.id}-wide`} />
      </div>
      <div className={styles.narrow}>
        <StaticDrawing drawing={narrow} id={`poster-${lab.id}-narrow`} />
      </div>
    </div>
  )
}

/** A run without a fault ends before the moment at which it breaks a promise: what comes of it is the reader's to find. */
function untilFault(trace: readonly TraceEvent[]): readonly TraceEvent[] {
  const fault = trace.findIndex(
    (event) =>
      event.kind === 'crash' ||
      event.kind === 'pause' ||
      (event.kind === 'fault' && event.from !== null),
  )
  if (fault !== -1) return trace.slice(0, fault + 1)
  const broken = trace.findIndex((event) => event.kind === 'verdict' && event.holds === false)
  return broken === -1 ? trace : trace.slice(0, broken)
}

function StaticDrawing({ drawing, id }: { drawing: Drawing; id: string }) {
  const { frame } = drawing
  const right = frame.direction === 'right'
  const names = right ? 0 : 44
  const then = right
    ? { x: frame.scale.to + 78, y: (frame.across.from + frame.across.to) / 2 + 6 }
    : { x: (frame.across.from + frame.width) / 2, y: frame.scale.to + 44 }
  return (
    <svg
      width={frame.width}
      height={frame.height + names}
      viewBox={`0 ${-names} ${frame.width} ${frame.height + names}`}
      aria-hidden="true"
    >
      <defs>
        <HatchPattern id={id} />
      </defs>
      <g transform={right ? undefined : `translate(0 ${-names})`}>
        <ShapeList shapes={drawing.names} hatch={id} />
      </g>
      <ShapeList shapes={drawing.body} hatch={id} />
      <ShapeList shapes={drawing.axis} hatch={id} />
      <ShapeList shapes={drawing.labels.map((label) => label.shape)} hatch={id} />
      <text
        x={then.x}
        y={then.y}
        textAnchor="middle"
        className={styles.then}
        style={{ fill: 'var(--ink-2)' }}
      >
        and then?
      </text>
    </svg>
  )
}
