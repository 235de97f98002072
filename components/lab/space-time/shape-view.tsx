/** Shapes as SVG elements. */
import { inkOf, type Shape } from './shape'
import styles from './space-time.module.css'

const token = (name: string) => `var(--${name})`

export function ShapeView({ shape, hatch }: { shape: Shape; hatch: string }) {
  if (shape.kind === 'path') {
    const { d, stroke = 'none', fill = 'none', width, dash, opacity } = shape
    return (
      <path
        d={d}
        strokeWidth={width}
        strokeDasharray={dash}
        opacity={opacity}
        style={{ fill: inkOf(fill, hatch, token), stroke: inkOf(stroke, hatch, token) }}
      />
    )
  }
  return (
    <text
      x={shape.x}
      y={shape.y}
      textAnchor={shape.align}
      className={shape.halo ? styles.halo : undefined}
      fontSize={shape.size}
      fontWeight={shape.bold ? 600 : undefined}
      fontStyle={shape.italic ? 'italic' : undefined}
      style={{ fill: inkOf(shape.ink, hatch, token) }}
    >
      {shape.text}
    </text>
  )
}

export function ShapeList({ shapes, hatch }: { shapes: readonly Shape[]; hatch: string }) {
  // biome-ignore lint/suspicious/noArrayIndexKey: shapes are made anew together, their order is what they are
  return shapes.map((shape, index) => <ShapeView key={index} shape={shape} hatch={hatch} />)
}

/** The pattern of what is dead or paused. */
export function HatchPattern({ id }: { id: string }) {
  return (
    <pattern
      id={id}
      width="5"
      height="5"
      patternUnits="userSpaceOnUse"
      patternTransform="rotate(45)"
    >
      <path d="M0 0V5" strokeWidth="1.3" style={{ stroke: token('edge') }} />
    </pattern>
  )
}
