/** What a diagram is made of, as data: drawn by React on the page, and written out as text to be saved. */

/** The name of a token without its dashes, or the pattern for what is dead. */
export type Ink =
  | 'ink'
  | 'ink-2'
  | 'ink-3'
  | 'edge'
  | 'rule'
  | 'plate'
  | 'sunk'
  | 'hand'
  | 'flight'
  | 'commit'
  | 'doubt'
  | 'lost'
  | 'none'
  | 'hatch'

export interface PathShape {
  kind: 'path'
  d: string
  stroke?: Ink
  fill?: Ink
  width?: number
  dash?: string
  opacity?: number
}

export interface TextShape {
  kind: 'text'
  text: string
  x: number
  y: number
  align: 'start' | 'middle' | 'end'
  ink: Ink
  size?: number
  bold?: boolean
  /** Plate around the letters, so that a line behind them does not disturb. */
  halo?: boolean
  italic?: boolean
}

export type Shape = PathShape | TextShape

/** Tenths of a pixel are enough, and keep the text short. */
export function round(value: number): number {
  return Math.round(value * 10) / 10
}

export function inkOf(ink: Ink, hatch: string, colour: (token: string) => string): string {
  if (ink === 'none') return 'none'
  return ink === 'hatch' ? `url(#${hatch})` : colour(ink)
}

/** Circles and rectangles as paths, so that many of them are one element. */
export function circlePath(x: number, y: number, radius: number): string {
  return `M${round(x - radius)} ${round(y)}a${radius} ${radius} 0 1 0 ${radius * 2} 0a${radius} ${radius} 0 1 0 ${-radius * 2} 0Z`
}

export function rectPath(x: number, y: number, width: number, height: number): string {
  return `M${round(x)} ${round(y)}h${round(width)}v${round(height)}h${round(-width)}Z`
}
