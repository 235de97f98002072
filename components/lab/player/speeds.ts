/** How fast a run is played. At 1 it is about 4.5 virtual milliseconds a second. */
export const speeds: readonly number[] = [0.25, 0.5, 1, 2, 4, 8, 16]

/** @example speedLabel(0.25) // "¼×" */
export function speedLabel(speed: number): string {
  if (speed === 0.25) return '¼×'
  if (speed === 0.5) return '½×'
  return `${speed}×`
}

/** The next speed up or down; the same at the ends. */
export function fasterBy(speed: number, by: 1 | -1): number {
  const place = speeds.indexOf(speed)
  return speeds[Math.min(Math.max(place + by, 0), speeds.length - 1)] ?? 1
}
