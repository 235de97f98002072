/**
 * Chance, from the seed alone. Each process and purpose has its own stream, so that one more draw in one place
 * moves nothing elsewhere. Integer arithmetic only: sfc32 (Chris Doty-Humphrey, PractRand, 2010).
 */
export class RandomStream {
  #a: number
  #b: number
  #c: number
  #counter = 1

  constructor(seed: number, name: string) {
    this.#a = hash(name, seed | 0)
    this.#b = hash(name, (seed ^ 0x9e3779b9) | 0)
    this.#c = seed | 0
    for (let round = 0; round < 12; round++) this.uint32()
  }

  /** What it draws from now on depends on this alone. */
  get state(): string {
    return [this.#a, this.#b, this.#c, this.#counter].join(' ')
  }

  /** Another stream that draws the same from now on. */
  clone(): RandomStream {
    const copy = new RandomStream(0, '')
    copy.#a = this.#a
    copy.#b = this.#b
    copy.#c = this.#c
    copy.#counter = this.#counter
    return copy
  }

  /** An integer in [0, 2³²). */
  uint32(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = (this.#c << 21) | (this.#c >>> 11)
    this.#c = (this.#c + sum) | 0
    return sum >>> 0
  }

  /** An integer in [from, to], both included; the range must be below 2³². */
  integer(from: number, to: number): number {
    const size = to - from + 1
    // Rejection keeps every value equally likely.
    const limit = 0x1_0000_0000 - (0x1_0000_0000 % size)
    for (;;) {
      const drawn = this.uint32()
      if (drawn < limit) return from + (drawn % size)
    }
  }

  /** What `Math.random()` gives service code: a multiple of 2⁻³² in [0, 1). */
  unit(): number {
    return this.uint32() / 0x1_0000_0000
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.integer(0, items.length - 1)]
    if (item === undefined) throw new RangeError('pick from an empty list')
    return item
  }

  fill(bytes: Uint8Array): Uint8Array {
    for (let index = 0; index < bytes.length; index++) bytes[index] = this.uint32() >>> 24
    return bytes
  }
}

/** FNV-1a over UTF-16 units, started from the seed. */
function hash(text: string, start: number): number {
  let state = (0x811c9dc5 ^ start) | 0
  for (let index = 0; index < text.length; index++) {
    state ^= text.charCodeAt(index)
    state = Math.imul(state, 0x01000193)
  }
  return state | 0
}
