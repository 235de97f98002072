/** The crack through the strata: a steep line with small steps, in a box 64 wide and 1000 high. */

const corners = [
  [46, 0],
  [39, 168],
  [43, 190],
  [33, 412],
  [37, 436],
  [26, 700],
  [30, 722],
  [18, 1000],
] as const

export const crackPath = `M${corners.map((corner) => corner.join(' ')).join(' ')}`

// The crack begins above the first rule and ends below the last stratum, in pixels; see the stylesheet.
const above = 30
const beyond = 62
const stratumHeight = 77

/** Where, from the left of the box, the rule above stratum `index` of `count` meets the crack. */
export function crackAt(index: number, count: number): number {
  const height = count * stratumHeight + beyond
  const y = ((above + index * stratumHeight) / height) * 1000
  for (let corner = 1; corner < corners.length; corner += 1) {
    const [fromX, fromY] = corners[corner - 1] ?? corners[0]
    const [toX, toY] = corners[corner] ?? corners[0]
    if (y <= toY) return round(fromX + ((y - fromY) / (toY - fromY)) * (toX - fromX))
  }
  return corners[corners.length - 1]?.[0] ?? 0
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
