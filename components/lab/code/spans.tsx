/** A line of highlighted source. */
import type { Line } from '@/components/lesson/highlight'

/** Monochrome: syntax has weight and slant, colours have meanings. */
export function Spans({ line }: { line: Line }) {
  return line.map((span, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: spans never change, they are their places
    <span key={index} data-kind={span.kind === 'plain' ? undefined : span.kind}>
      {span.text}
    </span>
  ))
}
