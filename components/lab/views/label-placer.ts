/**
 * Finds places for labels that do not cover each other, the marks or the bars. Hard obstacles are never touched; arrows and
 * the playhead are crossed where there is no better place. What finds none is dropped, and is read on focus.
 */
import { textWidth } from './text-width'

export interface Box {
  x: number
  y: number
  width: number
  height: number
}

export interface Anchor {
  x: number
  /** Of the baseline. */
  y: number
  align: 'start' | 'middle' | 'end'
}

export interface PlacedLabel extends Anchor {
  text: string
}

export interface LabelWish {
  /** The full text, then what may stand for it where there is no room. */
  texts: readonly string[]
  anchors: readonly Anchor[]
  size?: number
  bold?: boolean
  /** Faults, lost things and commits of the selected order are never dropped. */
  must?: boolean
  /** Rather a shorter text than one across a line. */
  clear?: boolean
}

export class LabelPlacer {
  readonly #within: { from: number; to: number }
  readonly #hard: Box[] = []
  readonly #soft: (readonly [x0: number, y0: number, x1: number, y1: number])[] = []
  /** Labels that found no place. */
  dropped = 0

  /** @param within labels stay between these x */
  constructor(within: { from: number; to: number }) {
    this.#within = within
  }

  block(box: Box): void {
    this.#hard.push(box)
  }

  /** A line that a label may cross, at a price. */
  cross(x0: number, y0: number, x1: number, y1: number): void {
    this.#soft.push([x0, y0, x1, y1])
  }

  place(wish: LabelWish): PlacedLabel | null {
    const { size = 12, bold = false, must = false, clear = false } = wish
    let spare: { label: PlacedLabel; box: Box; cost: number } | null = null
    for (const text of wish.texts) {
      const best = this.#best(text, wish.anchors, size, bold)
      if (!best) continue
      if (best.cost < (clear ? 1 : 2)) return this.#take(best)
      if ((must || clear) && (!spare || best.cost < spare.cost)) spare = best
    }
    if (spare) return this.#take(spare)
    if (must) return this.#force(wish, size, bold)
    this.dropped += 1
    return null
  }

  #best(text: string, anchors: readonly Anchor[], size: number, bold: boolean) {
    let best: { label: PlacedLabel; box: Box; cost: number } | null = null
    anchors.forEach((anchor, order) => {
      const box = textBox(text, anchor, size, bold)
      if (this.#hits(box)) return
      const cost = this.#soft.filter((line) => crosses(line, box)).length + order * 0.01
      if (!best || cost < best.cost) best = { label: { ...anchor, text }, box, cost }
    })
    return best as { label: PlacedLabel; box: Box; cost: number } | null
  }

  #hits(box: Box): boolean {
    if (box.x < this.#within.from || box.x + box.width > this.#within.to) return true
    return this.#hard.some((other) => meets(box, other))
  }

  #take({ label, box }: { label: PlacedLabel; box: Box }): PlacedLabel {
    this.#hard.push(box)
    return label
  }

  /** Nowhere is free: the shortest text where it covers least, pushed inside the drawing. */
  #force(wish: LabelWish, size: number, bold: boolean): PlacedLabel | null {
    const text = wish.texts.at(-1)
    if (text === undefined) return null
    const [least] = wish.anchors
      .map((anchor) => {
        const box = textBox(text, anchor, size, bold)
        const x = Math.max(this.#within.from, Math.min(box.x, this.#within.to - box.width))
        const inside = { ...box, x }
        const covered = this.#hard.filter((other) => meets(inside, other)).length
        return { label: { x, y: anchor.y, align: 'start' as const, text }, box: inside, covered }
      })
      .sort((one, other) => one.covered - other.covered)
    return least ? this.#take(least) : null
  }
}

/** Whether two boxes are closer than words should be. */
export function meets(box: Box, other: Box): boolean {
  return (
    box.x < other.x + other.width + 3 &&
    other.x < box.x + box.width + 3 &&
    box.y < other.y + other.height &&
    other.y < box.y + box.height
  )
}

/** What a text covers. */
export function textBox(text: string, anchor: Anchor, size = 12, bold = false): Box {
  const width = textWidth(text, size, bold)
  const x =
    anchor.align === 'end'
      ? anchor.x - width
      : anchor.align === 'middle'
        ? anchor.x - width / 2
        : anchor.x
  return { x, y: anchor.y - size * 0.85, width, height: size * 1.12 }
}

/** Whether a line passes through a box: Liang and Barsky's clipping. */
function crosses([x0, y0, x1, y1]: readonly [number, number, number, number], box: Box): boolean {
  let from = 0
  let to = 1
  for (const [start, delta, low, high] of [
    [x0, x1 - x0, box.x, box.x + box.width],
    [y0, y1 - y0, box.y, box.y + box.height],
  ] as const) {
    if (delta === 0) {
      if (start < low || start > high) return false
      continue
    }
    const near = (low - start) / delta
    const far = (high - start) / delta
    from = Math.max(from, Math.min(near, far))
    to = Math.min(to, Math.max(near, far))
  }
  return from <= to
}
