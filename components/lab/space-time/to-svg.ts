/** Writes shapes out as SVG text, for a file or a poster. Colours come from outside, so that a saved file needs no tokens. */
import type { Drawing } from './drawing'
import { inkOf, type Shape } from './shape'

export type Colours = (token: string) => string

/** The diagram of the whole run, all ink, as a file. */
export function drawingToSvg(drawing: Drawing, colours: Colours, title: string): string {
  const { frame } = drawing
  const shapes = [
    ...drawing.names,
    ...drawing.body,
    ...drawing.axis,
    ...drawing.verdicts.flatMap((verdict) => verdict.shapes),
    ...drawing.labels.map((label) => label.shape),
  ]
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${frame.width}" height="${frame.height}" viewBox="0 0 ${frame.width} ${frame.height}" font-family="sans-serif" font-size="12">`,
    `<title>${escaped(title)}</title>`,
    `<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0V5" stroke="${colours('edge')}" stroke-width="1.3"/></pattern></defs>`,
    `<rect width="100%" height="100%" fill="${colours('plate')}"/>`,
    ...shapes.map((shape) => shapeToSvg(shape, colours)),
    '</svg>',
  ].join('\n')
}

export function shapeToSvg(shape: Shape, colours: Colours): string {
  if (shape.kind === 'path') {
    const { d, stroke = 'none', fill = 'none', width, dash, opacity } = shape
    return `<path d="${d}" fill="${inkOf(fill, 'hatch', colours)}" stroke="${inkOf(stroke, 'hatch', colours)}"${width ? ` stroke-width="${width}"` : ''}${dash ? ` stroke-dasharray="${dash}"` : ''}${opacity ? ` opacity="${opacity}"` : ''}/>`
  }
  const halo = shape.halo
    ? ` paint-order="stroke" stroke="${colours('plate')}" stroke-width="4" stroke-linejoin="round"`
    : ''
  return `<text x="${shape.x}" y="${shape.y}" text-anchor="${shape.align}" fill="${inkOf(shape.ink, 'hatch', colours)}"${shape.bold ? ' font-weight="600"' : ''}${shape.size ? ` font-size="${shape.size}"` : ''}${halo}>${escaped(shape.text)}</text>`
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;')
}
