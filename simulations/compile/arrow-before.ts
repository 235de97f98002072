/**
 * The position behind the `=>` whose body starts at `position`. Only brackets stand between them, so it is the last
 * one before.
 * @param arrows the position behind each `=>` of the file, ascending
 */
export function arrowBefore(arrows: readonly number[], position: number): number {
  let low = 0
  let high = arrows.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((arrows[middle] ?? 0) <= position) low = middle + 1
    else high = middle
  }
  return arrows[low - 1] ?? position
}
